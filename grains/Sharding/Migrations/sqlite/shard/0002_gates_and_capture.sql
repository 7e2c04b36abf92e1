-- As for MariaDB. With one server the gates stay open.
CREATE TABLE shard_gate (
  side TEXT NOT NULL,
  parity INTEGER NOT NULL,
  is_open INTEGER NOT NULL,
  epoch INTEGER NOT NULL,
  PRIMARY KEY (side, parity)
) WITHOUT ROWID;

-- There is nowhere to move to; the table is there because the stores are the same.
CREATE TABLE team_changes (
  team_id INTEGER NOT NULL,
  ts INTEGER NOT NULL,
  n INTEGER NOT NULL,
  scope INTEGER NOT NULL,
  key1 BLOB NOT NULL,
  key2 BLOB NOT NULL,
  PRIMARY KEY (team_id, ts, n)
) WITHOUT ROWID;

ALTER TABLE team_owner ADD COLUMN mover INTEGER NOT NULL DEFAULT 0;
