-- The small private state of grains. The version is the etag: a writer that does not know the present one is refused.

CREATE TABLE grain_state (
  state_name TEXT NOT NULL,
  grain_id TEXT NOT NULL,
  payload BLOB NULL,
  version INTEGER NOT NULL,
  PRIMARY KEY (state_name, grain_id)
) WITHOUT ROWID;
