-- Whether server A or B takes the writes of teams with even (0) or odd (1) numbers. Replicated, but each server obeys the rows of its own side only:
-- every writing transaction share-locks its row and writes nothing unless it is open. Only the controller changes it.
CREATE TABLE IF NOT EXISTS shard_gate (
  side CHAR(1) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  parity SMALLINT NOT NULL,
  is_open SMALLINT NOT NULL,
  epoch BIGINT NOT NULL,
  PRIMARY KEY (side, parity)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- What is written for a team while it is copied to another shard, in the order of the commits: keys only, the rows are read again.
CREATE TABLE IF NOT EXISTS team_changes (
  team_id BIGINT NOT NULL,
  ts BIGINT NOT NULL,
  n INT NOT NULL,
  scope SMALLINT NOT NULL,
  key1 VARBINARY(255) NOT NULL,
  key2 VARBINARY(255) NOT NULL,
  PRIMARY KEY (team_id, ts, n)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- The attempt of the move that changed the owner row last: an earlier mover changes it no more.
ALTER TABLE team_owner ADD COLUMN IF NOT EXISTS mover BIGINT NOT NULL DEFAULT 0;
