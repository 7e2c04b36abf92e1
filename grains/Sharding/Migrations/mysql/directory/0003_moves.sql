-- Teams on their way from one shard to another, and the outcome of the last move of each team. The attempt tells one mover from the next: what an earlier
-- one decides counts no more.
CREATE TABLE IF NOT EXISTS directory_moves (
  team_id BIGINT NOT NULL,
  source VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  target VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  state VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  attempt BIGINT NOT NULL,
  rows_total BIGINT NOT NULL,
  rows_done BIGINT NOT NULL,
  held_ms DOUBLE NULL,
  error TEXT NULL,
  started BIGINT NOT NULL,
  ended BIGINT NULL,
  PRIMARY KEY (team_id),
  KEY ix_directory_moves_state (state)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
