-- Deferred work, written in the transaction of what caused it. Times in milliseconds since 1970. state: 0 queued, 1 running, 2 cancelling, 3 done, 4 failed,
-- 5 cancelled. subject is the ts of the message that a job is about. The index finds what is due without a look at what has ended, team by team.
CREATE TABLE jobs (
  team_id INTEGER NOT NULL,
  job_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  state INTEGER NOT NULL,
  subject INTEGER,
  payload TEXT NOT NULL,
  attempts INTEGER NOT NULL,
  not_before INTEGER NOT NULL,
  done INTEGER,
  total INTEGER,
  unit TEXT,
  rate REAL,
  checkpoint TEXT,
  error TEXT,
  report TEXT,
  created INTEGER NOT NULL,
  ended INTEGER,
  version INTEGER NOT NULL,
  PRIMARY KEY (team_id, job_id)
) WITHOUT ROWID;

CREATE INDEX ix_jobs_due ON jobs (state, team_id, kind, not_before);

-- Who works on a job, and until when others leave it alone. A move leaves these rows behind: the job is then given out again, which its worker tolerates.
CREATE TABLE job_leases (
  team_id INTEGER NOT NULL,
  job_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  owner TEXT NOT NULL,
  until INTEGER NOT NULL,
  PRIMARY KEY (team_id, job_id)
) WITHOUT ROWID;
