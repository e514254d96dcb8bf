-- The document of a merger as a file: its name and its blob as JSON. Minute of deployment: any; a new column that the version
-- before does not read.
ALTER TABLE merger ADD COLUMN file {{TEXT}};
