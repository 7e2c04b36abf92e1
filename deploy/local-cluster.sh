#!/usr/bin/env bash
# A cluster on one machine, to look at: a private MariaDB, two silos, two gateways, all on loopback ports.
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
  CHAT_CLUSTER_PORT    first of ten ports (default 18080): +0, +1 gateways; +2 MariaDB; +3, +4 silos' health; +5…+8 silos among themselves
USAGE
}

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
state="${CHAT_CLUSTER_STATE:-${TMPDIR:-/tmp}/chat-cluster}"
port="${CHAT_CLUSTER_PORT:-18080}"
database_port=$((port + 2))
directory="chat_directory"
shards=(s1 s2)

fail() { echo "local-cluster: $1" >&2; exit 1; }

# $1: name. The process id, if that process is the one that was started under the name.
running() {
  local file="$state/run/$1.pid" pid
  [ -f "$file" ] || return 1
  pid="$(cat "$file")"
  # A recycled id must not be mistaken for ours: the start time was noted too.
  [ "$(started_at "$pid")" = "$(cat "$state/run/$1.started" 2>/dev/null)" ] && echo "$pid"
}

started_at() { sed 's/.*) //' "/proc/$1/stat" 2>/dev/null | cut -d' ' -f20; }

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

healthy() {
  local answer
  exec 3<>"/dev/tcp/127.0.0.1/$1" || return 1
  printf 'GET /health/ready HTTP/1.0\r\nHost: localhost\r\n\r\n' >&3
  read -r -t 5 answer <&3 || answer=""
  exec 3>&- 3<&-
  [[ "$answer" == *" 200 "* ]]
}

secret() { od -An -N24 -tx1 /dev/urandom | tr -d ' \n'; }

# $1: file in the state folder. The secret in it, made when it is missing.
kept_secret() {
  [ -s "$state/$1" ] || (umask 077 && secret >"$state/$1")
  cat "$state/$1"
}

connection() { echo "Server=127.0.0.1;Port=$database_port;User ID=chat;Password=$(kept_secret database-password);Database=$1"; }

sql() { mariadb --no-defaults --socket="$state/mariadb.sock" --user=root "$@"; }

start_database() {
  running mariadb >/dev/null && return
  local daemon user=()
  daemon="$(command -v mariadbd || echo /usr/sbin/mariadbd)"
  [ -x "$daemon" ] || fail "MariaDB is missing; install mariadb-server."
  [ "$(id -u)" = 0 ] && user=(--user=root)
  if [ ! -d "$state/mariadb/mysql" ]; then
    mariadb-install-db --no-defaults --datadir="$state/mariadb" --auth-root-authentication-method=normal --skip-test-db "${user[@]}" >>"$state/log/mariadb.log" 2>&1 \
      || fail "mariadb-install-db failed; see $state/log/mariadb.log."
  fi
  launch mariadb "$daemon" --no-defaults "${user[@]}" --datadir="$state/mariadb" --socket="$state/mariadb.sock" --pid-file="$state/mariadb.pid" \
    --bind-address=127.0.0.1 --port="$database_port" --character-set-server=utf8mb4 --innodb-flush-log-at-trx-commit=1
  await mariadb 60 sql -e 'SELECT 1'
  local statements="CREATE USER IF NOT EXISTS chat@localhost; CREATE USER IF NOT EXISTS chat@'127.0.0.1';" host name
  for host in localhost 127.0.0.1; do
    statements+="ALTER USER chat@'$host' IDENTIFIED BY '$(kept_secret database-password)';"
  done
  for name in "$directory" "${shards[@]/#/chat_}"; do
    statements+="CREATE DATABASE IF NOT EXISTS $name CHARACTER SET utf8mb4;"
    for host in localhost 127.0.0.1; do statements+="GRANT ALL ON $name.* TO chat@'$host';"; done
  done
  sql -e "$statements" || fail "the databases could not be created."
}

# $1: number of the silo.
start_silo() {
  local name="silo$1" health=$((port + 2 + $1)) settings=() shard
  running "$name" >/dev/null && return
  for shard in "${shards[@]}"; do settings+=("Chat__Shards__${shard}__A=$(connection "chat_$shard")"); done
  launch "$name" env "${settings[@]}" \
    Chat__Storage__Provider=mysql Chat__Storage__Directory="$(connection "$directory")" \
    Chat__Cluster__AdvertisedAddress=127.0.0.1 Chat__Cluster__SiloPort=$((port + 3 + 2 * $1)) Chat__Cluster__GatewayPort=$((port + 4 + 2 * $1)) \
    dotnet "$root/silo/bin/Release/net10.0/Chat.Silo.dll" --urls "http://127.0.0.1:$health"
  await "$name" 90 healthy "$health"
}

# $1: number of the gateway.
start_gateway() {
  local name="gateway$1" address=$((port - 1 + $1))
  running "$name" >/dev/null && return
  launch "$name" env Chat__Storage__Directory="$(connection "$directory")" Chat__Operator__Key="$(kept_secret operator-key)" \
    dotnet "$root/gateway/bin/Release/net10.0/Chat.Gateway.dll" --urls "http://127.0.0.1:$address"
  await "$name" 90 healthy "$address"
}

# Not under a running process: it has the files open that a build would write.
build() {
  local name
  for name in silo1 silo2 gateway1 gateway2; do running "$name" >/dev/null && return; done
  echo "Building ..."
  (cd "$root" && dotnet build silo -c Release --nologo -v quiet -clp:NoSummary && dotnet build gateway -c Release --nologo -v quiet -clp:NoSummary) \
    || fail "the build failed."
}

up() {
  mkdir -p "$state/run" "$state/log"
  chmod 700 "$state"
  build
  start_database
  for number in $(seq "${CHAT_CLUSTER_SILOS:-2}"); do start_silo "$number"; done
  for number in $(seq "${CHAT_CLUSTER_GATEWAYS:-2}"); do start_gateway "$number"; done
  cat <<READY
gateways       http://127.0.0.1:$port and http://127.0.0.1:$((port + 1))
operator key   $(kept_secret operator-key)
databases      127.0.0.1:$database_port, user chat, password in $state/database-password
logs           $state/log

Create a team:
  curl -X POST http://127.0.0.1:$port/admin/teams -H "Authorization: Bearer $(kept_secret operator-key)" -H 'Content-Type: application/json' \\
    -d '{"name":"Example","domain":"example","admin":{"name":"alice","email":"alice@example.org","password":"a long password"}}'
READY
}

down() {
  local name pid waited
  for name in gateway1 gateway2 silo1 silo2 mariadb; do
    pid="$(running "$name")" || continue
    kill -TERM "$pid" 2>/dev/null || true
    for waited in $(seq 1 300); do kill -0 "$pid" 2>/dev/null || break; sleep 0.1; done
    if kill -0 "$pid" 2>/dev/null; then
      echo "$name did not end in 30 s; killing it"
      kill -KILL "$pid" 2>/dev/null || true
    fi
    rm -f "$state/run/$name.pid" "$state/run/$name.started"
    echo "$name stopped"
  done
}

status() {
  local name pid
  for name in mariadb silo1 silo2 gateway1 gateway2; do
    if pid="$(running "$name")"; then echo "$name   runs (process $pid)"; else echo "$name   does not run"; fi
  done
}

case "${1:-}" in
  up) up ;;
  down) down ;;
  status) status ;;
  --help|-h|help) usage ;;
  *) usage >&2; exit 2 ;;
esac
