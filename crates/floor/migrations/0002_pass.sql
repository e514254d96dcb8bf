-- The visitor's own way to their ticket, a centre's settings, and how a day was promised and ended.
-- Minute of deployment: two new tables, two columns with constant defaults.

-- code is what the QR of a ticket leads to: drawn, long, given to nobody but the visitor.
CREATE TABLE floor_pass (
  code {{TEXT}} NOT NULL PRIMARY KEY,
  ticket_id {{INT}} NOT NULL UNIQUE,
  centre_id {{INT}} NOT NULL,
  day {{TEXT}} NOT NULL,
  lang {{TEXT}} NOT NULL,
  made_ms {{INT}} NOT NULL
){{NO_ROWID}};

-- body (JSON): what a centre has chosen for its hall; what it does not name stands as the house has it.
CREATE TABLE floor_setting (
  centre_id {{INT}} NOT NULL PRIMARY KEY,
  version {{INT}} NOT NULL,
  body {{TEXT}} NOT NULL
){{STRICT}};

-- The share of continuations the day's bounds were taken at, in millionths (0: nothing was promised), and whether the day has
-- been closed.
ALTER TABLE floor_day ADD COLUMN share_ppm {{INT}} NOT NULL DEFAULT 0;
ALTER TABLE floor_day ADD COLUMN ended {{INT}} NOT NULL DEFAULT 0;
