-- Every dossier that is late or ended late, until it is explained to the head, apologised for and acknowledged (Công văn
-- 2348/VPCP-KSTT). Written with the act that ends it late, or by a chore when a promised date passes. No applicant's data.
-- Minute of deployment: any; new tables, filled by a chore from what stands.
CREATE TABLE late_case (
  dossier_id {{INT}} NOT NULL PRIMARY KEY,
  code {{TEXT}} NOT NULL,
  procedure_code {{TEXT}} NOT NULL,
  field {{TEXT}} NOT NULL,
  receiving_unit {{INT}} NOT NULL,
  deciding_unit {{INT}} NOT NULL,
  -- Who had it when the promised date passed, by the control sheet.
  unit_name {{TEXT}} NOT NULL,
  officer_name {{TEXT}} NOT NULL,
  -- Who has it now, or had it last.
  officer_id {{INT}},
  due_ms {{INT}} NOT NULL,
  ended_ms {{INT}},
  explained_ms {{INT}},
  apologised_ms {{INT}},
  acknowledged_ms {{INT}},
  acknowledged_by {{TEXT}} NOT NULL
){{STRICT}};
CREATE INDEX late_case_owed ON late_case (due_ms, dossier_id)
  WHERE explained_ms IS NULL OR apologised_ms IS NULL OR acknowledged_ms IS NULL;
CREATE INDEX late_case_officer ON late_case (officer_id, due_ms) WHERE explained_ms IS NULL;
CREATE INDEX late_case_ended ON late_case (ended_ms);

-- The register (sổ theo dõi hồ sơ): which dossier has which number of a one-stop unit's year.
CREATE TABLE register_line (
  unit {{INT}} NOT NULL,
  year {{INT}} NOT NULL,
  number {{INT}} NOT NULL,
  dossier_id {{INT}} NOT NULL,
  PRIMARY KEY (unit, year, number)
){{NO_ROWID}};

-- The other books: every numbered paper that was issued.
CREATE TABLE paper_line (
  unit {{INT}} NOT NULL,
  form {{TEXT}} NOT NULL,
  year {{INT}} NOT NULL,
  number {{INT}} NOT NULL,
  dossier_id {{INT}} NOT NULL,
  at_ms {{INT}} NOT NULL,
  issued_by {{TEXT}} NOT NULL,
  PRIMARY KEY (unit, form, year, number)
){{NO_ROWID}};

-- Up to which dossier the lines above were filled from what stood before they were kept: one row.
CREATE TABLE books_filled (
  id {{INT}} NOT NULL PRIMARY KEY,
  dossier_id {{INT}} NOT NULL
){{STRICT}};

-- A book that was opened; locked at year end. The hash covers the hash of the unit's book locked before it, every line of
-- the register as it stood and every paper issued.
CREATE TABLE book (
  unit {{INT}} NOT NULL,
  year {{INT}} NOT NULL,
  opened_ms {{INT}} NOT NULL,
  opened_by {{TEXT}} NOT NULL,
  locked_ms {{INT}},
  locked_by {{TEXT}} NOT NULL,
  locked_lines {{INT}} NOT NULL,
  locked_papers {{INT}} NOT NULL,
  previous_hash {{BLOB}},
  hash {{BLOB}},
  PRIMARY KEY (unit, year)
){{NO_ROWID}};

-- The lines of a locked register as they stood.
CREATE TABLE book_line (
  unit {{INT}} NOT NULL,
  year {{INT}} NOT NULL,
  number {{INT}} NOT NULL,
  content {{TEXT}} NOT NULL,
  PRIMARY KEY (unit, year, number)
){{NO_ROWID}};

-- What changed after a book was locked: a dated addendum, chained from the book's hash. Nothing changes silently.
CREATE TABLE book_addendum (
  unit {{INT}} NOT NULL,
  year {{INT}} NOT NULL,
  nth {{INT}} NOT NULL,
  number {{INT}} NOT NULL,
  at_ms {{INT}} NOT NULL,
  by_name {{TEXT}} NOT NULL,
  content {{TEXT}} NOT NULL,
  hash {{BLOB}} NOT NULL,
  PRIMARY KEY (unit, year, nth)
){{NO_ROWID}};
