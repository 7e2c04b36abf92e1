-- Which of a shard's two servers serves the teams with even and with odd numbers (A or B), and how the servers stand to each other.
-- The epoch grows with every change; whoever decides compares it and sets it.

ALTER TABLE directory_shards
  ADD COLUMN IF NOT EXISTS serving_even CHAR(1) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'A',
  ADD COLUMN IF NOT EXISTS serving_odd CHAR(1) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'A',
  ADD COLUMN IF NOT EXISTS epoch BIGINT NOT NULL DEFAULT 0,
  ADD COLUMN IF NOT EXISTS sync_state VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'single';

-- By which every silo learns of moves.
CREATE INDEX IF NOT EXISTS ix_directory_teams_version ON directory_teams (version);
