#!/usr/bin/env bash
# A backup of a cluster's databases, or of the embedded server's file, while the server runs.
set -euo pipefail

usage() {
  cat <<'USAGE'
usage: deploy/database/backup.sh --to FOLDER --directory DATABASE@OPTIONS --shard NAME=DATABASE@OPTIONS [--shard …]
       deploy/database/backup.sh --to FOLDER --embedded FILE

  --to FOLDER            is made, and must not be there yet; FOLDER.partial until all is in it
  --directory …          the directory's database
  --shard NAME=…         a shard's, by its name in Chat:Shards; of a pair either server. All shards, each once
  --embedded FILE        the file of Chat:Storage:Path; operator.key beside it comes along

OPTIONS is a file for MariaDB's clients with host, port or socket, user, password and what TLS needs, in a section [client]: nothing secret is on the
command line. The user needs SELECT, SHOW VIEW, LOCK TABLES on the database, SELECT on mysql.proc for the directory, and RELOAD and BINLOG MONITOR.
Shards come first, the directory last. No team may move meanwhile: then nothing is kept, and you begin again.
Exit codes: 0 done; 1 failed, nothing was kept; 2 wrong usage; 3 refused.
USAGE
}

fail() { echo "backup.sh: $1" >&2; exit 1; }
refuse() { echo "backup.sh: $1" >&2; exit 3; }
wrong() { echo "backup.sh: $1 --help shows what there is." >&2; exit 2; }

to="" directory="" embedded=""
shards=()
while [ $# -gt 0 ]; do
  case "$1" in
    --help|-h|help) usage; exit 0 ;;
    --*) [ $# -ge 2 ] || wrong "$1 wants a value." ;;
  esac
  case "$1" in
    --to) to="${2%/}" ;;
    --directory) directory="$2" ;;
    --shard) shards+=("$2") ;;
    --embedded) embedded="$2" ;;
    *) wrong "unknown: $1" ;;
  esac
  shift 2
done

[ -n "$to" ] || wrong "--to is needed."
[ ! -e "$to" ] && [ ! -e "$to.partial" ] || refuse "$to or $to.partial is there already."
if [ -n "$embedded" ]; then
  [ -z "$directory" ] && [ ${#shards[@]} = 0 ] || wrong "--embedded stands alone."
  [ -f "$embedded" ] || refuse "$embedded is no file."
  command -v sqlite3 >/dev/null || fail "sqlite3 is missing."
else
  [ -n "$directory" ] && [ ${#shards[@]} -gt 0 ] || wrong "--directory and --shard are needed, or --embedded."
  command -v mariadb-dump >/dev/null || fail "MariaDB's client, mariadb-dump, is missing."
fi

# $1: DATABASE@OPTIONS. Sets database and options.
place() {
  database="${1%%@*}" options="${1#*@}"
  [[ "$1" == *@* && "$database" =~ ^[A-Za-z0-9_]+$ ]] || wrong "'$1' is not DATABASE@OPTIONS."
  [ -r "$options" ] || wrong "$options cannot be read."
}

# $1: NAME=DATABASE@OPTIONS.
of_shard() {
  name="${1%%=*}"
  [[ "$1" == *=* && "$name" =~ ^[A-Za-z0-9_.-]+$ && "$name" != directory ]] || wrong "'$1' is not NAME=DATABASE@OPTIONS."
  place "${1#*=}"
}

place_directory() { name=directory; place "$directory"; }

ask() { mariadb --defaults-extra-file="$options" --batch --skip-column-names "$database" -e "$1"; }

# Moves that may have been under way at any time since $1 (milliseconds since 1970).
moves() { ask "SELECT COUNT(*) FROM directory_moves WHERE ended IS NULL OR ended >= $1"; }

dump() {
  echo "backup.sh: $name"
  mariadb-dump --defaults-extra-file="$options" --single-transaction --master-data=2 --routines --hex-blob --default-character-set=utf8mb4 "$database" \
    | gzip -1 >"$to.partial/$name.sql.gz"
  echo "$name $database" >>"$to.partial/databases"
}

trap 'code=$?; [ $code = 0 ] || rm -rf "$to.partial"' EXIT

if [ -n "$embedded" ]; then
  mkdir -p "$to.partial"
  # A copy as of one moment, whatever is written meanwhile.
  sqlite3 -cmd ".timeout 30000" "$embedded" "VACUUM INTO '$(realpath "$to.partial")/chat.db'"
  [ "$(sqlite3 "$to.partial/chat.db" 'PRAGMA quick_check')" = ok ] || fail "the copy is not sound."
  key="$(dirname "$embedded")/operator.key"
  [ ! -f "$key" ] || cp -p "$key" "$to.partial/"
else
  # Everything is checked before anything is made.
  for shard in "${shards[@]}"; do of_shard "$shard"; done
  [ -z "$(printf '%s\n' "${shards[@]%%=*}" | sort | uniq -d)" ] || wrong "a shard is given twice."
  place_directory
  missing="$(comm -23 <(ask "SELECT DISTINCT shard FROM directory_teams" | sort) <(printf '%s\n' "${shards[@]%%=*}" | sort) | tr '\n' ' ')"
  [ -z "$missing" ] || refuse "teams live on shards that are not given: $missing"
  began=$(($(date +%s) * 1000))
  [ "$(moves "$began")" = 0 ] || refuse "teams are being moved. Wait until GET /admin/moves shows none."
  mkdir -p "$to.partial"
  for shard in "${shards[@]}"; do of_shard "$shard"; dump; done
  place_directory
  dump
  [ "$(moves "$began")" = 0 ] || fail "a team was moved meanwhile, and may be in none of the dumps. Begin again."
fi
date -u '+%Y-%m-%d %H:%M:%S' >"$to.partial/made"
sync
mv "$to.partial" "$to"
echo "backup.sh: $to is complete."
