-- What the office was before, and what an administrator gives for a time. Minute of deployment: units, officers and calendars
-- stand as they are; the history of each begins with its next change. Nothing here is ever deleted.

-- One change of one unit, from on_day. before is NULL for a unit that began then. order_doc: the decision that ordered it.
CREATE TABLE unit_change (
  id {{INT}} NOT NULL PRIMARY KEY,
  unit_id {{INT}} NOT NULL,
  on_day {{TEXT}} NOT NULL,
  at_ms {{INT}} NOT NULL,
  kind {{TEXT}} NOT NULL,
  before {{TEXT}},
  after {{TEXT}} NOT NULL,
  order_doc {{TEXT}},
  by_name {{TEXT}} NOT NULL
){{STRICT}};
CREATE INDEX unit_change_unit ON unit_change (unit_id, on_day);
CREATE INDEX unit_change_day ON unit_change (on_day);

-- The counters (quầy) of a one-stop unit.
CREATE TABLE counter (
  id {{INT}} NOT NULL PRIMARY KEY,
  unit_id {{INT}} NOT NULL,
  number {{INT}} NOT NULL,
  name {{TEXT}} NOT NULL,
  fields {{TEXT}} NOT NULL,
  is_open {{INT}} NOT NULL,
  UNIQUE (unit_id, number)
){{STRICT}};

-- Where an officer worked, from when until when (inclusive). Begins with the first move after deployment.
CREATE TABLE posting (
  id {{INT}} NOT NULL PRIMARY KEY,
  officer_id {{INT}} NOT NULL,
  unit_id {{INT}} NOT NULL,
  title {{TEXT}} NOT NULL,
  from_day {{TEXT}},
  until_day {{TEXT}},
  order_doc {{TEXT}},
  by_name {{TEXT}} NOT NULL
){{STRICT}};
CREATE INDEX posting_officer ON posting (officer_id);

-- Acts of one officer given to another for a time (ủy quyền), by a decision; ends by itself.
CREATE TABLE delegation (
  id {{INT}} NOT NULL PRIMARY KEY,
  from_officer {{INT}} NOT NULL,
  to_officer {{INT}} NOT NULL,
  acts {{TEXT}} NOT NULL,
  valid_from {{TEXT}} NOT NULL,
  valid_until {{TEXT}} NOT NULL,
  order_doc {{TEXT}} NOT NULL,
  by_name {{TEXT}} NOT NULL
){{STRICT}};
CREATE INDEX delegation_to ON delegation (to_officer);

-- Every state of a unit's working calendar; unit_calendar holds the last. body NULL: it follows the unit above.
CREATE TABLE calendar_version (
  id {{INT}} NOT NULL PRIMARY KEY,
  unit_id {{INT}} NOT NULL,
  n {{INT}} NOT NULL,
  effective_on {{TEXT}} NOT NULL,
  at_ms {{INT}} NOT NULL,
  body {{TEXT}},
  changes {{TEXT}} NOT NULL,
  order_doc {{TEXT}},
  file {{TEXT}},
  by_name {{TEXT}} NOT NULL,
  UNIQUE (unit_id, n)
){{STRICT}};

-- What an area's code meant before: on 1 July 2025 codes of old wards were given to new ones.
CREATE TABLE area_past (
  code {{TEXT}} NOT NULL,
  valid_until {{TEXT}} NOT NULL,
  name {{TEXT}} NOT NULL,
  kind {{TEXT}} NOT NULL,
  parent {{TEXT}},
  valid_from {{TEXT}},
  successors {{TEXT}} NOT NULL,
  merged_from {{TEXT}} NOT NULL,
  PRIMARY KEY (code, valid_until)
){{NO_ROWID}};
