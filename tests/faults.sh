#!/usr/bin/env bash
# Random rounds of faults (killed and frozen processes, cut networks, a full disk, hostile clients) against one running cluster of real processes.
set -uo pipefail

usage() {
  cat <<'USAGE'
usage: tests/faults.sh [--pairs] [--rounds N] [--seed S] [--only TEXT]

  --pairs      what befalls the two masters of a shard (killed, frozen, parted), instead of silos, gateways, one database and hostile clients
  --rounds N   rounds to play (default 20; one takes 3 to 40 s, 6 s on average, 20 s with --pairs)
  --seed S     repeat the choices of an earlier run, which printed its seed (default: a random one)
  --only TEXT  only faults whose name contains TEXT
  --help       show this

Prints one line a round and a table at the end. Exit code 0: nothing acked was lost, repeated, out of order, or written by two writers.
Cut networks and the full disk need root (network namespaces, a small file system); without it the run says what it does not cover.
USAGE
}

rounds=20 seed="" only="" test=Nothing_acked_is_lost_repeated_or_out_of_order_whatever_fails
while [ $# -gt 0 ]; do
  case "$1" in
    --pairs) test=Nothing_acked_is_lost_repeated_or_out_of_order_whatever_befalls_the_masters; shift ;;
    --rounds) [ $# -ge 2 ] || { usage >&2; exit 2; }; rounds="$2"; shift 2 ;;
    --seed) [ $# -ge 2 ] || { usage >&2; exit 2; }; seed="$2"; shift 2 ;;
    --only) [ $# -ge 2 ] || { usage >&2; exit 2; }; only="$2"; shift 2 ;;
    --help|-h) usage; exit 0 ;;
    *) echo "faults.sh: unknown option '$1'" >&2; usage >&2; exit 2 ;;
  esac
done
[[ "$rounds" =~ ^[1-9][0-9]*$ ]] || { echo "faults.sh: --rounds takes a number above 0" >&2; exit 2; }
[[ "$seed" =~ ^[0-9]*$ ]] || { echo "faults.sh: --seed takes a number" >&2; exit 2; }

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
cd "$root" || exit 1
export CHAT_FAULTS_ROUNDS="$rounds" CHAT_FAULTS_SEED="$seed" CHAT_FAULTS_ONLY="$only"
exec ./test.sh --end-to-end --filter "$test"
