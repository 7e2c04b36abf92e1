-- Either server of a pair may write a session's position: the highest version counts (docs/adr/0013). The version before writes without one, at the
-- server that serves the team: its rows begin at 0, and what it writes over a newer row keeps that row's version. A removed session has ended at 0, which
-- the version before takes for a session that is long over.
ALTER TABLE session_positions ADD COLUMN IF NOT EXISTS version BIGINT NOT NULL DEFAULT 0;
