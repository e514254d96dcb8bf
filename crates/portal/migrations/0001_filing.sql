-- Filings in the making and uploads that resume. New tables only: no moment of deployment is worse than another.

-- What an applicant is filling in: not a dossier, and nobody's business but theirs.
CREATE TABLE filing (
    id {{INT}} NOT NULL PRIMARY KEY,
    account_id {{INT}} NOT NULL,
    -- Grows with every save; a save names the version its page showed.
    version {{INT}} NOT NULL,
    -- draft, deleted (may be brought back for some days), sent (a dossier stands for it).
    state {{TEXT}} NOT NULL,
    procedure_code {{TEXT}} NOT NULL,
    changed_ms {{INT}} NOT NULL,
    -- Forgotten after this instant, unless sent.
    expires_ms {{INT}} NOT NULL,
    dossier_id {{INT}},
    body {{TEXT}} NOT NULL
){{STRICT}};

CREATE INDEX filing_by_account ON filing (account_id, changed_ms);
CREATE INDEX filing_by_expiry ON filing (expires_ms) WHERE dossier_id IS NULL;

-- A file on its way in, or in: its target is a filing or a dossier by its wire id.
CREATE TABLE upload (
    id {{INT}} NOT NULL PRIMARY KEY,
    account_id {{INT}} NOT NULL,
    target {{TEXT}} NOT NULL,
    component {{TEXT}} NOT NULL,
    name {{TEXT}} NOT NULL,
    -- What tells this file from another of the same name: size and time of change, as the browser knows them.
    mark {{TEXT}} NOT NULL,
    length_bytes {{INT}} NOT NULL,
    held_bytes {{INT}} NOT NULL,
    -- coming, taken, refused.
    state {{TEXT}} NOT NULL,
    changed_ms {{INT}} NOT NULL,
    -- The file as it was taken, as JSON; empty before.
    body {{TEXT}} NOT NULL
){{STRICT}};

CREATE INDEX upload_by_target ON upload (target, id);
CREATE INDEX upload_by_age ON upload (state, changed_ms);

-- The bytes of a file on its way, one row a request: what was acknowledged is on disk.
CREATE TABLE upload_part (
    upload_id {{INT}} NOT NULL,
    at_bytes {{INT}} NOT NULL,
    bytes {{BLOB}} NOT NULL,
    PRIMARY KEY (upload_id, at_bytes)
){{STRICT}};
