#!/usr/bin/env bash
# Brings a backup of backup.sh back, into empty databases; what was committed after it comes from binary logs, up to a time.
set -euo pipefail

usage() {
  cat <<'USAGE'
usage: deploy/database/restore.sh --from FOLDER --directory DATABASE@OPTIONS --shard NAME=DATABASE@OPTIONS [--shard …]
                                  [--binlogs NAME=FOLDER … --until 'YYYY-MM-DD hh:mm:ss']
       deploy/database/restore.sh --brought-back --directory DATABASE@OPTIONS --shard NAME=DATABASE@OPTIONS [--shard …]
       deploy/database/restore.sh --from FOLDER --embedded FILE

  --from FOLDER          what backup.sh made
  --directory, --shard   where each database of the backup goes: it is there, empty, and has the name it had. OPTIONS as of backup.sh; an administrator
  --binlogs NAME=FOLDER  of the directory (directory=…) or of a shard: binary logs from the one on that the dump names, or, of a pair, the other server's that
                         reach as far back. Of all or none
  --until TIME           in UTC: what was committed before this second is brought back, and nothing after it. Without it: all that the logs have
  --brought-back         the databases are there by other means (mariadb-backup, a snapshot of the volume): only what has to be done besides
  --embedded FILE        the new file of Chat:Storage:Path, which is not there yet

No silo or gateway may run. A shard that was a pair comes back as one server, A. Nothing of it goes into the servers' own binary logs: make a new backup afterwards.
Exit codes: 0 done; 1 failed: empty the databases and begin again; 2 wrong usage; 3 refused, nothing was changed.
USAGE
}

fail() { echo "restore.sh: $1" >&2; exit 1; }
refuse() { echo "restore.sh: $1" >&2; exit 3; }
wrong() { echo "restore.sh: $1 --help shows what there is." >&2; exit 2; }

from="" until="" embedded="" brought=""
declare -A places=() logs=() starts=()
while [ $# -gt 0 ]; do
  case "$1" in
    --help|-h|help) usage; exit 0 ;;
    --brought-back) brought=1; shift; continue ;;
    --*) [ $# -ge 2 ] || wrong "$1 wants a value." ;;
  esac
  case "$1" in
    --from) from="${2%/}" ;;
    --directory) places[directory]="$2" ;;
    --shard) [[ "$2" == *=* ]] || wrong "'$2' is not NAME=DATABASE@OPTIONS."; places["${2%%=*}"]="${2#*=}" ;;
    --binlogs) [[ "$2" == *=* ]] || wrong "'$2' is not NAME=FOLDER."; logs["${2%%=*}"]="${2#*=}" ;;
    --until) until="$2" ;;
    --embedded) embedded="$2" ;;
    *) wrong "unknown: $1" ;;
  esac
  shift 2
done

