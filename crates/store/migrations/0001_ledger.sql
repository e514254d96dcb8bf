-- What every act writes beside its row. Minute of deployment: the first; everything here is new.

-- The legal log of a dossier: a hash chain per dossier (hash = sha256 of the previous hash and this entry).
CREATE TABLE event (
  id {{INT}} NOT NULL PRIMARY KEY,
  dossier_id {{INT}} NOT NULL,
  seq {{INT}} NOT NULL,
  at_ms {{INT}} NOT NULL,
  kind {{TEXT}} NOT NULL,
  actor {{TEXT}} NOT NULL,
  body {{TEXT}} NOT NULL,
  hash {{BLOB}} NOT NULL,
  UNIQUE (dossier_id, seq)
){{STRICT}};

-- The seal of a day over all its events, chained to the day before.
CREATE TABLE seal (
  day {{INT}} NOT NULL PRIMARY KEY,
  events {{INT}} NOT NULL,
  hash {{BLOB}} NOT NULL,
  sealed_at_ms {{INT}} NOT NULL
){{STRICT}};

-- When something falls due: one row per dossier and kind.
CREATE TABLE deadline (
  dossier_id {{INT}} NOT NULL,
  kind {{TEXT}} NOT NULL,
  due_ms {{INT}} NOT NULL,
  PRIMARY KEY (dossier_id, kind)
){{NO_ROWID}};
CREATE INDEX deadline_due ON deadline (due_ms);

-- Who did or read what, when and why. Kept at least five years (NĐ 69/2024 Điều 17).
CREATE TABLE audit (
  id {{INT}} NOT NULL PRIMARY KEY,
  at_ms {{INT}} NOT NULL,
  officer_id {{INT}},
  by_name {{TEXT}} NOT NULL,
  act {{TEXT}} NOT NULL,
  subject {{INT}},
  why {{TEXT}} NOT NULL
){{STRICT}};
CREATE INDEX audit_subject ON audit (subject, id);

-- Messages an act caused, sent after it is saved; one dossier's messages keep their order.
CREATE TABLE outbox (
  id {{INT}} NOT NULL PRIMARY KEY,
  dossier_id {{INT}},
  topic {{TEXT}} NOT NULL,
  body {{TEXT}} NOT NULL,
  created_ms {{INT}} NOT NULL,
  try_at_ms {{INT}} NOT NULL,
  attempts {{INT}} NOT NULL,
  done_ms {{INT}},
  trouble {{TEXT}}
){{STRICT}};
CREATE INDEX outbox_waiting ON outbox (try_at_ms, id) WHERE done_ms IS NULL;

-- Numbers given out in order: dossier codes per agency and day, papers per book and year.
CREATE TABLE serial (
  scope {{TEXT}} NOT NULL PRIMARY KEY,
  last {{INT}} NOT NULL
){{STRICT}};

-- What a repeated request was answered the first time.
CREATE TABLE idempotency (
  caller {{INT}} NOT NULL,
  token {{TEXT}} NOT NULL,
  fingerprint {{TEXT}} NOT NULL,
  answer {{TEXT}} NOT NULL,
  at_ms {{INT}} NOT NULL,
  PRIMARY KEY (caller, token)
){{NO_ROWID}};
CREATE INDEX idempotency_age ON idempotency (at_ms);
