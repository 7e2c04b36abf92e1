-- What a shard holds: every key is led by team_id, so that a team is one contiguous range of each table.
-- A version is the ts of the change that wrote the row last. Times named ts, last_read, joined and at are microseconds since 1970.

-- The fence: who may write for a team. Every writing transaction share-locks this row and writes nothing if epoch or state differ.
CREATE TABLE team_owner (
  team_id INTEGER NOT NULL,
  epoch INTEGER NOT NULL,
  state INTEGER NOT NULL,
  PRIMARY KEY (team_id)
) WITHOUT ROWID;

CREATE TABLE teams (
  team_id INTEGER NOT NULL,
  name TEXT NOT NULL,
  domain TEXT NOT NULL,
  created INTEGER NOT NULL,
  version INTEGER NOT NULL,
  PRIMARY KEY (team_id)
) WITHOUT ROWID;

-- Names and e-mails are unique in their team by key columns, which hold them in lower case.
CREATE TABLE users (
  team_id INTEGER NOT NULL,
  user_id TEXT NOT NULL,
  name TEXT NOT NULL,
  name_key TEXT NOT NULL,
  email_key TEXT,
  is_bot INTEGER NOT NULL,
  is_admin INTEGER NOT NULL,
  is_owner INTEGER NOT NULL,
  deleted INTEGER NOT NULL,
  manual_away INTEGER NOT NULL,
  bot_id TEXT,
  profile TEXT NOT NULL,
  password_hash TEXT,
  created INTEGER NOT NULL,
  updated INTEGER NOT NULL,
  version INTEGER NOT NULL,
  PRIMARY KEY (team_id, user_id),
  UNIQUE (team_id, name_key),
  UNIQUE (team_id, email_key)
) WITHOUT ROWID;

CREATE INDEX ix_users_away ON users (team_id, manual_away);

-- Tokens are stored as SHA-256 only.
CREATE TABLE tokens (
  team_id INTEGER NOT NULL,
  token_hash BLOB NOT NULL,
  user_id TEXT NOT NULL,
  created INTEGER NOT NULL,
  revoked INTEGER NOT NULL,
  version INTEGER NOT NULL,
  PRIMARY KEY (team_id, token_hash)
) WITHOUT ROWID;

CREATE INDEX ix_tokens_user ON tokens (team_id, user_id);

-- name_key holds the name of public and private channels (null for DMs); member_key the SHA-256 of a DM's sorted members (null for channels).
CREATE TABLE channels (
  team_id INTEGER NOT NULL,
  channel_id TEXT NOT NULL,
  kind INTEGER NOT NULL,
  name TEXT NOT NULL,
  name_key TEXT,
  member_key BLOB,
  creator TEXT,
  created INTEGER NOT NULL,
  topic TEXT NOT NULL,
  topic_creator TEXT,
  topic_set INTEGER NOT NULL,
  purpose TEXT NOT NULL,
  purpose_creator TEXT,
  purpose_set INTEGER NOT NULL,
  is_archived INTEGER NOT NULL,
  is_general INTEGER NOT NULL,
  previous_names TEXT NOT NULL,
  dm_members TEXT NOT NULL,
  updated INTEGER NOT NULL,
  version INTEGER NOT NULL,
  PRIMARY KEY (team_id, channel_id),
  UNIQUE (team_id, name_key),
  UNIQUE (team_id, member_key)
) WITHOUT ROWID;

CREATE INDEX ix_channels_general ON channels (team_id, is_general);

CREATE TABLE channel_members (
  team_id INTEGER NOT NULL,
  channel_id TEXT NOT NULL,
  user_id TEXT NOT NULL,
  is_open INTEGER NOT NULL,
  joined INTEGER NOT NULL,
  version INTEGER NOT NULL,
  PRIMARY KEY (team_id, channel_id, user_id)
) WITHOUT ROWID;

CREATE INDEX ix_channel_members_user ON channel_members (team_id, user_id);

