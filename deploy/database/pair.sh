#!/usr/bin/env bash
# Sets up a pair of MariaDB servers, and steers a pair that has no controller: the directory's. A shard's pair is steered by the silos.
set -euo pipefail

usage() {
  cat <<'USAGE'
usage: deploy/database/pair.sh COMMAND --a ADDRESS --b ADDRESS --database NAME [options]

  users      makes the database and its users (users.sql) on each server that is given; the peer's users are not touched
  connect    tells each server where the other is and brings them in step. Again after both were away at once (directory)
  point      --side a|b: tells only this server where the other is, and starts nothing: a new machine in the place of a lost one
  status     shows both servers; exit code 0 if they are in step
  takeover   --survivor a|b: this server serves from now on, alone, the other being dead (directory)
  rejoin     brings the other back, after it was started anew (directory)
  failback   --to a|b: the other one serves from now on, both being in step; writes wait for a moment (directory; default a)

  --a, --b ADDRESS       how this machine reaches the server: HOST, HOST:PORT or /path/of/socket
  --a-peer, --b-peer     HOST:PORT by which the other server reaches it (connect; default: as --a, --b)
  --database NAME        the pair's one database
  --kind shard|directory what the pair is for (connect, the first time). shard: both take writes. directory: A does, B stands by
  --user NAME            who steers (default root, as 'users' needs; chat_control suffices for all else)
  --defaults-file FILE   options of MariaDB's client, e.g. ssl-ca, ssl-verify-server-cert (section [client])
  --replication-ca FILE  the servers reach each other by TLS and check each other with this CA (connect; a path on the servers)
  --peer-is-stopped      takeover by the server that serves: you made sure that the other's mariadbd does not run
  --force                connect: also a shard that has its schema, i.e. a controller

Passwords come from the environment, PAIR_ADMIN_PASSWORD (of --user), CHAT_PASSWORD, CONTROL_PASSWORD, REPLICATION_PASSWORD, or from the files that
…_PASSWORD_FILE name. Exit codes: 0 done; 1 a server failed or did not come to its end, call again; 2 wrong usage; 3 refused, nothing was changed.
USAGE
}

here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
command="" database="" kind="" user=root defaults="" ca="" survivor="" one="" to=a stopped="" force=""
declare -A address=() peer=()

fail() { echo "pair.sh: $1" >&2; exit 1; }
refuse() { echo "pair.sh: $1" >&2; exit 3; }
wrong() { echo "pair.sh: $1 --help shows what there is." >&2; exit 2; }
say() { echo "pair.sh: $1"; }

while [ $# -gt 0 ]; do
  case "$1" in
    --help|-h|help) usage; exit 0 ;;
    --peer-is-stopped) stopped=1; shift; continue ;;
    --force) force=1; shift; continue ;;
    --*) [ $# -ge 2 ] || wrong "$1 wants a value." ;;
  esac
  case "$1" in
    users|connect|point|status|takeover|rejoin|failback) [ -z "$command" ] || wrong "two commands."; command="$1"; shift; continue ;;
    --a) address[a]="$2" ;;
    --b) address[b]="$2" ;;
    --a-peer) peer[a]="$2" ;;
    --b-peer) peer[b]="$2" ;;
    --database) database="$2" ;;
    --kind) kind="$2" ;;
    --user) user="$2" ;;
    --defaults-file) defaults="$2" ;;
    --replication-ca) ca="$2" ;;
    --survivor) survivor="$2" ;;
    --to) to="$2" ;;
    --side) one="$2" ;;
    *) wrong "unknown: $1" ;;
  esac
  shift 2
done

