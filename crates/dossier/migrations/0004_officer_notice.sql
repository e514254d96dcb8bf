-- Messages to officers that acts cause (an urge, a dossier moved to them, an online dossier nobody has looked at), kept
-- until they are read. Minute of deployment: any; a new table, filled from then on.
CREATE TABLE officer_notice (
  id {{INT}} NOT NULL PRIMARY KEY,
  officer {{INT}} NOT NULL,
  dossier_id {{INT}} NOT NULL,
  at_ms {{INT}} NOT NULL,
  kind {{TEXT}} NOT NULL,
  facts {{TEXT}} NOT NULL,
  read_ms {{INT}}
){{STRICT}};
CREATE INDEX officer_notice_of ON officer_notice (officer, id);
CREATE INDEX officer_notice_unread ON officer_notice (officer) WHERE read_ms IS NULL;
