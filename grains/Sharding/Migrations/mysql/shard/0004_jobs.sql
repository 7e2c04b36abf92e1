-- Deferred work, written in the transaction of what caused it. Times in milliseconds since 1970. state: 0 queued, 1 running, 2 cancelling, 3 done, 4 failed,
-- 5 cancelled. subject is the ts of the message that a job is about. The index finds what is due without a look at what has ended, team by team.
CREATE TABLE IF NOT EXISTS jobs (
  team_id BIGINT NOT NULL,
  job_id VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  kind VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  state SMALLINT NOT NULL,
  subject BIGINT NULL,
  payload MEDIUMTEXT NOT NULL,
  attempts INT NOT NULL,
  not_before BIGINT NOT NULL,
  done BIGINT NULL,
  total BIGINT NULL,
  unit VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NULL,
  rate DOUBLE NULL,
  checkpoint MEDIUMTEXT NULL,
  error TEXT NULL,
  report MEDIUMTEXT NULL,
  created BIGINT NOT NULL,
  ended BIGINT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (team_id, job_id),
  KEY ix_jobs_due (state, team_id, kind, not_before)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- Who works on a job, and until when others leave it alone. A move leaves these rows behind: the job is then given out again, which its worker tolerates.
CREATE TABLE IF NOT EXISTS job_leases (
  team_id BIGINT NOT NULL,
  job_id VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  kind VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  owner VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  until BIGINT NOT NULL,
  PRIMARY KEY (team_id, job_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