CREATE TABLE read_cursors (
  team_id INTEGER NOT NULL,
  user_id TEXT NOT NULL,
  channel_id TEXT NOT NULL,
  last_read INTEGER NOT NULL,
  version INTEGER NOT NULL,
  PRIMARY KEY (team_id, user_id, channel_id)
) WITHOUT ROWID;

-- What a channel's history shows: roots, and replies that were broadcast. The primary key is the order of history, export and moving a team.
CREATE TABLE messages (
  team_id INTEGER NOT NULL,
  channel_id TEXT NOT NULL,
  ts INTEGER NOT NULL,
  user_id TEXT,
  bot_id TEXT,
  subtype TEXT,
  text TEXT NOT NULL,
  thread_ts INTEGER,
  parent_user TEXT,
  client_msg_id TEXT,
  edited_by TEXT,
  edited_ts INTEGER,
  extra TEXT,
  retry_hash BLOB,
  reply_count INTEGER NOT NULL DEFAULT 0,
  latest_reply INTEGER,
  reply_users TEXT,
  reply_users_count INTEGER NOT NULL DEFAULT 0,
  version INTEGER NOT NULL,
  PRIMARY KEY (team_id, channel_id, ts)
) WITHOUT ROWID;

-- The replies of threads, broadcast or not.
CREATE TABLE comments (
  team_id INTEGER NOT NULL,
  channel_id TEXT NOT NULL,
  ts INTEGER NOT NULL,
  user_id TEXT,
  bot_id TEXT,
  subtype TEXT,
  text TEXT NOT NULL,
  thread_ts INTEGER NOT NULL,
  parent_user TEXT,
  client_msg_id TEXT,
  edited_by TEXT,
  edited_ts INTEGER,
  extra TEXT,
  retry_hash BLOB,
  version INTEGER NOT NULL,
  PRIMARY KEY (team_id, channel_id, ts)
) WITHOUT ROWID;

CREATE INDEX ix_comments_thread ON comments (team_id, channel_id, thread_ts, ts);

-- A retry key belongs to one message for as long as that exists; the message's retry_hash finds it again when it is deleted.
CREATE TABLE message_keys (
  team_id INTEGER NOT NULL,
  channel_id TEXT NOT NULL,
  retry_hash BLOB NOT NULL,
  ts INTEGER NOT NULL,
  PRIMARY KEY (team_id, channel_id, retry_hash)
) WITHOUT ROWID;

CREATE TABLE reactions (
  team_id INTEGER NOT NULL,
  channel_id TEXT NOT NULL,
  message_ts INTEGER NOT NULL,
  name TEXT NOT NULL,
  user_id TEXT NOT NULL,
  at INTEGER NOT NULL,
  version INTEGER NOT NULL,
  PRIMARY KEY (team_id, channel_id, message_ts, name, user_id)
) WITHOUT ROWID;

-- The durable log of everything that a client could have missed, as sockets receive it.
CREATE TABLE events (
  team_id INTEGER NOT NULL,
  ts INTEGER NOT NULL,
  epoch INTEGER NOT NULL,
  audience INTEGER NOT NULL,
  channel_id TEXT,
  user_id TEXT,
  effect INTEGER NOT NULL,
  origin TEXT,
  payload BLOB NOT NULL,
  PRIMARY KEY (team_id, ts)
) WITHOUT ROWID;

-- What sessions have proven to have; kept for some minutes after they end. Times in milliseconds since 1970.
CREATE TABLE session_positions (
  team_id INTEGER NOT NULL,
  session TEXT NOT NULL,
  user_id TEXT NOT NULL,
  token_key TEXT NOT NULL,
  epoch INTEGER NOT NULL,
  ts INTEGER NOT NULL,
  ended_at INTEGER,
  modified INTEGER NOT NULL,
  PRIMARY KEY (team_id, session)
) WITHOUT ROWID;
