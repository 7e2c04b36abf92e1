-- After how many days what was said in a team goes (null: never), and how the job that sees to that gets on. Times in milliseconds since 1970. next_run: when a
-- run is due, or until when whoever does it holds it.
CREATE TABLE IF NOT EXISTS directory_retention (
  team_id BIGINT NOT NULL,
  messages_days INT NULL,
  direct_days INT NULL,
  events_days INT NULL,
  next_run BIGINT NULL,
  began BIGINT NULL,
  ended BIGINT NULL,
  messages BIGINT NOT NULL DEFAULT 0,
  events BIGINT NOT NULL DEFAULT 0,
  error TEXT NULL,
  messages_ever BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (team_id),
  KEY ix_directory_retention_due (next_run)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
