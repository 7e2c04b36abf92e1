-- States that are a cache are swept by their age.
CREATE INDEX IF NOT EXISTS ix_orleans_state_age ON orleans_state (state_name, modified);
