-- Who applies: people, organisations, foreigners. Minute of deployment: the first; everything here is new.

-- `number` is what identifies within its kind: personal number, tax code, or passport with nationality (`VNM P1234567`).
CREATE TABLE person (
  id {{INT}} NOT NULL PRIMARY KEY,
  version {{INT}} NOT NULL,
  kind {{TEXT}} NOT NULL,
  number {{TEXT}},
  name {{TEXT}} NOT NULL,
  -- Compared byte by byte on both engines, so that a prefix is a key range.
  name_fold {{TEXT}} NOT NULL,
  phone {{TEXT}},
  body {{TEXT}} NOT NULL,
  created_ms {{INT}} NOT NULL,
  changed_ms {{INT}} NOT NULL
){{STRICT}};
-- One record for one number: a second is refused and the first is named.
CREATE UNIQUE INDEX person_number ON person (kind, number) WHERE number IS NOT NULL;
CREATE INDEX person_name ON person (name_fold, id);
CREATE INDEX person_phone ON person (phone) WHERE phone IS NOT NULL;
