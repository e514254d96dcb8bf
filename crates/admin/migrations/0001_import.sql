-- Tables somebody uploaded to be taken over, kept until they are imported or a week has passed: they hold what people
-- entrusted to another office. Minute of deployment: any; a new table.
CREATE TABLE import_file (
  id {{INT}} NOT NULL PRIMARY KEY,
  kind {{TEXT}} NOT NULL,
  officer_id {{INT}} NOT NULL,
  name {{TEXT}} NOT NULL,
  bytes {{BLOB}} NOT NULL,
  created_ms {{INT}} NOT NULL,
  -- The job that tried it, and the one that did it.
  trial_job {{INT}},
  import_job {{INT}}
){{STRICT}};
CREATE INDEX import_file_officer ON import_file (officer_id, id);
CREATE INDEX import_file_age ON import_file (created_ms);
