-- What each shard bore when it was looked at last: by which new teams find their place.
ALTER TABLE directory_shards
  ADD COLUMN IF NOT EXISTS writes_per_second DOUBLE NOT NULL DEFAULT 0,
  ADD COLUMN IF NOT EXISTS stored_bytes BIGINT NOT NULL DEFAULT 0;
