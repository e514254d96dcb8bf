-- Who holds which paper: papers with their log, sealed bags with their lists, parcels of the public post.
-- Minute of deployment: new tables only; dossiers accepted before it have no papers here, and none are asked for.

-- One row for each physical paper. holder_kind and holder_id are projections of holder (JSON), the end of its log.
CREATE TABLE paper (
  id {{INT}} NOT NULL PRIMARY KEY,
  dossier_id {{INT}} NOT NULL,
  code {{TEXT}} NOT NULL UNIQUE,
  kind {{TEXT}} NOT NULL,
  component {{TEXT}} NOT NULL,
  name {{TEXT}} NOT NULL,
  originals {{INT}} NOT NULL,
  copies {{INT}} NOT NULL,
  holder_kind {{TEXT}} NOT NULL,
  holder_id {{INT}},
  holder {{TEXT}} NOT NULL,
  wanted_unit {{INT}},
  wanted {{TEXT}},
  leave_by_ms {{INT}},
  settled {{INT}} NOT NULL,
  moves {{INT}} NOT NULL
){{STRICT}};
CREATE INDEX paper_dossier ON paper (dossier_id);
CREATE INDEX paper_holder ON paper (holder_kind, holder_id, wanted_unit);
CREATE INDEX paper_wanted ON paper (wanted_unit);

-- The log of each paper; lines are added, never changed.
CREATE TABLE paper_move (
  paper_id {{INT}} NOT NULL,
  seq {{INT}} NOT NULL,
  at_ms {{INT}} NOT NULL,
  officer_id {{INT}},
  by_name {{TEXT}} NOT NULL,
  moved {{TEXT}} NOT NULL,
  reason {{TEXT}} NOT NULL,
  PRIMARY KEY (paper_id, seq)
){{NO_ROWID}};

CREATE TABLE bag (
  id {{INT}} NOT NULL PRIMARY KEY,
  version {{INT}} NOT NULL,
  code {{TEXT}} NOT NULL UNIQUE,
  from_unit {{INT}} NOT NULL,
  to_unit {{INT}} NOT NULL,
  state {{TEXT}} NOT NULL,
  expected_ms {{INT}},
  late_noted_ms {{INT}},
  body {{TEXT}} NOT NULL
){{STRICT}};
CREATE INDEX bag_from ON bag (from_unit, state, id);
CREATE INDEX bag_to ON bag (to_unit, state, id);
CREATE INDEX bag_expected ON bag (state, expected_ms);

CREATE TABLE bag_line (
  bag_id {{INT}} NOT NULL,
  paper_id {{INT}} NOT NULL,
  state {{TEXT}} NOT NULL,
  counted_ms {{INT}},
  counted_by {{TEXT}},
  PRIMARY KEY (bag_id, paper_id)
){{NO_ROWID}};
CREATE INDEX bag_line_paper ON bag_line (paper_id);

-- way: in, out. A dossier has at most one parcel out under way; older ones stay as they ended.
CREATE TABLE parcel (
  id {{INT}} NOT NULL PRIMARY KEY,
  version {{INT}} NOT NULL,
  way {{TEXT}} NOT NULL,
  unit_id {{INT}} NOT NULL,
  state {{TEXT}} NOT NULL,
  tracking {{TEXT}} NOT NULL,
  dossier_id {{INT}},
  noted_ms {{INT}} NOT NULL,
  body {{TEXT}} NOT NULL
){{STRICT}};
CREATE INDEX parcel_unit ON parcel (unit_id, state, id);
CREATE INDEX parcel_dossier ON parcel (dossier_id);
CREATE INDEX parcel_tracking ON parcel (tracking);
