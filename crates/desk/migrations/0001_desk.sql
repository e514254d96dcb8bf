-- What an officer arranges for themselves, and what the office tells everybody. Minute of deployment: any; new tables.

-- A list as an officer likes it: `query` is what stands in the list's address (no name, no number of a person).
CREATE TABLE saved_view (
  id {{INT}} NOT NULL PRIMARY KEY,
  officer_id {{INT}} NOT NULL,
  name {{TEXT}} NOT NULL,
  query {{TEXT}} NOT NULL,
  -- 1: the list opens with it.
  leads {{INT}} NOT NULL,
  created_ms {{INT}} NOT NULL
){{STRICT}};
CREATE INDEX saved_view_of ON saved_view (officer_id, id);

-- Announcements never change after they were posted: they are ended, and another is posted. `units` is a JSON list of
-- units with everything below them; used when the audience is `units`.
CREATE TABLE announcement (
  id {{INT}} NOT NULL PRIMARY KEY,
  title {{TEXT}} NOT NULL,
  text {{TEXT}} NOT NULL,
  audience {{TEXT}} NOT NULL,
  units {{TEXT}} NOT NULL,
  from_ms {{INT}} NOT NULL,
  until_ms {{INT}} NOT NULL,
  by_name {{TEXT}} NOT NULL,
  created_ms {{INT}} NOT NULL,
  ended_ms {{INT}}
){{STRICT}};
CREATE INDEX announcement_until ON announcement (until_ms);

-- Who has put which announcement aside.
CREATE TABLE announcement_dismissal (
  announcement_id {{INT}} NOT NULL,
  officer_id {{INT}} NOT NULL,
  at_ms {{INT}} NOT NULL,
  PRIMARY KEY (announcement_id, officer_id)
){{NO_ROWID}};

-- Two dossiers that looked like one application, and what an officer decided about them. `a_id` is the older one.
CREATE TABLE dossier_pair (
  a_id {{INT}} NOT NULL,
  b_id {{INT}} NOT NULL,
  decision {{TEXT}} NOT NULL,
  reason {{TEXT}} NOT NULL,
  by_id {{INT}} NOT NULL,
  by_name {{TEXT}} NOT NULL,
  at_ms {{INT}} NOT NULL,
  PRIMARY KEY (a_id, b_id)
){{NO_ROWID}};
