-- When a state was written, in seconds since 1970, so that those which are a cache can be swept.
ALTER TABLE grain_state ADD COLUMN modified INTEGER NOT NULL DEFAULT 0;
CREATE INDEX ix_grain_state_age ON grain_state (state_name, modified);
