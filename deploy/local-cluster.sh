#!/usr/bin/env bash
# A cluster on one machine, to look at: two shards and the directory, each a pair of MariaDB servers; two silos, two gateways; all on loopback ports.
set -euo pipefail

usage() {
  cat <<'USAGE'
usage: deploy/local-cluster.sh up | down | status

  up       starts what is not running, waits until all are ready, prints the addresses and the operator key
  down     stops everything that 'up' started; the data stays (delete the state folder to begin anew)
  status   shows what runs

Environment:
  CHAT_CLUSTER_STATE   state folder (default ${TMPDIR:-/tmp}/chat-cluster): data, logs, process ids, keys
  CHAT_CLUSTER_SILOS   silos to start, 1 or 2 (default 2)
  CHAT_CLUSTER_GATEWAYS  gateways to start, 1 or 2 (default 2)
  CHAT_CLUSTER_PAIRS   1: six MariaDB servers in pairs, as in production (default); 0: a single one for everything, which takes less of a small machine.
                       A state folder keeps the form that it was begun with.
  CHAT_CLUSTER_BUILD   0: take what is built
  CHAT_CLUSTER_FLUSH   innodb_flush_log_at_trx_commit of the single server (default 1)
  CHAT_CLUSTER_PORT    first of sixteen ports (default 18080): +0, +1 gateways; +2 the single MariaDB; +3, +4 silos' health; +5…+8 silos among themselves;
                       +10, +11 the directory's servers A and B; +12, +13 those of shard s1; +14, +15 those of s2
USAGE
}

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
state="${CHAT_CLUSTER_STATE:-${TMPDIR:-/tmp}/chat-cluster}"
port="${CHAT_CLUSTER_PORT:-18080}"
database_port=$((port + 2))
directory="chat_directory"
shards=(s1 s2)
pairs=(directory s1 s2)
singles=(mariadb)
servers=(directory-a directory-b s1-a s1-b s2-a s2-b)
pair_script="$root/deploy/database/pair.sh"

fail() { echo "local-cluster: $1" >&2; exit 1; }

# $1: name. The process id, if that process is the one that was started under the name.
running() {
  local file="$state/run/$1.pid" pid
  [ -f "$file" ] || return 1
  pid="$(cat "$file")"
  # A recycled id must not be mistaken for ours: the start time was noted too. Nor one that has ended and that nobody has taken notice of.
  [ "$(started_at "$pid")" = "$(cat "$state/run/$1.started" 2>/dev/null)" ] && [ "$(stat_of "$pid" 1)" != Z ] && echo "$pid"
}

# $1: process id, $2: number of the field behind the name.
stat_of() { sed 's/.*) //' "/proc/$1/stat" 2>/dev/null | cut -d' ' -f"$2"; }

started_at() { stat_of "$1" 20; }

# $1: name; the rest: command that succeeds if it is well. One that was killed a moment ago is still there, but does not answer any more.
runs_well() {
  local name="$1" end=$((SECONDS + 60)); shift
  while running "$name" >/dev/null && [ $SECONDS -lt $end ]; do
    ! "$@" >/dev/null 2>&1 || return 0
    sleep 0.1
  done
  running "$name" >/dev/null
}

# $1: name; the rest: command. Starts it in a session of its own and notes its id.
launch() {
  local name="$1"; shift
  setsid "$@" </dev/null >>"$state/log/$name.log" 2>&1 &
  local pid=$!
  echo "$pid" >"$state/run/$name.pid"
  started_at "$pid" >"$state/run/$name.started"
}

# $1: name, $2: seconds, the rest: command that succeeds once it is ready.
await() {
  local name="$1" end=$((SECONDS + $2)); shift 2
  until "$@" >/dev/null 2>&1; do
    running "$name" >/dev/null || { tail -n 20 "$state/log/$name.log" >&2; fail "$name ended while starting."; }
    [ $SECONDS -lt $end ] || { tail -n 20 "$state/log/$name.log" >&2; fail "$name did not become ready."; }
    sleep 0.2
  done
}

# $1: port, $2: path, $3: operator key, if one is needed. Prints the answer's head and body.
ask() {
  exec 3<>"/dev/tcp/127.0.0.1/$1" || return 1
  printf 'GET %s HTTP/1.0\r\nHost: localhost\r\nAuthorization: Bearer %s\r\n\r\n' "$2" "${3:-}" >&3
  timeout 5 cat <&3 || true
  exec 3>&- 3<&-
}

