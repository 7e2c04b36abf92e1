#!/usr/bin/env bash
# Before mariadbd starts in a pod: makes its data folder if there is none, and writes what it is started with, its options (my.cnf) and its users (init.sql, which it
# runs at each start, so that a password that was changed in the Secret is changed here, too).
#   DATABASES  names of databases
#   PAIR       if set, this is a server of a pair: A in the pod whose name ends with -0, else B
#   CHAT_PASSWORD, CONTROL_PASSWORD, REPLICATION_PASSWORD
#   POD_NAME, CONFIG, DATA, RUN
set -euo pipefail
umask 077

secret() {
  [[ "${!1:-}" =~ ^[A-Za-z0-9]+$ ]] || { echo "prepare.sh: $1 must be letters and digits." >&2; exit 2; }
  printf '%s' "${!1}"
}

# Made elsewhere first: a pod may die in the middle.
if [ ! -d "$DATA/server" ]; then
  rm -rf "$DATA/new"
  mariadb-install-db --no-defaults --datadir="$DATA/new" --skip-test-db --auth-root-authentication-method=socket --auth-root-socket-user="$(id -un)" >/dev/null
  mv "$DATA/new" "$DATA/server"
fi

{
  if [ -n "${PAIR:-}" ]; then
    side=b
    [[ "$POD_NAME" != *-0 ]] || side=a
    printf '!include %s\n' "$CONFIG/server.cnf" "$CONFIG/server-$side.cnf"
  else
    printf '!include %s\n' "$CONFIG/single.cnf"
  fi
  cat <<CNF
[mariadbd]
datadir = $DATA/server
socket = $RUN/mysqld.sock
pid_file = $RUN/mysqld.pid
tmpdir = /tmp
init_file = $RUN/init.sql
innodb_buffer_pool_size = ${BUFFER_POOL:-256M}
max_connections = 1000
[client]
socket = $RUN/mysqld.sock
CNF
} >"$RUN/my.cnf"

# Each by itself: of several the last one's failure alone would end this.
chat="$(secret CHAT_PASSWORD)"
control="$(secret CONTROL_PASSWORD)"
replication="$(secret REPLICATION_PASSWORD)"
users="$(<"$CONFIG/users.sql")"
for database in $DATABASES; do
  text="${users//@DATABASE@/"$database"}"
  text="${text//@CHAT_PASSWORD@/"$chat"}"
  text="${text//@CONTROL_PASSWORD@/"$control"}"
  printf '%s\n' "${text//@REPLICATION_PASSWORD@/"$replication"}"
  # To make a user anew is to take away what it was granted on the database before.
  users="$(grep -v '^CREATE OR REPLACE USER' <<<"$users")"
done >"$RUN/init.sql"
