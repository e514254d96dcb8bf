-- Kiosks of a centre's hall, and which tickets were drawn at them.
-- Minute of deployment: two new tables.

-- A device that may issue tickets without an officer. Codes and secrets are kept as digests only. visit is the visitor who
-- stands there now (a drawn word), visitor_id and initials who they showed to be by their card: forgotten with the visit.
CREATE TABLE floor_kiosk (
  id {{INT}} NOT NULL PRIMARY KEY,
  centre_id {{INT}} NOT NULL,
  name {{TEXT}} NOT NULL,
  place {{TEXT}} NOT NULL,
  paper {{INT}} NOT NULL,
  made_ms {{INT}} NOT NULL,
  pair_digest {{TEXT}},
  pair_until_ms {{INT}},
  secret_digest {{TEXT}},
  paired_ms {{INT}},
  withdrawn_ms {{INT}},
  visit {{TEXT}},
  visitor_id {{INT}},
  initials {{TEXT}}
){{STRICT}};
CREATE INDEX floor_kiosk_centre ON floor_kiosk (centre_id);
CREATE UNIQUE INDEX floor_kiosk_secret ON floor_kiosk (secret_digest);

-- declared: the need a visitor claimed for themselves (elderly, pregnant, disabled, infant), for the receptionist; empty: none.
CREATE TABLE floor_kiosk_ticket (
  ticket_id {{INT}} NOT NULL PRIMARY KEY,
  kiosk_id {{INT}} NOT NULL,
  declared {{TEXT}} NOT NULL,
  made_ms {{INT}} NOT NULL
){{STRICT}};
