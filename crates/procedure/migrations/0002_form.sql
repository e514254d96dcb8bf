-- Electronic forms: one row per version, never changed, because a filing keeps the form it was begun with; what stands
-- today is a pointer beside it. New tables only: no moment of deployment is worse than another.

CREATE TABLE form_version (
    id {{INT}} NOT NULL PRIMARY KEY,
    procedure_code {{TEXT}} NOT NULL,
    -- 1, 2, 3 … within the procedure.
    number {{INT}} NOT NULL,
    hash {{TEXT}} NOT NULL,
    recorded_at {{INT}} NOT NULL,
    body {{TEXT}} NOT NULL
){{STRICT}};

CREATE UNIQUE INDEX form_version_by_number ON form_version (procedure_code, number);

CREATE TABLE form_current (
    procedure_code {{TEXT}} NOT NULL PRIMARY KEY,
    form_id {{INT}} NOT NULL,
    hash {{TEXT}} NOT NULL
){{NO_ROWID}};
