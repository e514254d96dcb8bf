-- What the two desks of a hall keep beside its events: dossiers of a visit, acts that came late because a line was cut, quick
-- help without a ticket, calls for the lead.
-- Minute of deployment: new tables only.

-- A dossier was begun for the visitor with this ticket; one ticket may have several.
CREATE TABLE ticket_dossier (
  ticket_id {{INT}} NOT NULL,
  dossier_id {{INT}} NOT NULL,
  made_ms {{INT}} NOT NULL,
  PRIMARY KEY (ticket_id, dossier_id)
){{NO_ROWID}};
CREATE INDEX ticket_dossier_of ON ticket_dossier (dossier_id);

-- An act that a counter did while its line was cut: the event carries the moment it arrived, this row when it was done.
CREATE TABLE floor_offline (
  centre_id {{INT}} NOT NULL,
  day {{TEXT}} NOT NULL,
  ticket_id {{INT}} NOT NULL,
  act {{TEXT}} NOT NULL,
  arrived_ms {{INT}} NOT NULL,
  done_ms {{INT}} NOT NULL,
  PRIMARY KEY (centre_id, day, ticket_id, act, arrived_ms)
){{NO_ROWID}};

-- Visitors whom the reception helped without a ticket.
CREATE TABLE floor_quick (
  centre_id {{INT}} NOT NULL,
  day {{TEXT}} NOT NULL,
  kind {{TEXT}} NOT NULL,
  n {{INT}} NOT NULL,
  PRIMARY KEY (centre_id, day, kind)
){{NO_ROWID}};

-- The reception called the lead: a service that no open counter serves. It is answered when one does.
CREATE TABLE floor_call (
  centre_id {{INT}} NOT NULL,
  day {{TEXT}} NOT NULL,
  service_no {{INT}} NOT NULL,
  by_name {{TEXT}} NOT NULL,
  at_ms {{INT}} NOT NULL,
  PRIMARY KEY (centre_id, day, service_no)
){{NO_ROWID}};
