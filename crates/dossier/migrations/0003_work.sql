-- What lists and sweeps ask of a dossier without reading its body: names for a line, where it stands in its process, until
-- when, and whether its clock stands still. All of them are projections of `body`; `shape` says by which edition
-- of the projections a row was written, and rows of an older edition are filled at the next start (a million take a
-- minute or two). Minute of deployment: any; the columns come with constants, the indexes take some seconds a million rows.
ALTER TABLE dossier ADD COLUMN shape {{INT}} NOT NULL DEFAULT 0;
ALTER TABLE dossier ADD COLUMN applicant_name {{TEXT}} NOT NULL DEFAULT '';
ALTER TABLE dossier ADD COLUMN procedure_name {{TEXT}} NOT NULL DEFAULT '';
-- Who has it on the desk in the agencies, by name.
ALTER TABLE dossier ADD COLUMN officer_name {{TEXT}};
-- The unit that handles it in the agencies, wherever it waits at the moment.
ALTER TABLE dossier ADD COLUMN desk_unit {{INT}};
-- Place of the present step in the process; none before the agencies have it.
ALTER TABLE dossier ADD COLUMN step {{INT}};
ALTER TABLE dossier ADD COLUMN step_due_ms {{INT}} NOT NULL DEFAULT 9223372036854775807;
-- The clock stands still at the moment.
ALTER TABLE dossier ADD COLUMN paused {{INT}} NOT NULL DEFAULT 0;

-- Rows that wait to be filled.
CREATE INDEX dossier_shape ON dossier (shape, id) WHERE shape = 0;
-- Every open dossier with its units, for sweeps: a calendar changes, units end.
CREATE INDEX dossier_open ON dossier (id, receiving_unit, deciding_unit, tray_unit, desk_unit) WHERE open = 1;

-- Work moved from one officer to colleagues, a batch at a time, so that it can be moved back.
CREATE TABLE reassignment_batch (
  id {{INT}} NOT NULL PRIMARY KEY,
  from_officer {{INT}} NOT NULL,
  by_officer {{INT}} NOT NULL,
  by_name {{TEXT}} NOT NULL,
  made_ms {{INT}} NOT NULL,
  why {{TEXT}} NOT NULL,
  undone_ms {{INT}}
){{STRICT}};
CREATE INDEX reassignment_batch_made ON reassignment_batch (made_ms, id);

-- One dossier of a batch: from whom to whom, and the version the move left it at. `returned` is 1 once moved back.
CREATE TABLE reassignment_item (
  batch {{INT}} NOT NULL,
  dossier_id {{INT}} NOT NULL,
  from_officer {{INT}} NOT NULL,
  to_officer {{INT}} NOT NULL,
  version {{INT}} NOT NULL,
  returned {{INT}} NOT NULL DEFAULT 0,
  PRIMARY KEY (batch, dossier_id)
){{NO_ROWID}};
