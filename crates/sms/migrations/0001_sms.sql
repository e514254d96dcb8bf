-- Text messages: what was sent to whom, when, or why not.
-- Minute of deployment: any; new tables only.

-- One row for each message that was tried; its number is the outbox message's. The words are not kept, the number is masked.
CREATE TABLE sms (
  id {{INT}} NOT NULL PRIMARY KEY,
  subject {{INT}} NOT NULL,
  recipient {{TEXT}} NOT NULL,
  state {{TEXT}} NOT NULL,
  tries {{INT}} NOT NULL,
  at_ms {{INT}} NOT NULL,
  said {{TEXT}} NOT NULL
){{STRICT}};
CREATE INDEX sms_subject ON sms (subject);
CREATE INDEX sms_at ON sms (at_ms);
