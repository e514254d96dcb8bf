-- How long steps really take, measured from control sheets by a chore; replaced whole at each measuring.
-- Minute of deployment: any; new tables, empty until the first measuring.
CREATE TABLE step_pace (
  procedure_code {{TEXT}} NOT NULL,
  -- The step's name as control sheets keep it; empty between acceptance and transfer.
  step {{TEXT}} NOT NULL,
  sample {{INT}} NOT NULL,
  -- Working minutes: median, upper quartile, mean with both ends cut.
  usual {{INT}} NOT NULL,
  slow {{INT}} NOT NULL,
  mean {{INT}} NOT NULL,
  PRIMARY KEY (procedure_code, step)
){{NO_ROWID}};

-- When that was measured last and over how many dossiers: one row.
CREATE TABLE step_pace_measured (
  id {{INT}} NOT NULL PRIMARY KEY,
  measured_ms {{INT}} NOT NULL,
  dossiers {{INT}} NOT NULL
){{STRICT}};
