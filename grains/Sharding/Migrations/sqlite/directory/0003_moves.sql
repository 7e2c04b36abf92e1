-- As for MariaDB; there is nowhere to move to.
CREATE TABLE directory_moves (
  team_id INTEGER NOT NULL PRIMARY KEY,
  source TEXT NOT NULL,
  target TEXT NOT NULL,
  state TEXT NOT NULL,
  attempt INTEGER NOT NULL,
  rows_total INTEGER NOT NULL,
  rows_done INTEGER NOT NULL,
  held_ms REAL NULL,
  error TEXT NULL,
  started INTEGER NOT NULL,
  ended INTEGER NULL
);

CREATE INDEX ix_directory_moves_state ON directory_moves (state);
