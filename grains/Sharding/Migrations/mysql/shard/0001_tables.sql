-- What a shard holds: every key is led by team_id, so that a team is one contiguous range of each table.
-- No row's content depends on the server that wrote it (no AUTO_INCREMENT, no NOW()), so that replicas agree.
-- A version is the ts of the change that wrote the row last. Times named ts, last_read, joined and at are microseconds since 1970.

-- The fence: who may write for a team. Every writing transaction share-locks this row and writes nothing if epoch or state differ.
CREATE TABLE IF NOT EXISTS team_owner (
  team_id BIGINT NOT NULL,
  epoch BIGINT NOT NULL,
  state SMALLINT NOT NULL,
  PRIMARY KEY (team_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE IF NOT EXISTS teams (
  team_id BIGINT NOT NULL,
  name VARCHAR(255) NOT NULL,
  domain VARCHAR(100) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  created BIGINT NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (team_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- Names and e-mails are unique in their team by key columns, which hold them in lower case.
CREATE TABLE IF NOT EXISTS users (
  team_id BIGINT NOT NULL,
  user_id VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  name VARCHAR(255) NOT NULL,
  name_key VARCHAR(255) NOT NULL,
  email_key VARCHAR(320) NULL,
  is_bot SMALLINT NOT NULL,
  is_admin SMALLINT NOT NULL,
  is_owner SMALLINT NOT NULL,
  deleted SMALLINT NOT NULL,
  manual_away SMALLINT NOT NULL,
  bot_id VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NULL,
  profile TEXT NOT NULL,
  password_hash VARCHAR(255) NULL,
  created BIGINT NOT NULL,
  updated BIGINT NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (team_id, user_id),
  UNIQUE KEY uq_users_name (team_id, name_key),
  UNIQUE KEY uq_users_email (team_id, email_key),
  KEY ix_users_away (team_id, manual_away)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- Tokens are stored as SHA-256 only.
CREATE TABLE IF NOT EXISTS tokens (
  team_id BIGINT NOT NULL,
  token_hash BINARY(32) NOT NULL,
  user_id VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  created BIGINT NOT NULL,
  revoked SMALLINT NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (team_id, token_hash),
  KEY ix_tokens_user (team_id, user_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- name_key holds the name of public and private channels (null for DMs); member_key the SHA-256 of a DM's sorted members (null for channels).
CREATE TABLE IF NOT EXISTS channels (
  team_id BIGINT NOT NULL,
  channel_id VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  kind SMALLINT NOT NULL,
  name VARCHAR(255) NOT NULL,
  name_key VARCHAR(255) NULL,
  member_key BINARY(32) NULL,
  creator VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NULL,
  created BIGINT NOT NULL,
  topic TEXT NOT NULL,
  topic_creator VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NULL,
  topic_set BIGINT NOT NULL,
  purpose TEXT NOT NULL,
  purpose_creator VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NULL,
  purpose_set BIGINT NOT NULL,
  is_archived SMALLINT NOT NULL,
  is_general SMALLINT NOT NULL,
  previous_names TEXT NOT NULL,
  dm_members TEXT NOT NULL,
  updated BIGINT NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (team_id, channel_id),
  UNIQUE KEY uq_channels_name (team_id, name_key),
  UNIQUE KEY uq_channels_members (team_id, member_key),
  KEY ix_channels_general (team_id, is_general)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE IF NOT EXISTS channel_members (
  team_id BIGINT NOT NULL,
  channel_id VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  user_id VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  is_open SMALLINT NOT NULL,
  joined BIGINT NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (team_id, channel_id, user_id),
  KEY ix_channel_members_user (team_id, user_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE IF NOT EXISTS read_cursors (
  team_id BIGINT NOT NULL,
  user_id VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  channel_id VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  last_read BIGINT NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (team_id, user_id, channel_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- What a channel's history shows: roots, and replies that were broadcast. The primary key is the order of history, export and moving a team.
CREATE TABLE IF NOT EXISTS messages (
  team_id BIGINT NOT NULL,
  channel_id VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  ts BIGINT NOT NULL,
  user_id VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NULL,
  bot_id VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NULL,
  subtype VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL,
  text MEDIUMTEXT NOT NULL,
  thread_ts BIGINT NULL,
  parent_user VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NULL,
  client_msg_id VARCHAR(255) NULL,
  edited_by VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NULL,
  edited_ts BIGINT NULL,
  extra MEDIUMTEXT NULL,
  retry_hash BINARY(16) NULL,
  reply_count INT NOT NULL DEFAULT 0,
  latest_reply BIGINT NULL,
  reply_users TEXT NULL,
  reply_users_count INT NOT NULL DEFAULT 0,
  version BIGINT NOT NULL,
  PRIMARY KEY (team_id, channel_id, ts)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- The replies of threads, broadcast or not.
CREATE TABLE IF NOT EXISTS comments (
  team_id BIGINT NOT NULL,
  channel_id VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  ts BIGINT NOT NULL,
  user_id VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NULL,
  bot_id VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NULL,
  subtype VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL,
  text MEDIUMTEXT NOT NULL,
  thread_ts BIGINT NOT NULL,
  parent_user VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NULL,
  client_msg_id VARCHAR(255) NULL,
  edited_by VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NULL,
  edited_ts BIGINT NULL,
  extra MEDIUMTEXT NULL,
  retry_hash BINARY(16) NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (team_id, channel_id, ts),
  KEY ix_comments_thread (team_id, channel_id, thread_ts, ts)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- A retry key belongs to one message for as long as that exists; the message's retry_hash finds it again when it is deleted.
CREATE TABLE IF NOT EXISTS message_keys (
  team_id BIGINT NOT NULL,
  channel_id VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  retry_hash BINARY(16) NOT NULL,
  ts BIGINT NOT NULL,
  PRIMARY KEY (team_id, channel_id, retry_hash)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE IF NOT EXISTS reactions (
  team_id BIGINT NOT NULL,
  channel_id VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  message_ts BIGINT NOT NULL,
  name VARCHAR(150) NOT NULL,
  user_id VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  at BIGINT NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (team_id, channel_id, message_ts, name, user_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- The durable log of everything that a client could have missed, as sockets receive it.
CREATE TABLE IF NOT EXISTS events (
  team_id BIGINT NOT NULL,
  ts BIGINT NOT NULL,
  epoch BIGINT NOT NULL,
  audience SMALLINT NOT NULL,
  channel_id VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NULL,
  user_id VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NULL,
  effect SMALLINT NOT NULL,
  origin VARCHAR(255) NULL,
  payload MEDIUMBLOB NOT NULL,
  PRIMARY KEY (team_id, ts)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- What sessions have proven to have; kept for some minutes after they end. Times in milliseconds since 1970.
CREATE TABLE IF NOT EXISTS session_positions (
  team_id BIGINT NOT NULL,
  session VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  user_id VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  token_key VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  epoch BIGINT NOT NULL,
  ts BIGINT NOT NULL,
  ended_at BIGINT NULL,
  modified BIGINT NOT NULL,
  PRIMARY KEY (team_id, session)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
