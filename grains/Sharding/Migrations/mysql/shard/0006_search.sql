-- What is looked for: the words of messages and replies, folded, each led by four characters of its team (docs/adr/0020). Written past the log by what follows
-- the team's events, and never while the team is being moved: a move copies these tables like any others. Words are compared as bytes; the name of a word's team
-- makes it longer than the shortest that InnoDB takes, and none of the stop words.
CREATE TABLE IF NOT EXISTS search_documents (
  team_id BIGINT NOT NULL,
  channel_id VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  ts BIGINT NOT NULL,
  thread_ts BIGINT NULL,
  words MEDIUMTEXT NOT NULL,
  PRIMARY KEY (team_id, channel_id, ts),
  KEY ix_search_documents_ts (team_id, ts),
  FULLTEXT KEY ft_search_documents_words (words)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- How far a team's events are followed: the ts of the last one. Each change of a team's documents counts the step on, so that two who follow at once cannot both.
CREATE TABLE IF NOT EXISTS search_teams (
  team_id BIGINT NOT NULL,
  ts BIGINT NOT NULL,
  step BIGINT NOT NULL,
  PRIMARY KEY (team_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- Parts of channels that are to be read again, both ends included: what was there before there was an index, and what imports write past the log.
CREATE TABLE IF NOT EXISTS search_notes (
  team_id BIGINT NOT NULL,
  channel_id VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  from_ts BIGINT NOT NULL,
  to_ts BIGINT NOT NULL,
  PRIMARY KEY (team_id, channel_id, from_ts, to_ts)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