healthy() { [[ "$(ask "$1" /health/ready | head -n 1)" == *" 200 "* ]]; }

secret() { od -An -N24 -tx1 /dev/urandom | tr -d ' \n'; }

# $1: file in the state folder. The secret in it, made when it is missing.
kept_secret() {
  [ -s "$state/$1" ] || (umask 077 && secret >"$state/$1")
  cat "$state/$1"
}

# $1: user, $2: port, $3: database.
connection() {
  local password=database-password
  [ "$1" = chat ] || password=control-password
  echo "Server=127.0.0.1;Port=$2;User ID=$1;Password=$(kept_secret $password);Database=$3"
}

# $1: name of a MariaDB server; the rest: options of the client.
sql() { mariadb --no-defaults --connect-timeout=3 --socket="$state/$1.sock" --user=root "${@:2}"; }

# $1: directory-a, s1-b, …
port_of() {
  local number
  for number in "${!servers[@]}"; do [ "${servers[$number]}" != "$1" ] || echo $((port + 10 + number)); done
}

# $1: name, $2: port; the rest: options of mariadbd, of which where its defaults come from must be the first.
start_server() {
  local name="$1" at="$2" daemon user=()
  shift 2
  ! runs_well "$name" sql "$name" -e 'SELECT 1' || return 0
  daemon="$(command -v mariadbd || echo /usr/sbin/mariadbd)"
  [ -x "$daemon" ] || fail "MariaDB is missing; install mariadb-server."
  [ "$(id -u)" = 0 ] && user=(--user=root)
  # A server that starts deletes temporary tables that it finds, others' as well.
  mkdir -p "$state/$name.tmp"
  if [ ! -d "$state/$name/mysql" ]; then
    mariadb-install-db --no-defaults --datadir="$state/$name" --tmpdir="$state/$name.tmp" --auth-root-authentication-method=normal --skip-test-db "${user[@]}" \
      >>"$state/log/$name.log" 2>&1 || { rm -rf "${state:?}/$name"; fail "mariadb-install-db failed; see $state/log/$name.log."; }
  fi
  launch "$name" "$daemon" "$@" "${user[@]}" --datadir="$state/$name" --tmpdir="$state/$name.tmp" --socket="$state/$name.sock" --pid-file="$state/$name.pid" \
    --bind-address=127.0.0.1 --port="$at"
  await "$name" 60 sql "$name" -e 'SELECT 1'
}

start_single() {
  start_server mariadb "$database_port" --no-defaults --character-set-server=utf8mb4 --innodb-flush-log-at-trx-commit="${CHAT_CLUSTER_FLUSH:-1}"
  local statements="CREATE USER IF NOT EXISTS chat@localhost; CREATE USER IF NOT EXISTS chat@'127.0.0.1';" host name
  for host in localhost 127.0.0.1; do
    statements+="ALTER USER chat@'$host' IDENTIFIED BY '$(kept_secret database-password)';"
  done
  for name in "$directory" "${shards[@]/#/chat_}"; do
    statements+="CREATE DATABASE IF NOT EXISTS $name CHARACTER SET utf8mb4;"
    for host in localhost 127.0.0.1; do statements+="GRANT ALL ON $name.* TO chat@'$host';"; done
  done
  sql mariadb -e "$statements" || fail "the databases could not be created."
}

# $1: pair; the rest: pair.sh's command and options.
pair() {
  local name="$1"
  shift
  CHAT_PASSWORD="$(kept_secret database-password)" CONTROL_PASSWORD="$(kept_secret control-password)" \
    "$pair_script" "$@" --database "chat_$name" --a "$state/$name-a.sock" --b "$state/$name-b.sock" \
    --a-peer "127.0.0.1:$(port_of "$name-a")" --b-peer "127.0.0.1:$(port_of "$name-b")"
}

