-- The directory: which shards there are, and which team lives on which. Arbitrary on purpose: nothing is computed from a team's id.

CREATE TABLE directory_shards (
  name TEXT NOT NULL PRIMARY KEY,
  state TEXT NOT NULL,
  weight INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE directory_teams (
  team_id INTEGER NOT NULL PRIMARY KEY,
  domain TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  shard TEXT NOT NULL,
  state TEXT NOT NULL,
  created INTEGER NOT NULL,
  epoch INTEGER NOT NULL,
  version INTEGER NOT NULL
);

CREATE INDEX ix_directory_teams_shard ON directory_teams (shard);
