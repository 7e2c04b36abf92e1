-- Files on their way into a team or out of it (exports to import, exports made), in chunks of 256 KB. Times in milliseconds since 1970.
-- Written past the log, and never while the team is being moved: a move copies them like any other rows.
CREATE TABLE IF NOT EXISTS transfer_files (
  team_id BIGINT NOT NULL,
  file_id VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  kind VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  name VARCHAR(255) NOT NULL,
  bytes BIGINT NOT NULL,
  chunks INT NOT NULL,
  sha256 BINARY(32) NULL,
  state VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  created BIGINT NOT NULL,
  expires BIGINT NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (team_id, file_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE IF NOT EXISTS transfer_chunks (
  team_id BIGINT NOT NULL,
  file_id VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  n INT NOT NULL,
  data MEDIUMBLOB NOT NULL,
  PRIMARY KEY (team_id, file_id, n)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
