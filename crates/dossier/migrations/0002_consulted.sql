-- Which units were asked about a dossier, so that they find it: `open` is 1 while an answer is still wanted.
-- Minute of deployment: any; a new table, filled by every consultation from then on.
CREATE TABLE dossier_consulted (
  dossier_id {{INT}} NOT NULL,
  unit {{INT}} NOT NULL,
  open {{INT}} NOT NULL,
  PRIMARY KEY (dossier_id, unit)
){{NO_ROWID}};
CREATE INDEX dossier_consulted_open ON dossier_consulted (unit, dossier_id) WHERE open = 1;
