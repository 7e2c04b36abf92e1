-- As for MariaDB. The chunks have row ids: what is large does not belong into the tree of a key.
CREATE TABLE transfer_files (
  team_id INTEGER NOT NULL,
  file_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  chunks INTEGER NOT NULL,
  sha256 BLOB,
  state TEXT NOT NULL,
  created INTEGER NOT NULL,
  expires INTEGER NOT NULL,
  version INTEGER NOT NULL,
  PRIMARY KEY (team_id, file_id)
) WITHOUT ROWID;

CREATE TABLE transfer_chunks (
  team_id INTEGER NOT NULL,
  file_id TEXT NOT NULL,
  n INTEGER NOT NULL,
  data BLOB NOT NULL,
  PRIMARY KEY (team_id, file_id, n)
);
