-- Who sits where, when.
-- Minute of deployment: new tables only.

-- What was set for one day of a centre (JSON); a day without a row follows the week.
CREATE TABLE duty_day (
  centre_id {{INT}} NOT NULL,
  day {{TEXT}} NOT NULL,
  version {{INT}} NOT NULL,
  body {{TEXT}} NOT NULL,
  PRIMARY KEY (centre_id, day)
){{NO_ROWID}};

-- The usual week of a centre (JSON); a centre without a row has every counter open in the calendar's hours.
CREATE TABLE duty_week (
  centre_id {{INT}} NOT NULL PRIMARY KEY,
  version {{INT}} NOT NULL,
  body {{TEXT}} NOT NULL
){{STRICT}};

-- Who changed what; lines are added, never changed.
CREATE TABLE duty_event (
  id {{INT}} NOT NULL PRIMARY KEY,
  centre_id {{INT}} NOT NULL,
  day {{TEXT}} NOT NULL,
  at_ms {{INT}} NOT NULL,
  actor {{TEXT}} NOT NULL,
  body {{TEXT}} NOT NULL
){{STRICT}};
CREATE INDEX duty_event_day ON duty_event (centre_id, day);
