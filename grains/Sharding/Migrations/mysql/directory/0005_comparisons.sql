-- The last comparison of the two masters of each shard, or the one that is under way: how far it is, so that another silo can go on, and what it found. The
-- attempt tells one runner from the next: what an earlier one says counts no more.
CREATE TABLE IF NOT EXISTS directory_comparisons (
  shard VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  state VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  attempt BIGINT NOT NULL,
  team_id BIGINT NULL,
  repair SMALLINT NOT NULL,
  night BIGINT NOT NULL,
  at_team BIGINT NULL,
  at_table VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL,
  teams_total BIGINT NOT NULL,
  teams_done BIGINT NOT NULL,
  rows_done BIGINT NOT NULL,
  ranges BIGINT NOT NULL,
  ranges_differed BIGINT NOT NULL,
  ranges_settled BIGINT NOT NULL,
  differences TEXT NOT NULL,
  error TEXT NULL,
  started BIGINT NOT NULL,
  ended BIGINT NULL,
  PRIMARY KEY (shard)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
