-- What Orleans' ADO.NET providers read and write. They find every statement in OrleansQuery by its key; only that table's name and
-- columns, the parameters, and the columns of the answers are theirs, all else is ours. Unlike the scripts published with Orleans:
-- state up to 4 GB, any character in keys, one row a state (a lost race for the first write is a conflict, not a second row), and an
-- index for the reminder service's range reads.

CREATE TABLE IF NOT EXISTS OrleansQuery (
  QueryKey VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  QueryText TEXT NOT NULL,
  PRIMARY KEY (QueryKey)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE IF NOT EXISTS orleans_cluster (
  cluster_id VARCHAR(100) NOT NULL,
  version INT NOT NULL DEFAULT 0,
  PRIMARY KEY (cluster_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE IF NOT EXISTS orleans_member (
  cluster_id VARCHAR(100) NOT NULL,
  address VARCHAR(45) NOT NULL,
  port INT NOT NULL,
  generation INT NOT NULL,
  silo_name VARCHAR(150) NOT NULL,
  host_name VARCHAR(150) NOT NULL,
  status INT NOT NULL,
  proxy_port INT NULL,
  suspect_times TEXT NULL,
  start_time DATETIME(6) NOT NULL,
  alive_time DATETIME(6) NOT NULL,
  PRIMARY KEY (cluster_id, address, port, generation)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- row_key is the SHA-256 of service, state name and the key's parts: of a fixed length, however long the key is.
CREATE TABLE IF NOT EXISTS orleans_state (
  row_key BINARY(32) NOT NULL,
  service_id VARCHAR(100) NOT NULL,
  state_name VARCHAR(200) NOT NULL,
  key_n0 BIGINT NOT NULL,
  key_n1 BIGINT NOT NULL,
  key_text VARCHAR(500) NULL,
  payload LONGBLOB NULL,
  version INT NOT NULL,
  modified DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3) ON UPDATE CURRENT_TIMESTAMP(3),
  PRIMARY KEY (row_key),
  KEY ix_orleans_state_name (state_name, key_text(100))
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE IF NOT EXISTS orleans_reminder (
  service_id VARCHAR(100) NOT NULL,
  grain_id VARCHAR(400) NOT NULL,
  reminder_name VARCHAR(150) NOT NULL,
  start_time DATETIME(3) NOT NULL,
  period_ms BIGINT NOT NULL,
  grain_hash INT NOT NULL,
  version INT NOT NULL,
  PRIMARY KEY (service_id, grain_id, reminder_name),
  KEY ix_orleans_reminder_hash (service_id, grain_hash)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

DROP PROCEDURE IF EXISTS orleans_state_put;

-- Answers the row's new version, or the caller's own when it had lost a race: Orleans turns that into an InconsistentStateException.
CREATE PROCEDURE orleans_state_put(
  IN p_service VARCHAR(100) CHARACTER SET utf8mb4, IN p_state VARCHAR(200) CHARACTER SET utf8mb4, IN p_n0 BIGINT, IN p_n1 BIGINT,
  IN p_key VARCHAR(500) CHARACTER SET utf8mb4, IN p_version INT, IN p_payload LONGBLOB)
BEGIN
  DECLARE v_row BINARY(32) DEFAULT UNHEX(SHA2(CONCAT_WS('|', p_service, p_state, p_n0, p_n1, IF(p_key IS NULL, 'N', CONCAT('K', p_key))), 256));
  DECLARE v_version INT DEFAULT p_version;
  DECLARE EXIT HANDLER FOR 1062 SELECT p_version AS NewGrainStateVersion;
  IF p_version IS NULL THEN
    INSERT INTO orleans_state (row_key, service_id, state_name, key_n0, key_n1, key_text, payload, version)
    VALUES (v_row, p_service, p_state, p_n0, p_n1, p_key, p_payload, 1);
    SET v_version = 1;
  ELSE
    UPDATE orleans_state SET payload = p_payload, version = version + 1 WHERE row_key = v_row AND version = p_version;
    IF ROW_COUNT() = 1 THEN
      SET v_version = p_version + 1;
    END IF;
  END IF;
  SELECT v_version AS NewGrainStateVersion;
END;

DROP PROCEDURE IF EXISTS orleans_state_clear;

-- Empties or deletes a row; answers as orleans_state_put.
CREATE PROCEDURE orleans_state_clear(
  IN p_service VARCHAR(100) CHARACTER SET utf8mb4, IN p_state VARCHAR(200) CHARACTER SET utf8mb4, IN p_n0 BIGINT, IN p_n1 BIGINT,
  IN p_key VARCHAR(500) CHARACTER SET utf8mb4, IN p_version INT, IN p_delete BOOL)
BEGIN
  DECLARE v_row BINARY(32) DEFAULT UNHEX(SHA2(CONCAT_WS('|', p_service, p_state, p_n0, p_n1, IF(p_key IS NULL, 'N', CONCAT('K', p_key))), 256));
  DECLARE v_version INT DEFAULT p_version;
  IF p_delete THEN
    DELETE FROM orleans_state WHERE row_key = v_row AND version = p_version;
  ELSE
    UPDATE orleans_state SET payload = NULL, version = version + 1 WHERE row_key = v_row AND version = p_version;
  END IF;
  IF ROW_COUNT() = 1 THEN
    SET v_version = p_version + 1;
  END IF;
  SELECT v_version AS NewGrainStateVersion;
END;

DROP PROCEDURE IF EXISTS orleans_member_insert;

-- Adds a silo and moves the membership's version on, or does neither; answers whether it did.
CREATE PROCEDURE orleans_member_insert(
  IN p_cluster VARCHAR(100) CHARACTER SET utf8mb4, IN p_address VARCHAR(45) CHARACTER SET utf8mb4, IN p_port INT, IN p_generation INT,
  IN p_version INT, IN p_silo VARCHAR(150) CHARACTER SET utf8mb4, IN p_host VARCHAR(150) CHARACTER SET utf8mb4, IN p_status INT, IN p_proxy INT,
  IN p_start DATETIME(6), IN p_alive DATETIME(6))
BEGIN
  DECLARE v_done INT DEFAULT 0;
  DECLARE EXIT HANDLER FOR 1062
  BEGIN
    ROLLBACK;
    SELECT 0;
  END;
  DECLARE EXIT HANDLER FOR SQLEXCEPTION
  BEGIN
    ROLLBACK;
    RESIGNAL;
  END;
  START TRANSACTION;
  UPDATE orleans_cluster SET version = version + 1 WHERE cluster_id = p_cluster AND version = p_version;
  SET v_done = ROW_COUNT();
  IF v_done = 1 THEN
    INSERT INTO orleans_member
      (cluster_id, address, port, generation, silo_name, host_name, status, proxy_port, suspect_times, start_time, alive_time)
    VALUES (p_cluster, p_address, p_port, p_generation, p_silo, p_host, p_status, p_proxy, NULL, p_start, p_alive);
    COMMIT;
  ELSE
    ROLLBACK;
  END IF;
  SELECT v_done;
END;

REPLACE INTO OrleansQuery (QueryKey, QueryText) VALUES
('InsertMembershipVersionKey',
 'INSERT IGNORE INTO orleans_cluster (cluster_id) VALUES (@DeploymentId); SELECT ROW_COUNT();'),
('InsertMembershipKey',
 'CALL orleans_member_insert(@DeploymentId, @Address, @Port, @Generation, @Version, @SiloName, @HostName, @Status, @ProxyPort, @StartTime, @IAmAliveTime);'),
('UpdateMembershipKey',
 'UPDATE orleans_cluster c
    JOIN orleans_member m ON m.cluster_id = c.cluster_id
     SET c.version = c.version + 1, m.status = @Status, m.suspect_times = @SuspectTimes, m.alive_time = GREATEST(m.alive_time, @IAmAliveTime)
   WHERE c.cluster_id = @DeploymentId AND c.version = @Version
     AND m.address = @Address AND m.port = @Port AND m.generation = @Generation;
  SELECT ROW_COUNT() > 0;'),
('UpdateIAmAlivetimeKey',
 'UPDATE orleans_member SET alive_time = @IAmAliveTime
   WHERE cluster_id = @DeploymentId AND address = @Address AND port = @Port AND generation = @Generation;'),
('GatewaysQueryKey',
 'SELECT address AS Address, proxy_port AS ProxyPort, generation AS Generation
    FROM orleans_member WHERE cluster_id = @DeploymentId AND status = @Status AND proxy_port > 0;'),
('MembershipReadRowKey',
 'SELECT c.cluster_id AS DeploymentId, m.address AS Address, m.port AS Port, m.generation AS Generation, m.silo_name AS SiloName,
         m.host_name AS HostName, m.status AS Status, m.proxy_port AS ProxyPort, m.suspect_times AS SuspectTimes,
         m.start_time AS StartTime, m.alive_time AS IAmAliveTime, c.version AS Version
    FROM orleans_cluster c
    LEFT JOIN orleans_member m ON m.cluster_id = c.cluster_id AND m.address = @Address AND m.port = @Port AND m.generation = @Generation
   WHERE c.cluster_id = @DeploymentId;'),
('MembershipReadAllKey',
 'SELECT c.cluster_id AS DeploymentId, m.address AS Address, m.port AS Port, m.generation AS Generation, m.silo_name AS SiloName,
         m.host_name AS HostName, m.status AS Status, m.proxy_port AS ProxyPort, m.suspect_times AS SuspectTimes,
         m.start_time AS StartTime, m.alive_time AS IAmAliveTime, c.version AS Version
    FROM orleans_cluster c
    LEFT JOIN orleans_member m ON m.cluster_id = c.cluster_id
   WHERE c.cluster_id = @DeploymentId;'),
('DeleteMembershipTableEntriesKey',
 'DELETE FROM orleans_member WHERE cluster_id = @DeploymentId; DELETE FROM orleans_cluster WHERE cluster_id = @DeploymentId;'),
('CleanupDefunctSiloEntriesKey',
 'DELETE FROM orleans_member
   WHERE cluster_id = @DeploymentId AND status = 6 AND alive_time < @IAmAliveTime AND start_time < @IAmAliveTime;'),
('CleanupDefunctSiloEntryKey',
 'DELETE FROM orleans_member
   WHERE cluster_id = @DeploymentId AND status = 6 AND address = @Address AND port = @Port AND generation = @Generation
     AND alive_time = @IAmAliveTime AND start_time = @StartTime AND COALESCE(suspect_times, '''') = COALESCE(@SuspectTimes, '''');'),
('ReadFromStorageKey',
 'SELECT payload AS PayloadBinary, version AS Version
    FROM orleans_state
   WHERE row_key = UNHEX(SHA2(CONCAT_WS(''|'', @ServiceId, @GrainTypeString, @GrainIdN0, @GrainIdN1,
         IF(@GrainIdExtensionString IS NULL, ''N'', CONCAT(''K'', @GrainIdExtensionString))), 256));'),
('WriteToStorageKey',
 'CALL orleans_state_put(@ServiceId, @GrainTypeString, @GrainIdN0, @GrainIdN1, @GrainIdExtensionString, @GrainStateVersion, @PayloadBinary);'),
('ClearStorageKey',
 'CALL orleans_state_clear(@ServiceId, @GrainTypeString, @GrainIdN0, @GrainIdN1, @GrainIdExtensionString, @GrainStateVersion, FALSE);'),
('DeleteStorageKey',
 'CALL orleans_state_clear(@ServiceId, @GrainTypeString, @GrainIdN0, @GrainIdN1, @GrainIdExtensionString, @GrainStateVersion, TRUE);'),
('UpsertReminderRowKey',
 'INSERT INTO orleans_reminder (service_id, grain_id, reminder_name, start_time, period_ms, grain_hash, version)
  VALUES (@ServiceId, @GrainId, @ReminderName, @StartTime, @Period, @GrainHash, 0)
  ON DUPLICATE KEY UPDATE start_time = @StartTime, period_ms = @Period, grain_hash = @GrainHash, version = version + 1;
  SELECT version AS Version FROM orleans_reminder WHERE service_id = @ServiceId AND grain_id = @GrainId AND reminder_name = @ReminderName;'),
('ReadReminderRowKey',
 'SELECT grain_id AS GrainId, reminder_name AS ReminderName, start_time AS StartTime, period_ms AS Period, version AS Version
    FROM orleans_reminder WHERE service_id = @ServiceId AND grain_id = @GrainId AND reminder_name = @ReminderName;'),
('ReadReminderRowsKey',
 'SELECT grain_id AS GrainId, reminder_name AS ReminderName, start_time AS StartTime, period_ms AS Period, version AS Version
    FROM orleans_reminder WHERE service_id = @ServiceId AND grain_id = @GrainId;'),
('ReadRangeRows1Key',
 'SELECT grain_id AS GrainId, reminder_name AS ReminderName, start_time AS StartTime, period_ms AS Period, version AS Version
    FROM orleans_reminder WHERE service_id = @ServiceId AND grain_hash > @BeginHash AND grain_hash <= @EndHash;'),
('ReadRangeRows2Key',
 'SELECT grain_id AS GrainId, reminder_name AS ReminderName, start_time AS StartTime, period_ms AS Period, version AS Version
    FROM orleans_reminder WHERE service_id = @ServiceId AND (grain_hash > @BeginHash OR grain_hash <= @EndHash);'),
('DeleteReminderRowKey',
 'DELETE FROM orleans_reminder
   WHERE service_id = @ServiceId AND grain_id = @GrainId AND reminder_name = @ReminderName AND version = @Version;
  SELECT ROW_COUNT();'),
('DeleteReminderRowsKey',
 'DELETE FROM orleans_reminder WHERE service_id = @ServiceId;');
