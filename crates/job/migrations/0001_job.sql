-- Long work somebody asked for: an export, many acts at once, an import, dates worked out anew. One row per piece of
-- work; a process that dies leaves `lease_ms` behind it, and another goes on from `cursor`. Minute of deployment: any;
-- new tables.
CREATE TABLE job (
  id {{INT}} NOT NULL PRIMARY KEY,
  kind {{TEXT}} NOT NULL,
  officer_id {{INT}} NOT NULL,
  -- What the title says, as JSON pairs; never personal data.
  facts {{TEXT}} NOT NULL,
  params {{TEXT}} NOT NULL,
  state {{TEXT}} NOT NULL,
  -- Where the work goes on, as JSON; written with the chunk it stands after.
  cursor {{TEXT}},
  done {{INT}} NOT NULL,
  total {{INT}},
  refused {{INT}} NOT NULL,
  cancel {{INT}} NOT NULL,
  created_ms {{INT}} NOT NULL,
  started_ms {{INT}},
  ended_ms {{INT}},
  lease_ms {{INT}} NOT NULL,
  -- Grows each time somebody takes it up: what an earlier run still writes is not taken.
  run {{INT}} NOT NULL,
  -- What came of it: facts of the sentence, or the refusal that ended it, as JSON.
  summary {{TEXT}},
  trouble {{TEXT}}
){{STRICT}};
CREATE INDEX job_open ON job (lease_ms, id) WHERE ended_ms IS NULL;
CREATE INDEX job_officer ON job (officer_id, id);

-- What was refused, item by item.
CREATE TABLE job_refused (
  job_id {{INT}} NOT NULL,
  place {{INT}} NOT NULL,
  subject {{TEXT}} NOT NULL,
  reason {{TEXT}} NOT NULL,
  PRIMARY KEY (job_id, place)
){{NO_ROWID}};

-- The file it made; gone, bytes and row, after `until_ms`.
CREATE TABLE job_file (
  job_id {{INT}} NOT NULL PRIMARY KEY,
  name {{TEXT}} NOT NULL,
  media {{TEXT}} NOT NULL,
  bytes {{INT}} NOT NULL,
  blob {{TEXT}} NOT NULL,
  until_ms {{INT}} NOT NULL
){{STRICT}};
CREATE INDEX job_file_until ON job_file (until_ms);
