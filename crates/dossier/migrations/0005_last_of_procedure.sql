-- When a procedure was last asked for: dormant procedures are found without walking the dossiers. Minute of deployment:
-- any; the index takes some seconds a million rows.
CREATE INDEX dossier_procedure ON dossier (procedure_code, accepted_ms);
