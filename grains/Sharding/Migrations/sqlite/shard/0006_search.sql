-- As for MariaDB. The words are indexed by a table of FTS5 that keeps no text of its own; its triggers follow whatever is done to the documents.
CREATE TABLE search_documents (
  id INTEGER PRIMARY KEY,
  team_id INTEGER NOT NULL,
  channel_id TEXT NOT NULL,
  ts INTEGER NOT NULL,
  thread_ts INTEGER,
  words TEXT NOT NULL,
  UNIQUE (team_id, channel_id, ts)
);

CREATE INDEX ix_search_documents_ts ON search_documents (team_id, ts);

CREATE VIRTUAL TABLE search_words USING fts5 (
  words, content = 'search_documents', content_rowid = 'id',
  tokenize = "unicode61 remove_diacritics 0 categories 'L* N* M* Co' tokenchars '_'"
);

CREATE TRIGGER search_documents_insert AFTER INSERT ON search_documents
BEGIN
  INSERT INTO search_words (rowid, words) VALUES (new.id, new.words);
END;

CREATE TRIGGER search_documents_delete AFTER DELETE ON search_documents
BEGIN
  INSERT INTO search_words (search_words, rowid, words) VALUES ('delete', old.id, old.words);
END;

CREATE TRIGGER search_documents_update AFTER UPDATE OF words ON search_documents
BEGIN
  INSERT INTO search_words (search_words, rowid, words) VALUES ('delete', old.id, old.words);
  INSERT INTO search_words (rowid, words) VALUES (new.id, new.words);
END;

CREATE TABLE search_teams (
  team_id INTEGER NOT NULL,
  ts INTEGER NOT NULL,
  step INTEGER NOT NULL,
  PRIMARY KEY (team_id)
) WITHOUT ROWID;

CREATE TABLE search_notes (
  team_id INTEGER NOT NULL,
  channel_id TEXT NOT NULL,
  from_ts INTEGER NOT NULL,
  to_ts INTEGER NOT NULL,
  PRIMARY KEY (team_id, channel_id, from_ts, to_ts)
) WITHOUT ROWID;
