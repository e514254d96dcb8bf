-- How long services were seen to take, for how many appointments a slot holds.
-- Minute of deployment: one new table.

-- What a centre's latest days before day showed of a service: how often, and the middle of its lengths in seconds. Learned anew each
-- day from the events; nothing is lost with a row.
CREATE TABLE floor_observed (
  centre_id {{INT}} NOT NULL,
  no {{INT}} NOT NULL,
  day {{TEXT}} NOT NULL,
  n {{INT}} NOT NULL,
  middle_s {{INT}} NOT NULL,
  PRIMARY KEY (centre_id, no)
){{NO_ROWID}};