[ -z "$brought" ] || { [ -z "$from$until$embedded" ] && [ ${#logs[@]} = 0 ]; } || wrong "--brought-back goes with --directory and --shard alone."
[ -n "$brought" ] || [ -f "$from/made" ] || refuse "$from is no complete backup."
if [ -n "$embedded" ]; then
  [ -f "$from/chat.db" ] || refuse "$from is no backup of an embedded server."
  for file in "$embedded" "$embedded-wal" "$embedded-shm"; do [ ! -e "$file" ] || refuse "$file is there already."; done
  mkdir -p "$(dirname "$embedded")"
  cp "$from/chat.db" "$embedded.partial"
  # Whoever was ahead of this copy starts afresh.
  sqlite3 "$embedded.partial" "DELETE FROM session_positions; UPDATE team_owner SET epoch = epoch + 1000000; DELETE FROM job_leases"
  mv "$embedded.partial" "$embedded"
  key="$(dirname "$embedded")/operator.key"
  if [ -f "$from/operator.key" ] && [ ! -e "$key" ]; then cp -p "$from/operator.key" "$key"; fi
  echo "restore.sh: $embedded is there, as of $(<"$from/made") UTC. Start the server."
  exit 0
fi

[ -n "$brought" ] || [ -f "$from/databases" ] || refuse "$from is a backup of an embedded server."
[ -n "${places[directory]:-}" ] && [ ${#places[@]} -gt 1 ] || wrong "--directory and --shard are needed."
[ -z "$until" ] || [[ "$until" =~ ^[0-9]{4}-[0-9]{2}-[0-9]{2}\ [0-9]{2}:[0-9]{2}:[0-9]{2}$ ]] || wrong "--until wants 'YYYY-MM-DD hh:mm:ss'."
[ -z "$until" ] || [ ${#logs[@]} -gt 0 ] || wrong "--until is about --binlogs."
for tool in mariadb mariadb-binlog; do command -v "$tool" >/dev/null || fail "MariaDB's $tool is missing."; done

# $1: name. Sets database and options.
place() {
  local given="${places[$1]:-}"
  [ -n "$given" ] || wrong "it is not said where $1 goes."
  database="${given%%@*}" options="${given#*@}"
  [[ "$given" == *@* && "$database" =~ ^[A-Za-z0-9_]+$ ]] || wrong "'$given' is not DATABASE@OPTIONS."
  [ -r "$options" ] || wrong "$options cannot be read."
}

run() { mariadb --defaults-extra-file="$options" --init-command="SET SESSION sql_log_bin = 0" --default-character-set=utf8mb4 --batch --skip-column-names "$database" "$@"; }

# Where the dump's moment is in the logs of every server that has its transactions: GTIDs. The dump ends with them.
gtids() { gzip -dc "$from/$1.sql.gz" | tail -n 20 | sed -n "s/^-- SET GLOBAL gtid_slave_pos='\([0-9,-]*\)'.*/\1/p"; }

# Where it is in its own server's: "FILE POSITION".
moment() { { gzip -dc "$from/$1.sql.gz" || true; } | grep -m1 '^-- CHANGE MASTER TO MASTER_LOG_FILE=' | sed "s/.*MASTER_LOG_FILE='\([^']*\)', MASTER_LOG_POS=\([0-9]*\).*/\1 \2/"; }

# $1: name, $2: one of them. All logs of that kind, in their order.
files() { find "${logs[$1]}" -maxdepth 1 -type f -name "${2%.*}.[0-9]*" | sort; }

# $1: name, $2: one of its logs, $3: GTIDs. Whether the logs reach back to there: the first of them says what had been written before it.
reach() {
  local gtid number list='/Gtid list \[/ { on = 1; sub(/.*\[/, "") } on { end = /\]/; gsub(/[^0-9,-]/, ""); gsub(/,/, "\n"); print; if (end) exit }'
  for gtid in $(mariadb-binlog "$(files "$1" "$2" | sed -n 1p)" | awk "$list"); do
    number="$(tr ',' '\n' <<<"$3" | sed -n "s/^${gtid%%-*}-[0-9]*-//p")"
    [ -n "$number" ] && [ "${gtid##*-}" -le "$number" ] || return 1
  done
}

# $1: name. The dump, and what the binary logs have after it.
bring() {
  place "$1"
  echo "restore.sh: $1"
  gzip -dc "$from/$1.sql.gz" | run
  [ ${#logs[@]} -gt 0 ] || return 0
  local first position some
  read -r first position <<<"$(moment "$1")"
  mapfile -t some < <(files "$1" "$first")
  # By its GTIDs any server's logs fit, and a gap in them is an error. A position counts in the file that it was taken from.
  if [ -n "${starts[$1]}" ]; then
    position="${starts[$1]}"
  else
    mapfile -t some < <(printf '%s\n' "${some[@]}" | awk -v first="$first" '{ n = $0; sub(/.*\//, "", n) } n >= first')
  fi
  TZ=UTC mariadb-binlog --start-position="$position" ${until:+--stop-datetime="$until"} --database="$database" "${some[@]}" | run --binary-mode
}

names=()
if [ -n "$brought" ]; then
  for name in "${!places[@]}"; do place "$name"; run -e "SELECT 1 FROM schema_migrations LIMIT 1" >/dev/null; names+=("$name"); done
else
  while read -r name was; do
    place "$name"
    [ "$database" = "$was" ] || refuse "the database of $name was called $was, and its binary logs know it by that."
    [ "$(run -e 'SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = DATABASE()')" = 0 ] || refuse "$database of $name is not empty."
    if [ ${#logs[@]} -gt 0 ]; then
      [ -d "${logs[$name]:-}" ] || refuse "the binary logs of $name are not given."
      read -r first _ <<<"$(moment "$name")"
      [ -n "${first:-}" ] || refuse "the dump of $name names no binary log: its server kept none."
      starts[$name]="$(gtids "$name")"
      if [ -z "${starts[$name]}" ]; then
        [ -f "${logs[$name]}/$first" ] || refuse "${logs[$name]} lacks $first, where the dump of $name ends."
      else
        [ -n "$(files "$name" "$first")" ] || refuse "${logs[$name]} has no logs that are called ${first%.*}.…"
        reach "$name" "$first" "${starts[$name]}" || refuse "the logs in ${logs[$name]} begin after the dump of $name."
      fi
    fi
    names+=("$name")
  done <"$from/databases"
  [ ${#names[@]} = ${#places[@]} ] || wrong "the backup has ${names[*]} only."
  for name in "${names[@]}"; do bring "$name"; done
fi

for name in "${names[@]}"; do
  place "$name"
  if [ "$name" = directory ]; then
    # The silos of then are no more.
    run -e "DELETE FROM orleans_member; DELETE FROM orleans_cluster;
            UPDATE directory_shards SET serving_even = 'A', serving_odd = 'A', sync_state = 'single', epoch = epoch + 1"
  else
    # Nobody's place in what is lost is taken for one in what comes now: whoever was ahead starts afresh.
    run -e "DELETE FROM session_positions; UPDATE team_owner SET epoch = epoch + 1000000; DELETE FROM job_leases; UPDATE shard_gate SET is_open = (side = 'A')"
  fi
done

# A team that the directory has and its shard has not, or that another shard holds as its own, needs somebody's decision.
odd=0
place directory
teams="$(run -e "SELECT team_id, shard FROM directory_teams WHERE state = 'active' ORDER BY team_id")"
declare -A holder=()
for name in "${names[@]}"; do
  [ "$name" != directory ] || continue
  place "$name"
  for team in $(run -e "SELECT team_id FROM team_owner WHERE state IN (1, 2)"); do holder[$team]="${holder[$team]:+${holder[$team]} }$name"; done
done
while read -r team shard; do
  [ -n "$team" ] || continue
  if [ "${holder[$team]:-}" != "$shard" ]; then
    odd=$((odd + 1))
    echo "restore.sh: team $team: the directory says $shard, it is held by ${holder[$team]:-no shard}" >&2
  fi
  unset "holder[$team]"
done <<<"$teams"
for team in "${!holder[@]}"; do echo "restore.sh: team $team is on ${holder[$team]} and not in the directory: nobody can reach it" >&2; done
[ "$odd" = 0 ] || fail "$odd teams are not where the directory says; docs/operations.md, Backup and restore, tells what to do. All else is in place."
echo "restore.sh: done. Start silos and gateways, and make a new backup."
