-- A dossier: what lists filter and sort by stands in columns (all of them projections of `body`, and `motcua check`
-- compares them), everything else in `body`. Minute of deployment: the first.
CREATE TABLE dossier (
  id {{INT}} NOT NULL PRIMARY KEY,
  version {{INT}} NOT NULL,
  code {{TEXT}},
  stage {{TEXT}} NOT NULL,
  open {{INT}} NOT NULL,
  waiting {{INT}} NOT NULL,
  procedure_code {{TEXT}} NOT NULL,
  procedure_version {{INT}} NOT NULL,
  field {{TEXT}} NOT NULL,
  channel {{TEXT}} NOT NULL,
  receiving_unit {{INT}} NOT NULL,
  deciding_unit {{INT}} NOT NULL,
  -- Whose tray it lies in, for which duty, and who took it out of there.
  tray_unit {{INT}},
  tray_duty {{TEXT}},
  tray_officer {{INT}},
  -- Who handles it in the agencies, wherever it waits at the moment.
  handler {{INT}},
  applicant_id {{INT}} NOT NULL,
  name_fold {{TEXT}} NOT NULL,
  accepted_ms {{INT}},
  -- 9223372036854775807 where there is no date: such dossiers sort last on both engines.
  due_ms {{INT}} NOT NULL,
  ended_ms {{INT}},
  event_seq {{INT}} NOT NULL,
  event_hash {{BLOB}} NOT NULL,
  event_at_ms {{INT}} NOT NULL,
  body {{TEXT}} NOT NULL
){{STRICT}};
CREATE UNIQUE INDEX dossier_code ON dossier (code);
-- With `tray_officer` in it the counts of a home page never touch the rows themselves.
CREATE INDEX dossier_mine ON dossier (handler, waiting, tray_officer, due_ms, id) WHERE open = 1 AND handler IS NOT NULL;
CREATE INDEX dossier_tray ON dossier (tray_unit, tray_duty, waiting, due_ms, id) WHERE open = 1 AND tray_officer IS NULL;
CREATE INDEX dossier_applicant ON dossier (applicant_id, id);
CREATE INDEX dossier_name ON dossier (name_fold, id);
CREATE INDEX dossier_receiving ON dossier (receiving_unit, id);
CREATE INDEX dossier_deciding ON dossier (deciding_unit, id);

-- What was handed in, line by line.
CREATE TABLE dossier_component (
  dossier_id {{INT}} NOT NULL,
  place {{INT}} NOT NULL,
  key {{TEXT}} NOT NULL,
  name {{TEXT}} NOT NULL,
  required {{INT}} NOT NULL,
  received {{INT}} NOT NULL,
  submission {{TEXT}} NOT NULL,
  originals {{INT}} NOT NULL,
  copies {{INT}} NOT NULL,
  note {{TEXT}} NOT NULL,
  PRIMARY KEY (dossier_id, place)
){{NO_ROWID}};

-- Scans and papers; the bytes lie in the blob store under `blob` (sha-256).
CREATE TABLE dossier_file (
  id {{INT}} NOT NULL PRIMARY KEY,
  dossier_id {{INT}} NOT NULL,
  component {{TEXT}},
  name {{TEXT}} NOT NULL,
  media {{TEXT}} NOT NULL,
  pages {{INT}} NOT NULL,
  bytes {{INT}} NOT NULL,
  blob {{TEXT}} NOT NULL,
  added_ms {{INT}} NOT NULL,
  added_by {{TEXT}} NOT NULL,
  removed_ms {{INT}}
){{STRICT}};
CREATE INDEX dossier_file_of ON dossier_file (dossier_id, id);

-- What the applicant was told, in the order it was told; shown on the follow-up page.
CREATE TABLE dossier_notice (
  id {{INT}} NOT NULL PRIMARY KEY,
  dossier_id {{INT}} NOT NULL,
  at_ms {{INT}} NOT NULL,
  body {{TEXT}} NOT NULL
){{STRICT}};
CREATE INDEX dossier_notice_of ON dossier_notice (dossier_id, id);
