-- As for MariaDB.
CREATE TABLE directory_retention (
  team_id INTEGER NOT NULL PRIMARY KEY,
  messages_days INTEGER NULL,
  direct_days INTEGER NULL,
  events_days INTEGER NULL,
  next_run INTEGER NULL,
  began INTEGER NULL,
  ended INTEGER NULL,
  messages INTEGER NOT NULL DEFAULT 0,
  events INTEGER NOT NULL DEFAULT 0,
  error TEXT NULL,
  messages_ever INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX ix_directory_retention_due ON directory_retention (next_run);
