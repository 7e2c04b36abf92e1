-- As for MariaDB.
CREATE TABLE directory_audit (
  id TEXT NOT NULL PRIMARY KEY,
  at INTEGER NOT NULL,
  team_id INTEGER NULL,
  actor_kind TEXT NOT NULL,
  actor TEXT NOT NULL,
  token_key TEXT NULL,
  action TEXT NOT NULL,
  subject TEXT NOT NULL,
  outcome TEXT NOT NULL,
  address TEXT NOT NULL,
  request_id TEXT NOT NULL,
  details TEXT NULL
) WITHOUT ROWID;

CREATE INDEX ix_directory_audit_team ON directory_audit (team_id, id);
