-- What tickets were issued for and how they ended, who served them how long, and what visitors thought of it.
-- Minute of deployment: two new tables, three columns with constant defaults. Days before it are filled in by rebuilding them.

-- wanted, done: sets of services, a bit each.
ALTER TABLE ticket ADD COLUMN wanted {{INT}} NOT NULL DEFAULT 0;
ALTER TABLE ticket ADD COLUMN done {{INT}} NOT NULL DEFAULT 0;
ALTER TABLE ticket ADD COLUMN why {{TEXT}};

-- A visitor at a counter, from the start to the end: a projection of the events like ticket. seq is the event that began it.
CREATE TABLE floor_stay (
  centre_id {{INT}} NOT NULL,
  day {{TEXT}} NOT NULL,
  seq {{INT}} NOT NULL,
  ticket_id {{INT}} NOT NULL,
  counter_id {{INT}} NOT NULL,
  officer_id {{INT}},
  from_ms {{INT}} NOT NULL,
  until_ms {{INT}},
  done {{INT}} NOT NULL,
  PRIMARY KEY (centre_id, day, seq)
){{NO_ROWID}};
CREATE INDEX floor_stay_ticket ON floor_stay (ticket_id);

-- One answer for each service of a ticket. It names no officer and no person.
CREATE TABLE rating (
  ticket_id {{INT}} NOT NULL,
  service {{INT}} NOT NULL,
  centre_id {{INT}} NOT NULL,
  day {{TEXT}} NOT NULL,
  mark {{TEXT}} NOT NULL,
  reasons {{TEXT}} NOT NULL,
  words {{TEXT}} NOT NULL,
  channel {{TEXT}} NOT NULL,
  rated_ms {{INT}} NOT NULL,
  PRIMARY KEY (ticket_id, service)
){{NO_ROWID}};
CREATE INDEX rating_day ON rating (centre_id, day);
