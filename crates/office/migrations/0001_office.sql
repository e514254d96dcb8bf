-- The office: who exists, who may do what, who is signed in. Minute of deployment: the first; everything here is new.

-- Counts every change of the tables that the directory in memory is made of.
CREATE TABLE office_revision (
  id {{INT}} NOT NULL PRIMARY KEY,
  n {{INT}} NOT NULL
){{STRICT}};
INSERT INTO office_revision (id, n) VALUES (1, 1);

-- Units never go: they end (valid_until, inclusive) and others succeed them. Days are ISO text.
CREATE TABLE unit (
  id {{INT}} NOT NULL PRIMARY KEY,
  key {{TEXT}} NOT NULL UNIQUE,
  name {{TEXT}} NOT NULL,
  short_name {{TEXT}} NOT NULL,
  kind {{TEXT}} NOT NULL,
  parent_id {{INT}},
  code {{TEXT}},
  old_code {{TEXT}},
  area {{TEXT}},
  intake {{INT}} NOT NULL,
  resolves {{INT}} NOT NULL,
  address {{TEXT}},
  hotline {{TEXT}},
  email {{TEXT}},
  valid_from {{TEXT}},
  valid_until {{TEXT}},
  successors {{TEXT}} NOT NULL
){{STRICT}};

-- Administrative areas by the code of the General Statistics Office.
CREATE TABLE area (
  code {{TEXT}} NOT NULL PRIMARY KEY,
  name {{TEXT}} NOT NULL,
  kind {{TEXT}} NOT NULL,
  parent {{TEXT}},
  valid_from {{TEXT}},
  valid_until {{TEXT}},
  successors {{TEXT}} NOT NULL,
  merged_from {{TEXT}} NOT NULL
){{STRICT}};

-- password_hash is an Argon2id PHC text; NULL: cannot sign in yet.
CREATE TABLE officer (
  id {{INT}} NOT NULL PRIMARY KEY,
  login {{TEXT}} NOT NULL UNIQUE,
  name {{TEXT}} NOT NULL,
  title {{TEXT}} NOT NULL,
  unit_id {{INT}} NOT NULL,
  active {{INT}} NOT NULL,
  duties {{TEXT}} NOT NULL,
  password_hash {{TEXT}},
  password_temporary {{INT}} NOT NULL,
  password_at_ms {{INT}}
){{STRICT}};

CREATE TABLE role (
  key {{TEXT}} NOT NULL PRIMARY KEY,
  name_vi {{TEXT}} NOT NULL,
  name_en {{TEXT}} NOT NULL,
  acts {{TEXT}} NOT NULL
){{STRICT}};

CREATE TABLE role_grant (
  id {{INT}} NOT NULL PRIMARY KEY,
  officer_id {{INT}} NOT NULL,
  role {{TEXT}} NOT NULL,
  scope {{TEXT}} NOT NULL,
  valid_from {{TEXT}},
  valid_until {{TEXT}}
){{STRICT}};
CREATE INDEX role_grant_officer ON role_grant (officer_id);

CREATE TABLE unit_calendar (
  unit_id {{INT}} NOT NULL PRIMARY KEY,
  body {{TEXT}} NOT NULL
){{STRICT}};

-- Keyed by the sha256 of the cookie's token: a stolen database opens no session.
CREATE TABLE session (
  token_hash {{BLOB}} NOT NULL PRIMARY KEY,
  officer_id {{INT}} NOT NULL,
  started_ms {{INT}} NOT NULL,
  seen_ms {{INT}} NOT NULL,
  address {{TEXT}} NOT NULL,
  agent {{TEXT}} NOT NULL
){{NO_ROWID}};
CREATE INDEX session_officer ON session (officer_id);
CREATE INDEX session_seen ON session (seen_ms);

-- What programs show. Only the hash is kept; acts is the most the token may do, never more than its officer may.
CREATE TABLE api_token (
  id {{INT}} NOT NULL PRIMARY KEY,
  token_hash {{BLOB}} NOT NULL UNIQUE,
  officer_id {{INT}} NOT NULL,
  name {{TEXT}} NOT NULL,
  acts {{TEXT}} NOT NULL,
  created_ms {{INT}} NOT NULL,
  expires_ms {{INT}} NOT NULL,
  revoked_ms {{INT}},
  used_ms {{INT}}
){{STRICT}};
CREATE INDEX api_token_officer ON api_token (officer_id);

-- Attempts to sign in since the last good one, by what was typed (sha256 of the login: people type passwords there).
CREATE TABLE sign_in_attempt (
  login_hash {{BLOB}} NOT NULL PRIMARY KEY,
  failures {{INT}} NOT NULL,
  last_ms {{INT}} NOT NULL
){{NO_ROWID}};
CREATE INDEX sign_in_attempt_age ON sign_in_attempt (last_ms);
