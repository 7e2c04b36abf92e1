-- As for MariaDB; there is nothing to compare.
CREATE TABLE directory_comparisons (
  shard TEXT NOT NULL PRIMARY KEY,
  state TEXT NOT NULL,
  attempt INTEGER NOT NULL,
  team_id INTEGER NULL,
  repair INTEGER NOT NULL,
  night INTEGER NOT NULL,
  at_team INTEGER NULL,
  at_table TEXT NULL,
  teams_total INTEGER NOT NULL,
  teams_done INTEGER NOT NULL,
  rows_done INTEGER NOT NULL,
  ranges INTEGER NOT NULL,
  ranges_differed INTEGER NOT NULL,
  ranges_settled INTEGER NOT NULL,
  differences TEXT NOT NULL,
  error TEXT NULL,
  started INTEGER NOT NULL,
  ended INTEGER NULL
);
