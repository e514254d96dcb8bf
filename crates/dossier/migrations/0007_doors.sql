-- Where a result is wanted when that is another door than the one the dossier came in by, and who acts for the applicant: a
-- delegate finds what they filed for somebody else. Both are projections of `body`; rows that stand already are filled here,
-- since no older edition wrote a door. Minute of deployment: any; the statement reads every row once, the indexes take some
-- seconds a million rows.
ALTER TABLE dossier ADD COLUMN door_unit {{INT}};
ALTER TABLE dossier ADD COLUMN delegate_number {{TEXT}};
{{#postgres}}
UPDATE dossier SET delegate_number = NULLIF(TRIM(body::json -> 'delegate' ->> 'id_number'), '')
WHERE body LIKE '%"delegate":{%';
{{/postgres}}
{{#sqlite}}
UPDATE dossier SET delegate_number = NULLIF(TRIM(json_extract(body, '$.delegate.id_number')), '')
WHERE body LIKE '%"delegate":{%';
{{/sqlite}}
CREATE INDEX dossier_delegate ON dossier (delegate_number, id) WHERE delegate_number IS NOT NULL;
-- Sweeps ask for the door as well, and still never touch the rows themselves.
DROP INDEX dossier_open;
CREATE INDEX dossier_open ON dossier (id, receiving_unit, deciding_unit, tray_unit, desk_unit, door_unit) WHERE open = 1;
