-- As for MariaDB; here there is one shard, and its one server is A.

ALTER TABLE directory_shards ADD COLUMN serving_even TEXT NOT NULL DEFAULT 'A';

ALTER TABLE directory_shards ADD COLUMN serving_odd TEXT NOT NULL DEFAULT 'A';

ALTER TABLE directory_shards ADD COLUMN epoch INTEGER NOT NULL DEFAULT 0;

ALTER TABLE directory_shards ADD COLUMN sync_state TEXT NOT NULL DEFAULT 'single';

CREATE INDEX ix_directory_teams_version ON directory_teams (version);