start_pairs() {
  local name started=() kind
  for name in "${servers[@]}"; do
    printf '%s\n' "!include $root/deploy/database/server.cnf" "!include $root/deploy/database/server-${name##*-}.cnf" >"$state/$name.cnf"
    # Small ones, for all to fit on one machine.
    start_server "$name" "$(port_of "$name")" --defaults-file="$state/$name.cnf" --innodb-buffer-pool-size=64M --innodb-log-file-size=32M \
      --performance-schema=OFF --max-connections=300 &
    started+=($!)
  done
  for name in "${started[@]}"; do wait "$name" || fail "not all MariaDB servers started."; done
  for name in "${pairs[@]}"; do
    kind=shard
    [ "$name" != directory ] || kind=directory
    # Once for ever. Shards that were away are brought together again by their controllers.
    if [ ! -f "$state/$name.connected" ]; then
      REPLICATION_PASSWORD="$(kept_secret replication-password)" pair "$name" users >>"$state/log/pairs.log" 2>&1 \
        && REPLICATION_PASSWORD="$(kept_secret replication-password)" pair "$name" connect --kind $kind >>"$state/log/pairs.log" 2>&1 \
        || { tail -n 5 "$state/log/pairs.log" >&2; fail "the pair $name could not be connected."; }
      touch "$state/$name.connected"
    elif [ "$name" = directory ] && ! pair directory connect >>"$state/log/pairs.log" 2>&1; then
      pair directory rejoin >>"$state/log/pairs.log" 2>&1 || { tail -n 5 "$state/log/pairs.log" >&2; fail "the directory's servers could not be brought in step."; }
    fi
  done
}

# Where the directory is served: what a name in the network would stand for.
directory_connection() {
  local at="$database_port"
  if [ "$form" = 1 ]; then
    at="$(port_of directory-a)"
    [ "$(sql directory-a -NBe 'SELECT @@GLOBAL.read_only')" = 0 ] || at="$(port_of directory-b)"
  fi
  connection chat "$at" "$directory"
}

# $1: number of the silo.
start_silo() {
  local name="silo$1" health=$((port + 2 + $1)) settings=() shard side
  ! runs_well "$name" healthy "$health" || return 0
  for shard in "${shards[@]}"; do
    if [ "$form" = 0 ]; then
      settings+=("Chat__Shards__${shard}__A=$(connection chat "$database_port" "chat_$shard")")
      continue
    fi
    for side in a b; do
      settings+=("Chat__Shards__${shard}__${side^^}=$(connection chat "$(port_of "$shard-$side")" "chat_$shard")")
      settings+=("Chat__Shards__${shard}__Control${side^^}=$(connection chat_control "$(port_of "$shard-$side")" "chat_$shard")")
    done
  done
  launch "$name" env "${settings[@]}" \
    Chat__Storage__Provider=mysql Chat__Storage__Directory="$(directory_connection)" \
    Chat__Cluster__AdvertisedAddress=127.0.0.1 Chat__Cluster__SiloPort=$((port + 3 + 2 * $1)) Chat__Cluster__GatewayPort=$((port + 4 + 2 * $1)) \
    dotnet "$root/silo/bin/Release/net10.0/Chat.Silo.dll" --urls "http://127.0.0.1:$health"
  await "$name" 90 healthy "$health"
}

# $1: number of the gateway.
start_gateway() {
  local name="gateway$1" address=$((port - 1 + $1))
  ! runs_well "$name" healthy "$address" || return 0
  launch "$name" env Chat__Storage__Directory="$(directory_connection)" Chat__Operator__Key="$(kept_secret operator-key)" \
    dotnet "$root/gateway/bin/Release/net10.0/Chat.Gateway.dll" --urls "http://127.0.0.1:$address"
  await "$name" 90 healthy "$address"
}

# Not under a running process: it has the files open that a build would write.
build() {
  local name
  [ "${CHAT_CLUSTER_BUILD:-1}" != 0 ] || return 0
  for name in silo1 silo2 gateway1 gateway2; do running "$name" >/dev/null && return; done
  echo "Building ..."
  (cd "$root" && dotnet build silo -c Release --nologo -v quiet -clp:NoSummary && dotnet build gateway -c Release --nologo -v quiet -clp:NoSummary) \
    || fail "the build failed."
}

# The form that the state folder was begun with: 1 pairs, 0 a single server.
choose_form() {
  form="${CHAT_CLUSTER_PAIRS:-}"
  [[ "$form" =~ ^[01]?$ ]] || fail "CHAT_CLUSTER_PAIRS is 0 or 1."
  local kept=""
  if [ -d "$state/mariadb" ]; then kept=0; elif [ -d "$state/directory-a" ]; then kept=1; fi
  [ -z "$kept" ] || [ -z "$form" ] || [ "$kept" = "$form" ] || fail "$state was begun with CHAT_CLUSTER_PAIRS=$kept; choose another CHAT_CLUSTER_STATE, or delete it."
  form="${kept:-${form:-1}}"
}

