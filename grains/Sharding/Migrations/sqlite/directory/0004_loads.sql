-- As for MariaDB; there is one shard, and nothing to choose from.
ALTER TABLE directory_shards ADD COLUMN writes_per_second REAL NOT NULL DEFAULT 0;

ALTER TABLE directory_shards ADD COLUMN stored_bytes INTEGER NOT NULL DEFAULT 0;
