-- Accounts of applicants. Minute of deployment: no account exists yet; `person` gets a column that is 0 for every record.

-- 1: the number in the record's body was typed by whoever registered and nobody has seen the card. Such a record's
-- `number` column is empty, so that it is never found at a counter and never taken for the person's own record.
ALTER TABLE person ADD COLUMN claimed {{INT}} NOT NULL DEFAULT 0;

-- One account for one record. Before it is confirmed at a counter the record is the account's own claim (`claim_id`);
-- afterwards it is the person's. `sign_in_number` is the number without letters that people leave out (spaces, dashes, nationality).
-- Numbers, telephones and addresses are not unique: anybody may type anybody's, families share one telephone.
CREATE TABLE account (
  id {{INT}} NOT NULL PRIMARY KEY,
  version {{INT}} NOT NULL,
  person_id {{INT}} NOT NULL UNIQUE,
  claim_id {{INT}} NOT NULL,
  kind {{TEXT}} NOT NULL,
  name {{TEXT}} NOT NULL,
  number {{TEXT}} NOT NULL,
  sign_in_number {{TEXT}} NOT NULL,
  phone {{TEXT}} NOT NULL,
  email {{TEXT}},
  password_hash {{TEXT}} NOT NULL,
  password_at_ms {{INT}} NOT NULL,
  created_ms {{INT}} NOT NULL,
  confirmed_ms {{INT}},
  confirmed_by {{INT}}
){{STRICT}};
CREATE INDEX account_number ON account (sign_in_number);
CREATE INDEX account_phone ON account (phone);
CREATE INDEX account_email ON account (email) WHERE email IS NOT NULL;

-- Keyed by the sha256 of the cookie's token: a stolen database opens no session.
CREATE TABLE account_session (
  token_hash {{BLOB}} NOT NULL PRIMARY KEY,
  account_id {{INT}} NOT NULL,
  started_ms {{INT}} NOT NULL,
  seen_ms {{INT}} NOT NULL,
  address {{TEXT}} NOT NULL,
  agent {{TEXT}} NOT NULL
){{NO_ROWID}};
CREATE INDEX account_session_account ON account_session (account_id);
CREATE INDEX account_session_seen ON account_session (seen_ms);

-- What an officer gave a person whose card they saw: proves the number, once, for a day. Only the digest is kept.
CREATE TABLE counter_code (
  kind {{TEXT}} NOT NULL,
  number {{TEXT}} NOT NULL,
  code_hash {{BLOB}} NOT NULL,
  officer_id {{INT}} NOT NULL,
  expires_ms {{INT}} NOT NULL,
  failures {{INT}} NOT NULL,
  PRIMARY KEY (kind, number)
){{STRICT}};
CREATE INDEX counter_code_age ON counter_code (expires_ms);