# $1: shard. How its servers stand to each other, as its controller says; nothing while they are synced, but were started anew and do not serve yet.
pair_state() {
  local answer now
  answer="$(ask "$port" "/admin/shards/$1/pair" "$(kept_secret operator-key)")"
  now="$(sed -n 's/.*"state": *"\([a-z]*\)".*/\1/p' <<<"$answer")"
  [ "$now" = synced ] && [ "$(grep -o '"serves": *true' <<<"$answer" | wc -l)" != 2 ] || echo "$now"
}

# $1: shard. Waits until its servers are in step, or one of them serves alone.
await_pair() {
  local end=$((SECONDS + 60)) now
  until now="$(pair_state "$1" 2>/dev/null)"; [ "$now" = synced ] || [ "$now" = solo ]; do
    [ $SECONDS -lt $end ] || fail "shard $1 is '$now', not synced: $(ask "$port" "/admin/shards/$1/pair" "$(kept_secret operator-key)" | tail -n 1)"
    sleep 0.2
  done
  echo "shard $1       $now"
  [ "$now" = synced ] || echo "               one server serves alone; POST /admin/shards/$1/pair/rejoin brings the other back"
}

up() {
  local number shard where="127.0.0.1:$database_port"
  mkdir -p "$state/run" "$state/log"
  chmod 700 "$state"
  choose_form
  build
  # Before others ask for them at once.
  for number in database-password control-password replication-password operator-key; do kept_secret "$number" >/dev/null; done
  if [ "$form" = 1 ]; then start_pairs; where="127.0.0.1:$((port + 10))…$((port + 15))"; else start_single; fi
  for number in $(seq "${CHAT_CLUSTER_SILOS:-2}"); do start_silo "$number"; done
  for number in $(seq "${CHAT_CLUSTER_GATEWAYS:-2}"); do start_gateway "$number"; done
  if [ "$form" = 1 ]; then for shard in "${shards[@]}"; do await_pair "$shard"; done; fi
  cat <<READY
gateways       http://127.0.0.1:$port and http://127.0.0.1:$((port + 1))
operator key   $(kept_secret operator-key)
databases      $where, user chat, password in $state/database-password
logs           $state/log

Create a team:
  curl -X POST http://127.0.0.1:$port/admin/teams -H "Authorization: Bearer $(kept_secret operator-key)" -H 'Content-Type: application/json' \\
    -d '{"name":"Example","domain":"example","admin":{"name":"alice","email":"alice@example.org","password":"a long password"}}'
READY
}

# The names of what shall stop, all at once.
stop() {
  local name pid end=$((SECONDS + 30)) stopping=()
  for name in "$@"; do
    pid="$(running "$name")" || continue
    kill -TERM "$pid" 2>/dev/null || true
    stopping+=("$name")
  done
  for name in "${stopping[@]}"; do
    while running "$name" >/dev/null && [ $SECONDS -lt $end ]; do sleep 0.1; done
    if pid="$(running "$name")"; then
      echo "$name did not end in 30 s; killing it"
      kill -KILL "$pid" 2>/dev/null || true
    fi
    rm -f "$state/run/$name.pid" "$state/run/$name.started"
    echo "$name stopped"
  done
}

# Silos before their databases: what is under way is written.
down() {
  stop gateway1 gateway2
  stop silo1 silo2
  stop "${singles[@]}" "${servers[@]}"
}

status() {
  local name pid
  for name in "${singles[@]}" "${servers[@]}" silo1 silo2 gateway1 gateway2; do
    if pid="$(running "$name")"; then echo "$name   runs (process $pid)"; elif [ -d "$state/$name" ] || [[ "$name" =~ ^(silo|gateway) ]]; then echo "$name   does not run"; fi
  done
  if [ -d "$state/directory-a" ]; then echo; echo "directory"; pair directory status || true; fi
}

case "${1:-}" in
  up) up ;;
  down) down ;;
  status) status ;;
  --help|-h|help) usage ;;
  *) usage >&2; exit 2 ;;
esac
