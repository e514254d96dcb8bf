-- Appointments, what happened to them, call-back requests.
-- Minute of deployment: new tables only.

-- One row for each appointment, also on the waiting list (state waiting: day is the first wished for, slot 0–0). body (JSON)
-- is the whole; the columns are what is looked up. Telephone, number and folded name are personal: reads leave a trace.
CREATE TABLE appointment (
  id {{INT}} NOT NULL PRIMARY KEY,
  version {{INT}} NOT NULL,
  code {{TEXT}} NOT NULL UNIQUE,
  centre_id {{INT}} NOT NULL,
  day {{TEXT}} NOT NULL,
  from_min {{INT}} NOT NULL,
  until_min {{INT}} NOT NULL,
  state {{TEXT}} NOT NULL,
  phone {{TEXT}} NOT NULL,
  number {{TEXT}},
  folded {{TEXT}} NOT NULL,
  account_id {{INT}},
  person_id {{INT}},
  ticket_id {{INT}},
  offer_until_ms {{INT}},
  remind_ms {{INT}},
  missed {{INT}} NOT NULL,
  body {{TEXT}} NOT NULL
){{STRICT}};
CREATE INDEX appointment_day ON appointment (centre_id, day, from_min);
CREATE INDEX appointment_phone ON appointment (phone, day);
CREATE INDEX appointment_number ON appointment (number, day);
CREATE INDEX appointment_account ON appointment (account_id);
CREATE INDEX appointment_remind ON appointment (remind_ms);
CREATE INDEX appointment_state ON appointment (state, day);

-- What happened; lines are added, never changed.
CREATE TABLE appointment_event (
  appointment_id {{INT}} NOT NULL,
  seq {{INT}} NOT NULL,
  at_ms {{INT}} NOT NULL,
  kind {{TEXT}} NOT NULL,
  actor {{TEXT}} NOT NULL,
  body {{TEXT}} NOT NULL,
  PRIMARY KEY (appointment_id, seq)
){{NO_ROWID}};

-- Who wants to be called. body (JSON) is the whole.
CREATE TABLE callback (
  id {{INT}} NOT NULL PRIMARY KEY,
  version {{INT}} NOT NULL,
  centre_id {{INT}} NOT NULL,
  state {{TEXT}} NOT NULL,
  body {{TEXT}} NOT NULL
){{STRICT}};
CREATE INDEX callback_centre ON callback (centre_id, state);

-- What two bookings must not do at the same moment: one day of one centre, one person. A row is taken and held for an act.
CREATE TABLE booking_lock (
  what {{TEXT}} NOT NULL PRIMARY KEY,
  at_ms {{INT}} NOT NULL
){{NO_ROWID}};