[ -n "$command" ] || wrong "no command."
[[ "$database" =~ ^[A-Za-z0-9_]+$ ]] || wrong "--database wants a name of letters, digits and underscores."
[[ "$kind" =~ ^(shard|directory|)$ ]] || wrong "--kind is shard or directory."
[[ "$to" =~ ^[ab]$ ]] || wrong "--to is a or b."
[ "$command" != point ] || [[ "$one" =~ ^[ab]$ ]] || wrong "--side is a or b."
[ "$command" != takeover ] || [[ "$survivor" =~ ^[ab]$ ]] || wrong "--survivor is a or b."
[ ${#address[@]} = 2 ] || { [ "$command" = users ] && [ ${#address[@]} = 1 ]; } || wrong "--a and --b are needed."
[[ "$ca$user" != *[\'\"\\]* ]] || wrong "no quotes or backslashes, please."
command -v mariadb >/dev/null || fail "MariaDB's client, mariadb, is missing."

# $1: variable. Its value, or what the file holds that $1_FILE names.
secret() {
  local value="${!1:-}" file="$1_FILE"
  if [ -z "$value" ] && [ -n "${!file:-}" ]; then value="$(<"${!file}")"; fi
  # They are written between quotes: into statements, and into the client's options.
  [[ "$value" != *[\'\"\\]* && "$value" != *$'\n'* ]] || wrong "$1 holds a quote, a backslash or more than one line."
  printf '%s' "$value"
}

needed() { [ -n "$2" ] || wrong "$1 (or $1_FILE) is not set."; }

# Passwords are on no command line: other users of the machine see those.
umask 077
options="$(mktemp -d)"
trap 'rm -rf "$options"' EXIT
admin_password="$(secret PAIR_ADMIN_PASSWORD)"

for side in "${!address[@]}"; do
  {
    [ -z "$defaults" ] || echo "!include $(realpath "$defaults")"
    echo "[client]"
    echo "user=\"$user\""
    [ -z "$admin_password" ] || echo "password=\"$admin_password\""
    case "${address[$side]}" in
      /*) echo "socket=${address[$side]}" ;;
      *:*) printf 'host=%s\nport=%s\nprotocol=tcp\n' "${address[$side]%:*}" "${address[$side]##*:}" ;;
      *) printf 'host=%s\nprotocol=tcp\n' "${address[$side]}" ;;
    esac
  } >"$options/$side.cnf"
done

name() { printf '%s' "${1^^}"; }
other() { if [ "$1" = a ]; then echo b; else echo a; fi; }

# $1: side, $2: seconds; statements on standard input, so that no password in them is seen. For a server that hangs: given up after that time.
client() { timeout -k 1 "$2" mariadb --defaults-file="$options/$1.cnf" --connect-timeout=3 --batch "${@:3}"; }

# $1: side, $2: statements.
try() { client "$1" "${3:-60}" --skip-column-names <<<"$2"; }
run() { try "$@" || fail "server $(name "$1") failed or did not answer. What was begun may be begun again."; }

# $1: side. Sees what the server looks like: seen[$1 KEY]. False: it does not answer.
declare -A seen=()
look() {
  local key value text
  for key in "${!seen[@]}"; do [[ "$key" != "$1 "* ]] || unset "seen[$key]"; done
  text="$(client "$1" 8 2>"$options/error" <<SQL
SELECT @@GLOBAL.read_only AS read_only, @@GLOBAL.rpl_semi_sync_master_enabled AS acks, @@GLOBAL.gtid_binlog_pos AS position \\G
SELECT VARIABLE_NAME AS name, VARIABLE_VALUE AS value FROM information_schema.GLOBAL_STATUS
 WHERE VARIABLE_NAME IN ('RPL_SEMI_SYNC_MASTER_CLIENTS', 'RPL_SEMI_SYNC_MASTER_WAIT_SESSIONS');
SHOW SLAVE STATUS\\G
SELECT COUNT(*) AS gates FROM information_schema.TABLES WHERE TABLE_SCHEMA = '$database' AND TABLE_NAME = 'shard_gate' \\G
SELECT COUNT(*) AS has_row FROM information_schema.TABLES WHERE TABLE_SCHEMA = '$database' AND TABLE_NAME = 'pair_serving' \\G
SQL
)" || { seen["$1 error"]="$(tail -n 1 "$options/error")"; return 1; }
  while IFS= read -r key; do
    case "$key" in
      RPL_SEMI_SYNC_MASTER_*) seen["$1 ${key%%$'\t'*}"]="${key#*$'\t'}" ;;
      *:*) value="${key#*:}"; key="${key%%:*}"; seen["$1 ${key##* }"]="${value# }" ;;
    esac
  done <<<"$text"
  [ -n "$(of "$1" read_only)" ] || fail "what server $(name "$1") answered was not understood."
  if [ "${seen["$1 has_row"]:-0}" = 1 ]; then
    IFS=$'\t' read -r value key text <<<"$(client "$1" 8 --skip-column-names <<<"SELECT side, state, epoch FROM $database.pair_serving WHERE id = 1" || true)"
    seen["$1 side"]="${value,,}"; seen["$1 state"]="$key"; seen["$1 epoch"]="$text"
  fi
}

of() { printf '%s' "${seen["$1 $2"]:-}"; }
needs_answer() { look "$1" || refuse "server $(name "$1") does not answer: $(of "$1" error). Nothing was changed; start it, then call again."; }
takes_writes() { [ "$(of "$1" read_only)" = 0 ]; }
applies() { [ "$(of "$1" Slave_SQL_Running)" = Yes ]; }
receives() { [ "$(of "$1" Slave_IO_Running)" = Yes ] && applies "$1"; }
waits_for_acks() { [ "$(of "$1" acks)" = 1 ]; }

# Whether they wait for each other's acks, and hear each other.
in_step() { receives a && receives b && waits_for_acks a && waits_for_acks b; }

# $1: side that shall have everything of $2: for as long as it takes, and as it gets on.
catch_up() {
  local goal before=""
  goal="$(run "$2" "SELECT @@GLOBAL.gtid_binlog_pos")"
  [ -n "$goal" ] || return 0
  while [ "$(run "$1" "SELECT MASTER_GTID_WAIT('$goal', 10)")" != 0 ]; do
    look "$1" || fail "server $(name "$1") does not answer any more. Call again when it does."
    receives "$1" && [ "$(of "$1" position)" != "$before" ] \
      || fail "server $(name "$1") does not catch up: it is at $(of "$1" position) of $goal. $(of "$1" Last_IO_Error) $(of "$1" Last_SQL_Error) Look at SHOW SLAVE STATUS there, then call again."
    before="$(of "$1" position)"
    say "server $(name "$1") catches up: at $before of $goal."
  done
}

# A commit that waits for an ack needs somebody who acks.
await_listeners() {
  local end=$((SECONDS + 15))
  until look a && look b && [ "$(of a RPL_SEMI_SYNC_MASTER_CLIENTS)" -gt 0 ] && [ "$(of b RPL_SEMI_SYNC_MASTER_CLIENTS)" -gt 0 ]; do
    [ $SECONDS -lt $end ] || fail "the servers do not ack each other's transactions; is rpl_semi_sync_slave_enabled set on both?"
    sleep 0.2
  done
}

acks_on="SET GLOBAL rpl_semi_sync_master_enabled = ON"
acks_off="SET GLOBAL rpl_semi_sync_master_enabled = OFF"

# $1: server that serves, $2: state, $3: epoch. What the pair knows of itself; replicated, so that a server that was away can tell.
row() { echo "INSERT INTO $database.pair_serving (id, side, state, epoch) VALUES (1, '$(name "$1")', '$2', $3) ON DUPLICATE KEY UPDATE side = '$(name "$1")', state = '$2', epoch = $3"; }

of_the_directory() {
  if [ "$(of a gates)" = 1 ] || [ "$(of b gates)" = 1 ]; then
    refuse "$database is a shard: its controller does this. POST /admin/shards/NAME/pair/$command (docs/operations.md). Nothing was changed."
  fi
  [ "$(of a has_row)" = 1 ] || [ "$(of b has_row)" = 1 ] || refuse "$database was not connected as a directory yet: pair.sh connect --kind directory. Nothing was changed."
}

users() {
  local chat control replication text side
  chat="$(secret CHAT_PASSWORD)"; control="$(secret CONTROL_PASSWORD)"; replication="$(secret REPLICATION_PASSWORD)"
  needed CHAT_PASSWORD "$chat"; needed CONTROL_PASSWORD "$control"; needed REPLICATION_PASSWORD "$replication"
  text="$(<"$here/users.sql")"
  text="${text//@DATABASE@/"$database"}"
  text="${text//@CHAT_PASSWORD@/"$chat"}"
  text="${text//@CONTROL_PASSWORD@/"$control"}"
  text="${text//@REPLICATION_PASSWORD@/"$replication"}"
  for side in "${!address[@]}"; do
    run "$side" "$text"
    say "server $(name "$side"): database $database, users chat, chat_control, chat_replication."
  done
}

# $1: side. That it runs with server.cnf, without which a take-over loses what was acked.
check_settings() {
  local wrong
  wrong="$(run "$1" "SELECT GROUP_CONCAT(CONCAT(v.VARIABLE_NAME, '=', v.GLOBAL_VALUE, ' instead of ', w.value) SEPARATOR ', ')
    FROM information_schema.SYSTEM_VARIABLES v JOIN (
      SELECT 'LOG_BIN' AS name, 'ON' AS value UNION SELECT 'LOG_SLAVE_UPDATES', 'ON' UNION SELECT 'GTID_STRICT_MODE', 'ON' UNION SELECT 'BINLOG_FORMAT', 'MIXED'
      UNION SELECT 'SYNC_BINLOG', '1' UNION SELECT 'INNODB_FLUSH_LOG_AT_TRX_COMMIT', '3' UNION SELECT 'RPL_SEMI_SYNC_SLAVE_ENABLED', 'ON'
      UNION SELECT 'RPL_SEMI_SYNC_MASTER_WAIT_POINT', 'AFTER_SYNC' UNION SELECT 'RPL_SEMI_SYNC_MASTER_TIMEOUT', '4294967295'
      UNION SELECT 'RELAY_LOG_RECOVERY', 'ON' UNION SELECT 'SLAVE_EXEC_MODE', 'STRICT' UNION SELECT 'INIT_RPL_ROLE', 'SLAVE' UNION SELECT 'SKIP_SLAVE_START', 'ON') w
    ON w.name = v.VARIABLE_NAME WHERE v.GLOBAL_VALUE <> w.value")"
  [ -z "$wrong" ] || [ "$wrong" = NULL ] || refuse "server $(name "$1") does not run with server.cnf: $wrong. Nothing was changed."
}

common_position() {
  awk -v a="$1" -v b="$2" 'BEGIN {
    n = split(b, other, ","); for (i = 1; i <= n; i++) { split(other[i], p, "-"); number[p[1]] = p[3]; text[p[1]] = other[i] }
    n = split(a, own, ","); for (i = 1; i <= n; i++) { split(own[i], p, "-"); if (p[1] in number) { out = out sep (p[3] + 0 <= number[p[1]] + 0 ? own[i] : text[p[1]]); sep = "," } }
    print out }'
}

# Both take no writes. Each may have what the other lacks, so that each would be refused what it asks for: the first asks from where both are alike, alone, until it
# has everything; then the second (Pair.UniteAsync, docs/adr/0010).
unite() {
  local common
  # What they apply would wait for the other's ack.
  run a "$acks_off"; run b "$acks_off; STOP SLAVE"
  common="$(common_position "$(run a "SELECT @@GLOBAL.gtid_binlog_pos")" "$(run b "SELECT @@GLOBAL.gtid_binlog_pos")")"
  run a "STOP SLAVE; SET GLOBAL gtid_strict_mode = OFF; SET GLOBAL gtid_slave_pos = '$common'; SET GLOBAL gtid_strict_mode = ON; START SLAVE"
  catch_up a b
  run a "STOP SLAVE; SET GLOBAL gtid_slave_pos = @@GLOBAL.gtid_binlog_pos"
  run b "SET GLOBAL gtid_slave_pos = @@GLOBAL.gtid_binlog_pos; START SLAVE"
  catch_up b a
  run a "START SLAVE"
  catch_up a b
  await_listeners
}

# $1: side. Tells it where its peer is, if it does not know or a password is given.
tell() {
  local from host port tls="" password
  [ -z "$(of "$1" Master_Host)" ] || [ -n "${REPLICATION_PASSWORD:-}${REPLICATION_PASSWORD_FILE:-}" ] || return 0
  password="$(secret REPLICATION_PASSWORD)"
  needed REPLICATION_PASSWORD "$password"
  from="$(other "$1")"
  from="${peer[$from]:-${address[$from]}}"
  [[ "$from" != /* ]] || wrong "--$(other "$1")-peer is needed: $(name "$1") cannot reach a socket."
  host="${from%:*}" port=3306
  [[ "$from" != *:* ]] || port="${from##*:}"
  [ -z "$ca" ] || tls=", MASTER_SSL=1, MASTER_SSL_VERIFY_SERVER_CERT=1, MASTER_SSL_CA='$ca'"
  run "$1" "$acks_off; STOP SLAVE; CHANGE MASTER TO MASTER_HOST='$host', MASTER_PORT=$port, MASTER_USER='chat_replication', MASTER_PASSWORD='$password',
    MASTER_USE_GTID=slave_pos, MASTER_CONNECT_RETRY=1, MASTER_HEARTBEAT_PERIOD=1$tls"
}

point() {
  needs_answer "$one"
  ! takes_writes "$one" || refuse "server $(name "$one") takes writes. Nothing was changed."
  tell "$one"
  say "server $(name "$one") knows where $(name "$(other "$one")") is."
}

connect() {
  local side serving=a epoch=0
  needs_answer a; needs_answer b
  if [ -z "$kind" ]; then
    [ "$(of a has_row)$(of b has_row)" = 00 ] && wrong "--kind is needed: shard or directory."
    kind=directory
  fi
  [ "$kind" = directory ] || [ "$(of a has_row)$(of b has_row)" = 00 ] || refuse "$database is a directory. Nothing was changed."
  if [ "$(of a gates)" = 1 ] || [ "$(of b gates)" = 1 ]; then
    [ "$kind" = shard ] && [ -n "$force" ] || refuse "$database is a shard with its schema: its controller brings the servers together by itself, once both answer. Nothing was changed."
  fi
  check_settings a; check_settings b
  [ "$(run a "SELECT CONCAT(@@GLOBAL.server_id, ' ', @@GLOBAL.gtid_domain_id, ' ', @@GLOBAL.auto_increment_offset)")" = "1 1 1" ] \
    && [ "$(run b "SELECT CONCAT(@@GLOBAL.server_id, ' ', @@GLOBAL.gtid_domain_id, ' ', @@GLOBAL.auto_increment_offset)")" = "2 2 2" ] \
    || refuse "A must run with server-a.cnf, B with server-b.cnf. Nothing was changed."
  for side in a b; do
    # The newer knowledge counts.
    if [ "${seen["$side epoch"]:-0}" -gt $epoch ]; then serving="$(of $side side)"; epoch="$(of $side epoch)"; fi
  done
  if takes_writes a || takes_writes b; then
    in_step && { [ "$kind" = shard ] || [ $epoch -gt 0 ]; } && { say "already in step."; return; }
    refuse "server $(takes_writes a && echo A || echo B) takes writes: these two were not started anew together. The other comes back by 'rejoin'. Nothing was changed."
  fi
  tell a; tell b
  if [ "$kind" = directory ] && [[ "$(of "$serving" state)" =~ ^(solo|rejoining)$ ]]; then
    say "server $(name "$serving") had served alone and goes on; the other comes back."
    run "$serving" "$acks_off; SET GLOBAL read_only = OFF"
    rejoin
    return
  fi
  unite
  if [ "$kind" = shard ]; then
    # In one go: a server that is started anew between the two must do neither.
    run a "$acks_on; SET GLOBAL read_only = OFF"; run b "$acks_on; SET GLOBAL read_only = OFF"
    say "A and B are in step, and both take writes."
    return
  fi
  run "$(other "$serving")" "$acks_on"
  run "$serving" "$acks_on; SET GLOBAL read_only = OFF;
    CREATE TABLE IF NOT EXISTS $database.pair_serving (id TINYINT NOT NULL, side CHAR(1) NOT NULL, state VARCHAR(16) NOT NULL, epoch BIGINT NOT NULL, PRIMARY KEY (id)) ENGINE=InnoDB;
    $(row "$serving" synced $((epoch + 1)))"
  say "A and B are in step; $(name "$serving") takes writes, $(name "$(other "$serving")") stands by."
}

takeover() {
  local x="$survivor" o epoch
  o="$(other "$x")"
  needs_answer "$x"
  look "$o" || true
  of_the_directory
  epoch="$(of "$x" epoch)"
  if [ "$(of "$x" side)" = "$x" ]; then
    if ! takes_writes "$x"; then
      [[ "$(of "$x" state)" =~ ^(solo|rejoining)$ ]] \
        || refuse "server $(name "$x") was restarted, and may lack what was acked by the other. Take over with the other, or start both, then 'connect'. Nothing was changed."
      run "$x" "$acks_off; SET GLOBAL read_only = OFF"
      say "server $(name "$x") had served alone, and does so again."
      return
    fi
    go_alone "$x" "$o" "$epoch"
    return
  fi
  ! takes_writes "$x" || refuse "server $(name "$x") takes writes, though $(name "$o") is to serve: somebody opened it by hand. Look at both; nothing was changed."
  if [ "$(of "$x" state)" != taking ]; then
    if [ "$(of "$x" state)" != synced ] || ! waits_for_acks "$x" || [[ "$(of "$x" Slave_IO_Running)" =~ ^(No|)$ ]]; then
      refuse "server $(name "$x") was restarted or was not in step, and may lack what was acked: $(name "$o") must come back. Start it, then 'connect' or 'takeover --survivor $o'. Nothing was changed."
    fi
  fi
  applies "$x" || refuse "server $(name "$x") has not applied all that it received, and does not go on: $(of "$x" Last_SQL_Error) Look at SHOW SLAVE STATUS there, mend it, START SLAVE SQL_THREAD; if it was restarted meanwhile, the other must come back. Nothing was changed."
  # One that answers and takes writes could go on alone unseen, were it not stopped; and for that there is no need.
  if [ -n "$(of "$o" read_only)" ] && takes_writes "$o"; then
    refuse "server $(name "$o") answers and takes writes. As planned: 'failback --to $x'. To give it up, stop its mariadbd (SIGKILL) first. Nothing was changed."
  fi
  # The fence: from here on no commit of the other is acked any more, whether it is dead, frozen or out of our sight. Never STOP SLAVE: with both threads stopped,
  # starting one throws away what was received, acked and not applied.
  run "$x" "STOP SLAVE IO_THREAD"
  # For ourselves, if we end here: it was in step. Not logged: nobody would ack it.
  run "$x" "SET SESSION sql_log_bin = 0; UPDATE $database.pair_serving SET state = 'taking' WHERE id = 1"
  # What it applies would wait for the dead.
  run "$x" "$acks_off"
  look "$x" || fail "server $(name "$x") does not answer any more. Call again when it does."
  if [ -n "$(of "$x" Gtid_IO_Pos)" ] && [ "$(run "$x" "SELECT MASTER_GTID_WAIT('$(of "$x" Gtid_IO_Pos)', 30)")" != 0 ]; then
    fail "server $(name "$x") has not applied all that it received yet. Call again: it serves when it has."
  fi
  run "$x" "$(row "$x" solo $((epoch + 1))); SET GLOBAL read_only = OFF"
  say "server $(name "$x") serves alone. Point the directory's name at it. Start $(name "$o") anew, then 'rejoin'."
}

# $1: the server that serves, $2: the one that stood by and is away, $3: epoch.
go_alone() {
  if [ "$(of "$1" state)" = solo ] && ! waits_for_acks "$1"; then say "server $(name "$1") serves alone already."; return; fi
  if [ -n "$(of "$2" read_only)" ]; then
    ! in_step || refuse "both are in step: there is nothing to take over. Nothing was changed."
    # It must not be taken for one that is in step.
    run "$2" "$acks_off; STOP SLAVE"
  elif [ -z "$stopped" ]; then
    refuse "server $(name "$2") does not answer from here. If it runs, cut off, it would be thought to have everything. Make sure that its mariadbd does not run, then call with --peer-is-stopped. Nothing was changed."
  fi
  run "$1" "$acks_off; $(row "$1" solo $(($3 + 1)))"
  say "server $(name "$1") goes on alone. Start $(name "$2") anew, then 'rejoin'."
}

# The one that serves: serving.
find_serving() {
  if takes_writes a && [ "$(of a side)" = a ]; then serving=a
  elif takes_writes b && [ "$(of b side)" = b ]; then serving=b
  else refuse "neither server serves: both were started anew. Call 'connect'. Nothing was changed."
  fi
}

rejoin() {
  local serving="" back epoch
  needs_answer a; needs_answer b
  of_the_directory
  find_serving
  back="$(other "$serving")"
  epoch="$(of "$serving" epoch)"
  if in_step && [ "$(of "$serving" state)" = synced ]; then say "already in step."; return; fi
  ! takes_writes "$back" || refuse "server $(name "$back") was not started anew since its place was taken. Kill it (SIGKILL, so that it writes nothing more), start it, then call again. Nothing was changed."
  run "$back" "$acks_off"
  # Else the one that serves would wait for the returning one before that one can hear it.
  run "$serving" "$acks_off; $(row "$serving" rejoining $((epoch + 1)))"
  # Its slave position may have run past its binary log, of which the tail was cut off.
  run "$back" "STOP SLAVE; SET GLOBAL gtid_slave_pos = @@GLOBAL.gtid_binlog_pos; START SLAVE"
  catch_up "$back" "$serving"
  # Only now: earlier it would ask for what the other does not have yet.
  run "$serving" "START SLAVE"
  catch_up "$serving" "$back"
  await_listeners
  run "$serving" "$acks_on; $(row "$serving" synced $((epoch + 2)))"
  catch_up "$back" "$serving"
  run "$back" "$acks_on"
  say "server $(name "$back") is back and in step; $(name "$serving") serves."
}

failback() {
  local serving="" epoch position
  needs_answer a; needs_answer b
  of_the_directory
  find_serving
  [ "$serving" != "$to" ] || { say "server $(name "$to") serves already."; return; }
  epoch="$(of "$serving" epoch)"
  in_step && [ "$(of "$serving" state)" = synced ] || refuse "the two are not in step: 'rejoin' first. Nothing was changed."
  catch_up "$to" "$serving"
  # Waits for the transactions under way.
  run "$serving" "SET SESSION lock_wait_timeout = 5; SET GLOBAL read_only = ON"
  position="$(run "$serving" "SELECT @@GLOBAL.gtid_binlog_pos")"
  if [ "$(run "$to" "SELECT MASTER_GTID_WAIT('$position', 5)")" != 0 ]; then
    run "$serving" "SET GLOBAL read_only = OFF"
    refuse "server $(name "$to") did not catch up in 5 s; $(name "$serving") serves as before. Call again."
  fi
  run "$to" "$(row "$to" synced $((epoch + 1))); SET GLOBAL read_only = OFF"
  say "server $(name "$to") serves, $(name "$serving") stands by. Point the directory's name at $(name "$to")."
}

status() {
  local side code=0
  for side in a b; do
    if ! look "$side"; then
      echo "$(name "$side")  does not answer: $(of "$side" error)"
      code=1
      continue
    fi
    echo "$(name "$side")  $(takes_writes "$side" && echo "takes writes" || echo "takes no writes"); acks $(waits_for_acks "$side" && echo on || echo off);" \
      "heard by $(of "$side" RPL_SEMI_SYNC_MASTER_CLIENTS); waiting commits $(of "$side" RPL_SEMI_SYNC_MASTER_WAIT_SESSIONS);" \
      "receives $(of "$side" Slave_IO_Running); applies $(of "$side" Slave_SQL_Running); behind $(of "$side" Seconds_Behind_Master) s; at $(of "$side" position)"
    [ -z "$(of "$side" state)" ] || echo "   knows: $(name "$(of "$side" side)") serves, $(of "$side" state), epoch $(of "$side" epoch)"
    [ -z "$(of "$side" Last_IO_Error)$(of "$side" Last_SQL_Error)" ] || echo "   $(of "$side" Last_IO_Error) $(of "$side" Last_SQL_Error)"
  done
  if [ $code = 0 ] && in_step; then echo "in step"; else echo "NOT in step"; code=1; fi
  return $code
}

"$command"
