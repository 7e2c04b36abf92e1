-- As for MariaDB.
ALTER TABLE session_positions ADD COLUMN version INTEGER NOT NULL DEFAULT 0;
