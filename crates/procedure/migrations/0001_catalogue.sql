-- The catalogue: one row per version of a procedure, never changed after it is written, because dossiers keep the
-- version they were taken in under. What stands today is a pointer beside it. New tables only: no moment of
-- deployment is worse than another.

CREATE TABLE procedure_version (
    id {{INT}} NOT NULL PRIMARY KEY,
    code {{TEXT}} NOT NULL,
    field {{TEXT}} NOT NULL,
    -- Level codes with a space before and after each: ' commune province '.
    level {{TEXT}} NOT NULL,
    -- Days since 1970-01-01, inclusive; none: not known.
    effective_from {{INT}},
    effective_until {{INT}},
    repealed {{INT}} NOT NULL,
    hash {{TEXT}} NOT NULL,
    recorded_at {{INT}} NOT NULL,
    body {{TEXT}} NOT NULL
){{STRICT}};

CREATE INDEX procedure_version_by_code ON procedure_version (code, id);

CREATE TABLE procedure_current (
    code {{TEXT}} NOT NULL PRIMARY KEY,
    version_id {{INT}} NOT NULL,
    -- The version that stands until the newest comes into force; none: the newest has no first day.
    before_id {{INT}},
    hash {{TEXT}} NOT NULL
){{NO_ROWID}};

-- Internal processes: the same pattern.
CREATE TABLE process_version (
    id {{INT}} NOT NULL PRIMARY KEY,
    -- Empty: the process of every procedure without its own.
    procedure_code {{TEXT}} NOT NULL,
    hash {{TEXT}} NOT NULL,
    recorded_at {{INT}} NOT NULL,
    body {{TEXT}} NOT NULL
){{STRICT}};

CREATE TABLE process_current (
    procedure_code {{TEXT}} NOT NULL PRIMARY KEY,
    process_id {{INT}} NOT NULL,
    hash {{TEXT}} NOT NULL
){{NO_ROWID}};

-- Grows with every change above, so that a process with the catalogue in memory sees when to read it again.
CREATE TABLE procedure_revision (
    name {{TEXT}} NOT NULL PRIMARY KEY,
    revision {{INT}} NOT NULL
){{NO_ROWID}};

INSERT INTO procedure_revision (name, revision) VALUES ('catalogue', 0);
