-- The users of one server of a pair. Not replicated: each server has its own, so that they exist before the two are connected.
-- Placeholders: @DATABASE@, @CHAT_PASSWORD@, @CONTROL_PASSWORD@, @REPLICATION_PASSWORD@ (pair.sh fills them in; no quotes or backslashes in them).
SET SESSION sql_log_bin = 0;

CREATE DATABASE IF NOT EXISTS @DATABASE@ CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- The silos: their own tables and (in the directory) procedures, nothing of the server. Without READ ONLY ADMIN a server that is not connected refuses them.
CREATE OR REPLACE USER chat@'%' IDENTIFIED BY '@CHAT_PASSWORD@';
GRANT SELECT, INSERT, UPDATE, DELETE, CREATE, ALTER, INDEX, DROP, REFERENCES, CREATE ROUTINE, ALTER ROUTINE, EXECUTE ON @DATABASE@.* TO chat@'%';

-- The controller, and pair.sh: looks at replication and steers it, opens and closes gates, compares and repairs; makes the directory's pair_serving.
CREATE OR REPLACE USER chat_control@'%' IDENTIFIED BY '@CONTROL_PASSWORD@';
GRANT BINLOG ADMIN, BINLOG MONITOR, SLAVE MONITOR, REPLICATION MASTER ADMIN, REPLICATION SLAVE ADMIN, READ_ONLY ADMIN, CONNECTION ADMIN ON *.* TO chat_control@'%';
GRANT SELECT, INSERT, UPDATE, DELETE, CREATE ON @DATABASE@.* TO chat_control@'%';

-- The peer.
CREATE OR REPLACE USER chat_replication@'%' IDENTIFIED BY '@REPLICATION_PASSWORD@';
GRANT REPLICATION SLAVE ON *.* TO chat_replication@'%';
