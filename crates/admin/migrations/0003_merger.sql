-- Mergers: units that end on one day and who takes over, prepared, looked at, then done by a job. Minute of deployment: new and
-- empty. A merger that was given up stays as it was written, with its state.
CREATE TABLE merger (
  id {{INT}} NOT NULL PRIMARY KEY,
  name {{TEXT}} NOT NULL,
  on_day {{TEXT}} NOT NULL,
  order_doc {{TEXT}} NOT NULL,
  endings {{TEXT}} NOT NULL,
  state {{TEXT}} NOT NULL,
  job_id {{INT}},
  by_name {{TEXT}} NOT NULL,
  created_ms {{INT}} NOT NULL
){{STRICT}};
