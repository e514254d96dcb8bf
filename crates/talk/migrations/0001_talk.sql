-- Talks with officers who are elsewhere, the meeting rooms of centres, and who has which officer or room when.
-- Minute of deployment: any; new tables only.

-- One row for each talk. Columns beside body (JSON) are what lists, codes and chores look for. Nothing that is said is kept.
CREATE TABLE talk (
  id {{INT}} NOT NULL PRIMARY KEY,
  version {{INT}} NOT NULL,
  code {{TEXT}} NOT NULL UNIQUE,
  centre_id {{INT}} NOT NULL,
  unit_id {{INT}} NOT NULL,
  officer_id {{INT}},
  dossier_id {{INT}},
  room_id {{INT}},
  state {{TEXT}} NOT NULL,
  is_open {{INT}} NOT NULL,
  from_ms {{INT}} NOT NULL,
  until_ms {{INT}} NOT NULL,
  reminded {{INT}} NOT NULL,
  body {{TEXT}} NOT NULL
){{STRICT}};
CREATE INDEX talk_officer ON talk (officer_id, from_ms);
CREATE INDEX talk_unit ON talk (unit_id, from_ms);
CREATE INDEX talk_centre ON talk (centre_id, from_ms);
CREATE INDEX talk_room ON talk (room_id, from_ms);
CREATE INDEX talk_dossier ON talk (dossier_id);
CREATE INDEX talk_open ON talk (is_open, from_ms);

-- What happened to talks; lines are added, never changed.
CREATE TABLE talk_event (
  talk_id {{INT}} NOT NULL,
  seq {{INT}} NOT NULL,
  at_ms {{INT}} NOT NULL,
  actor {{TEXT}} NOT NULL,
  kind {{TEXT}} NOT NULL,
  body {{TEXT}} NOT NULL,
  PRIMARY KEY (talk_id, seq)
){{NO_ROWID}};

-- Meeting rooms. A room that is no longer used keeps its row: old bookings name it.
CREATE TABLE meeting_room (
  id {{INT}} NOT NULL PRIMARY KEY,
  version {{INT}} NOT NULL,
  centre_id {{INT}} NOT NULL,
  name {{TEXT}} NOT NULL,
  seats {{INT}} NOT NULL,
  has_camera {{INT}} NOT NULL,
  note {{TEXT}} NOT NULL,
  kept {{INT}} NOT NULL
){{STRICT}};
CREATE UNIQUE INDEX meeting_room_name ON meeting_room (centre_id, name) WHERE kept = 1;

-- Rooms booked for a meeting in person.
CREATE TABLE meeting (
  id {{INT}} NOT NULL PRIMARY KEY,
  version {{INT}} NOT NULL,
  centre_id {{INT}} NOT NULL,
  room_id {{INT}} NOT NULL,
  dossier_id {{INT}},
  is_open {{INT}} NOT NULL,
  from_ms {{INT}} NOT NULL,
  until_ms {{INT}} NOT NULL,
  body {{TEXT}} NOT NULL
){{STRICT}};
CREATE INDEX meeting_room_day ON meeting (room_id, from_ms);
CREATE INDEX meeting_centre ON meeting (centre_id, from_ms);

-- Who or what is taken in which five minutes. The key is what lets nobody be booked twice, however many book at once.
-- what: officer, room. holder: the talk or meeting.
CREATE TABLE talk_hold (
  what {{TEXT}} NOT NULL,
  who {{INT}} NOT NULL,
  slot_ms {{INT}} NOT NULL,
  holder {{INT}} NOT NULL,
  PRIMARY KEY (what, who, slot_ms)
){{NO_ROWID}};
CREATE INDEX talk_hold_holder ON talk_hold (holder);
