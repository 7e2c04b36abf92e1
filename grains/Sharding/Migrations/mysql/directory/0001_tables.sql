-- The directory: which shards there are, and which team lives on which. Arbitrary on purpose: nothing is computed from a team's id.
-- Every statement of a migration can be run again, because MariaDB commits each DDL statement by itself.

CREATE TABLE IF NOT EXISTS directory_shards (
  name VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  state VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  weight INT NOT NULL,
  PRIMARY KEY (name)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE IF NOT EXISTS directory_teams (
  team_id BIGINT NOT NULL,
  domain VARCHAR(100) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  name VARCHAR(255) NOT NULL,
  shard VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  state VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  created BIGINT NOT NULL,
  epoch BIGINT NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (team_id),
  UNIQUE KEY uq_directory_teams_domain (domain),
  KEY ix_directory_teams_shard (shard)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
