-- Records that may be one person, and what was decided about them. Minute of deployment: any; a new column without a
-- value and new tables.

-- The record that stands for this one after a merge; NULL: it stands for itself. Its own row stays, for the dossiers
-- that name it.
ALTER TABLE person ADD COLUMN merged_into {{INT}};
CREATE INDEX person_merged ON person (merged_into) WHERE merged_into IS NOT NULL;

-- `a_id` is the older record. `decision` NULL: nobody has looked yet. `before` keeps both records as they were before a
-- merge (JSON), so that it can be undone.
CREATE TABLE person_pair (
  a_id {{INT}} NOT NULL,
  b_id {{INT}} NOT NULL,
  score {{INT}} NOT NULL,
  signs {{TEXT}} NOT NULL,
  found_ms {{INT}} NOT NULL,
  decision {{TEXT}},
  kept_id {{INT}},
  kept_version {{INT}},
  before {{TEXT}},
  reason {{TEXT}},
  by_name {{TEXT}},
  at_ms {{INT}},
  PRIMARY KEY (a_id, b_id)
){{NO_ROWID}};
CREATE INDEX person_pair_open ON person_pair (score, a_id, b_id) WHERE decision IS NULL;
CREATE INDEX person_pair_decided ON person_pair (at_ms) WHERE decision IS NOT NULL;

-- Up to which record the search has looked (one row).
CREATE TABLE person_looked (
  id {{INT}} NOT NULL PRIMARY KEY,
  last_id {{INT}} NOT NULL
){{STRICT}};
INSERT INTO person_looked (id, last_id) VALUES (1, 0);
