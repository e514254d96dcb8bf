-- Acting periods (người thay thế, quyền): who ordered that a colleague acts for another, why, and whether it was ended
-- early. What it permits is the office's delegation of the same number. Minute of deployment: any; new tables.
CREATE TABLE acting (
  delegation_id {{INT}} NOT NULL PRIMARY KEY,
  from_officer {{INT}} NOT NULL,
  to_officer {{INT}} NOT NULL,
  reason {{TEXT}} NOT NULL,
  ordered_ms {{INT}} NOT NULL,
  ordered_by {{TEXT}} NOT NULL,
  ended_ms {{INT}},
  ended_by {{TEXT}} NOT NULL,
  ended_why {{TEXT}} NOT NULL
){{STRICT}};

-- The public list of agencies and officers with late dossiers of a month, by the unit that publishes it. Once published it
-- stands as it is. No applicant's data.
CREATE TABLE monthly_list (
  unit {{INT}} NOT NULL,
  year {{INT}} NOT NULL,
  month {{INT}} NOT NULL,
  prepared_ms {{INT}} NOT NULL,
  prepared_by {{TEXT}} NOT NULL,
  published_ms {{INT}},
  published_by {{TEXT}} NOT NULL,
  hash {{BLOB}},
  PRIMARY KEY (unit, year, month)
){{NO_ROWID}};

CREATE TABLE monthly_line (
  unit {{INT}} NOT NULL,
  year {{INT}} NOT NULL,
  month {{INT}} NOT NULL,
  nth {{INT}} NOT NULL,
  agency {{TEXT}} NOT NULL,
  officer {{TEXT}} NOT NULL,
  -- Settled by the agency in the month, of them late by this officer, and still late at the end of the month.
  settled {{INT}} NOT NULL,
  late_ended {{INT}} NOT NULL,
  late_open {{INT}} NOT NULL,
  PRIMARY KEY (unit, year, month, nth)
){{NO_ROWID}};

-- What was put right before publication, and why.
CREATE TABLE monthly_correction (
  id {{INT}} NOT NULL PRIMARY KEY,
  unit {{INT}} NOT NULL,
  year {{INT}} NOT NULL,
  month {{INT}} NOT NULL,
  nth {{INT}} NOT NULL,
  before {{TEXT}} NOT NULL,
  after {{TEXT}} NOT NULL,
  reason {{TEXT}} NOT NULL,
  by_name {{TEXT}} NOT NULL,
  at_ms {{INT}} NOT NULL
){{STRICT}};
CREATE INDEX monthly_correction_of ON monthly_correction (unit, year, month, id);
