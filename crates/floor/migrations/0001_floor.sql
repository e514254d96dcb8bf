-- The floor of a centre: what it serves, its counters, and the days of its hall as events.
-- Minute of deployment: new tables only.

-- What a centre's hall offers. no is the bit of the service in every event of that centre: it is never given to another.
CREATE TABLE floor_service (
  centre_id {{INT}} NOT NULL,
  no {{INT}} NOT NULL,
  series {{TEXT}} NOT NULL,
  name_vi {{TEXT}} NOT NULL,
  name_en {{TEXT}} NOT NULL,
  fields {{TEXT}} NOT NULL,
  zone {{INT}} NOT NULL,
  median_s {{INT}} NOT NULL,
  ninth_s {{INT}} NOT NULL,
  offered {{INT}} NOT NULL,
  PRIMARY KEY (centre_id, no)
){{NO_ROWID}};

-- What a counter of the office (quầy) is in its hall. able (JSON) is what it serves when it opens; the day's events say what it
-- serves now. A counter without a row serves what its fields say.
CREATE TABLE floor_counter (
  counter_id {{INT}} NOT NULL PRIMARY KEY,
  zone {{INT}} NOT NULL,
  able {{TEXT}} NOT NULL
){{STRICT}};

-- One row for each hall and day: how many events there are and which is the last. Every act locks it.
CREATE TABLE floor_day (
  centre_id {{INT}} NOT NULL,
  day {{TEXT}} NOT NULL,
  seq {{INT}} NOT NULL,
  last_id {{INT}} NOT NULL,
  PRIMARY KEY (centre_id, day)
){{NO_ROWID}};

-- What happened; lines are added, never changed. body is the event as JSON, without names.
CREATE TABLE floor_event (
  centre_id {{INT}} NOT NULL,
  day {{TEXT}} NOT NULL,
  seq {{INT}} NOT NULL,
  id {{INT}} NOT NULL,
  actor {{TEXT}} NOT NULL,
  body {{TEXT}} NOT NULL,
  PRIMARY KEY (centre_id, day, seq)
){{NO_ROWID}};

-- Tickets as they stand: a projection of the events, for look-ups and figures over many days. A number is given once a day:
-- the key is the second guard behind the hall's own.
CREATE TABLE ticket (
  id {{INT}} NOT NULL PRIMARY KEY,
  centre_id {{INT}} NOT NULL,
  day {{TEXT}} NOT NULL,
  number {{TEXT}} NOT NULL,
  state {{TEXT}} NOT NULL,
  class {{TEXT}} NOT NULL,
  counter_id {{INT}},
  issued_ms {{INT}} NOT NULL,
  called_ms {{INT}},
  started_ms {{INT}},
  over_ms {{INT}},
  bound_ms {{INT}},
  UNIQUE (centre_id, day, number)
){{STRICT}};
