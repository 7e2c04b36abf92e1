#!/usr/bin/env bash
# Writes an overlay's secrets/*.env, with fresh passwords, for the databases that the overlay brings. For databases of your own, change directory.env and shards.env.
set -euo pipefail
umask 077

case "${1:-}" in
  single|two-zones) overlay="$1" ;;
  *) echo "usage: deploy/kubernetes/secrets.sh single|two-zones" >&2; exit 2 ;;
esac
folder="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)/$overlay/secrets"
# The databases keep the passwords that they were made with.
[ ! -e "$folder" ] || { echo "secrets.sh: $folder is there already. Remove it if no cluster uses it." >&2; exit 3; }

random() { head -c 24 /dev/urandom | od -An -tx1 | tr -d ' \n'; }
chat="$(random)" control="$(random)"

mkdir "$folder"
cat >"$folder/database.env" <<ENV
CHAT_PASSWORD=$chat
CONTROL_PASSWORD=$control
REPLICATION_PASSWORD=$(random)
ENV
cat >"$folder/directory.env" <<ENV
Chat__Storage__Directory=Server=directory;User ID=chat;Password=$chat;Database=chat_directory
ENV
if [ "$overlay" = single ]; then
  cat >"$folder/shards.env" <<ENV
Chat__Shards__s1__A=Server=directory;User ID=chat;Password=$chat;Database=chat_s1
ENV
else
  cat >"$folder/shards.env" <<ENV
Chat__Shards__s1__A=Server=s1-0.s1;User ID=chat;Password=$chat;Database=chat_s1
Chat__Shards__s1__B=Server=s1-1.s1;User ID=chat;Password=$chat;Database=chat_s1
Chat__Shards__s1__ControlA=Server=s1-0.s1;User ID=chat_control;Password=$control;Database=chat_s1
Chat__Shards__s1__ControlB=Server=s1-1.s1;User ID=chat_control;Password=$control;Database=chat_s1
ENV
fi
cat >"$folder/keys.env" <<ENV
Chat__Operator__Key=$(random)
ENV
# Prometheus need not hold the operator's.
cat >"$folder/metrics.env" <<ENV
Chat__Metrics__Key=$(random)
ENV
echo "Written to $folder. The operator key is in keys.env; keep database.env for as long as the databases live."
