#!/usr/bin/env bash
# Measures a cluster of one silo, one gateway and a private MariaDB on this machine, and prints each figure beside the one to reach.
set -uo pipefail

usage() {
  cat <<'USAGE'
usage: tests/load.sh [quick | full] [--only NAME]...

  quick         small sizes, under three minutes (default): shows that everything works, and large changes
  full          the sizes of the table, about a quarter of an hour: the figures that count, on a machine that does nothing else
  --only NAME   only these rows: room climb burst teams acked idle storm behind history connect snapshot previews import semisync footprint
                (only when they are named: semisync, what a pair of servers costs a post, against one that does not wait for its peer and against a single server;
                footprint, what a silo's memory holds of each team)

Needs the .NET 10 SDK and MariaDB. Everything runs on loopback ports and in a temporary folder. The reports stay in the folder that is printed at the end
($CHAT_LOAD_REPORTS, if it is set). Exit code 0: nothing was lost, repeated or out of order; the figures themselves fail nothing.
USAGE
}

mode=quick
only=""
while [ $# -gt 0 ]; do
  case "$1" in
    quick|full) mode="$1"; shift ;;
    --only) [ $# -ge 2 ] || { usage >&2; exit 2; }; only="$only $2"; shift 2 ;;
    --help|-h) usage; exit 0 ;;
    *) echo "load.sh: unknown option '$1'" >&2; usage >&2; exit 2 ;;
  esac
done

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
work="$(mktemp -d "${TMPDIR:-/tmp}/chat-load.XXXXXX")"
reports="${CHAT_LOAD_REPORTS:-${TMPDIR:-/tmp}/chat-load-reports}"
export CHAT_CLUSTER_STATE="$work/cluster" CHAT_CLUSTER_PORT="${CHAT_CLUSTER_PORT:-18180}" CHAT_CLUSTER_SILOS=1 CHAT_CLUSTER_GATEWAYS=1 CHAT_CLUSTER_PAIRS=0
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 MSBUILDDISABLENODEREUSE=1
# The load comes from few users and one address: what rations them is not what is measured. Passwords are not either.
export Chat__Limits__RequestsPerSecond=100000 Chat__Limits__RequestBurst=100000 Chat__Limits__ConnectBurst=100000 Chat__Limits__ConnectsPerSecond=100000
export Chat__Limits__TeamRequestsPerSecond=1000000 Chat__Limits__TeamRequestBurst=1000000 Chat__Limits__AddressRequestsPerSecond=1000000
export Chat__Limits__AddressRequestBurst=1000000 Chat__Limits__Tiers=off Chat__Sessions__FramesPerSecond=100000 Chat__Sessions__FrameBurst=100000
export Chat__SignIn__WorkFactor=4
# The site whose pages are previewed is this program's own.
export Chat__Unfurling__AllowedNetworks__0=127.0.0.0/8 Chat__Unfurling__AllowedPorts__0=18190 Chat__Previews__Burst=100000 Chat__Previews__PerMinute=100000
export Logging__LogLevel__Default=Warning
mkdir -p "$reports"
ulimit -n "$(ulimit -Hn)" 2>/dev/null
exec </dev/null

finish() {
  "$root/deploy/local-cluster.sh" down >/dev/null 2>&1
  rm -rf "$work"
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

fail() { echo "load.sh: $1" >&2; exit 1; }

broken=0
rows=()

wanted() { [ -z "$only" ] || [[ " $only " == *" $1 "* ]]; }

load() { dotnet "$root/tests/Chat.LoadTest/bin/Release/net10.0/Chat.LoadTest.dll" "$@"; }

# $1: report's name, $2: scenario, the rest: its options. Runs it against the gateway, on the teams that are kept in the file $world.
world="$work/world.json"
run() {
  local name="$1" scenario="$2"; shift 2
  echo
  echo "== $name"
  load "$scenario" --url "$url" --operator-key "$key" --world "$world" "${processes[@]}" --json "$reports/$name.json" "$@" || { broken=$((broken + 1)); echo "load.sh: $name did not hold" >&2; }
}

value() { load value "$reports/$1.json" "$2" 2>/dev/null || echo "?"; }

# $1: what, $2: measured, $3: "<=" or ">=", $4: to reach, $5: unit
row() {
  local mark
  mark="$(awk -v m="$2" -v o="$3" -v r="$4" 'BEGIN { if (m == "?") print "?"; else if ((o == "<=" && m <= r) || (o == ">=" && m >= r)) print "yes"; else print "NO" }')"
  rows+=("$(printf '%-96s %10s   %s %-6s %-9s %s' "$1" "$2" "$3" "$4" "$5" "$mark")")
}

# $1: what, $2: measured, $3: unit. There is nothing to reach.
fact() { rows+=("$(printf '%-96s %10s   %s' "$1" "$2" "$3")"); }

calculate() { awk "BEGIN { printf \"%.3f\", $1 }" 2>/dev/null || echo "?"; }

process() { cat "$CHAT_CLUSTER_STATE/run/$1.pid"; }

connection() { echo "Server=127.0.0.1;Port=$((CHAT_CLUSTER_PORT + 2));User ID=chat;Password=$(cat "$CHAT_CLUSTER_STATE/database-password");Database=$1"; }

sql() { mariadb --no-defaults --socket="$CHAT_CLUSTER_STATE/mariadb.sock" --user=root --batch --skip-column-names "$@"; }

# $1: messages. Puts them into #general of the team in history.json as if they had been posted long ago.
fill_history() {
  local domain shard
  domain="$(sed 's/.*"domain":"\([^"]*\)".*/\1/' "$work/history.json")"
  for shard in chat_s1 chat_s2; do
    sql "$shard" -e "
      INSERT INTO messages (team_id, channel_id, ts, user_id, text, version)
      SELECT t.team_id, c.channel_id, 1600000000000000 + s.seq * 1000000, c.creator, CONCAT('an old message, the ', s.seq, 'th of this channel'), 1
      FROM teams t JOIN channels c ON c.team_id = t.team_id AND c.is_general = 1 JOIN seq_1_to_$1 s WHERE t.domain = '$domain'" || fail "the history could not be filled."
  done
}

echo "Building ..."
for project in silo gateway tests/Chat.LoadTest; do
  dotnet build "$root/$project" -c Release --nologo -v quiet -clp:NoSummary || fail "the build failed."
done

start() {
  "$root/deploy/local-cluster.sh" up >"$work/up.log" 2>&1 || { cat "$work/up.log" >&2; fail "the cluster did not start."; }
  key="$(cat "$CHAT_CLUSTER_STATE/operator-key")"
  processes=(--pid "silo=$(process silo1)" --pid "gateway=$(process gateway1)")
}

url="http://127.0.0.1:$CHAT_CLUSTER_PORT"
echo "Starting a silo, a gateway and MariaDB ..."
# What semisync compares is brought up by itself.
[ "$only" = " semisync" ] || start

if [ $mode = quick ]; then
  room=300 senders=30 step=4 burst=1000 teams=20 seconds=6 warm=3 idle=3000 idle_teams=30 settle=6 storm=2000 storm_teams=20 behind=200 behind_teams=4 missed=1500 history=50000 users=500 channels=100 connects=100 first=400 previews=50 import=50000 footprint=300
else
  room=1000 senders=100 step=10 burst=10000 teams=200 seconds=20 warm=10 idle=15000 idle_teams=100 settle=60 storm=10000 storm_teams=100 behind=1000 behind_teams=10 missed=2000 history=1000000 users=5000 channels=500 connects=200 first=400 previews=200 import=1000000 footprint=3000
fi
common=(--seconds "$seconds" --warmup "$warm")

if wanted idle; then
  # First: memory that other loads have left behind is not told from what a session needs. What a process compiles in its first minute is not idling.
  run idle idle --sessions $idle --teams $idle_teams --users 10 --settle $settle --seconds "$seconds" --sources 4
  row "$idle idle sessions: memory of the gateway for each" "$(value idle rss_per_session_gateway)" "<=" 8 "KB"
  fact "the same: memory of the silo for each" "$(value idle rss_per_session_silo)" "KB"
  row "$idle idle sessions: CPU of silo and gateway" "$(value idle cpu_percent_of_one_core)" "<=" 3 "% of one"
fi
if [[ " $only " == *" footprint "* ]]; then
  run footprint idle --sessions $footprint --teams $footprint --users 1 --settle 30 --seconds "$seconds"
  fact "$footprint teams of one session: memory of the silo for each" "$(value footprint rss_per_session_silo)" "KB"
  fact "the same: memory of the gateway for each" "$(value footprint rss_per_session_gateway)" "KB"
fi
if wanted room; then
  run room room --members $room --senders $senders --rate 100 "${common[@]}" --baseline bare
  row "room of $room, 100 messages/s: deliveries per CPU second of silo and gateway, × bare Kestrel" "$(value room ratio_of_deliveries_per_cpu_second)" ">=" 1.0 "×"
fi
if wanted climb && { [ $mode = full ] || [ -n "$only" ]; }; then
  run climb room --members $room --senders $senders --rate $first --climb --seconds $step --warmup "$warm" --baseline bare
  row "room of $room, highest rate with p99 <= 250 ms: deliveries/s, × bare Kestrel" "$(value climb ratio_of_deliveries_per_second)" ">=" 1.5 "×"
fi
if wanted burst; then
  run burst room --members $burst --senders 5 --rate 2 --seconds "$seconds" --warmup "$warm"
  row "room of $burst, a message now and then: first to last delivery, p50" "$(value burst measured.spread.p50)" "<=" 150 "ms"
fi
if wanted teams; then
  run teams teams --teams $teams --members 10 --rate 200 "${common[@]}"
  row "$teams teams of 10, 200 messages/s: post to delivery, p50" "$(value teams measured.delivery.p50)" "<=" 5 "ms"
  row "$teams teams of 10, 200 messages/s: post to delivery, p99" "$(value teams measured.delivery.p99)" "<=" 25 "ms"
fi
if wanted acked; then
  run acked teams --teams $((teams / 2)) --members 10 --closed "${common[@]}"
  echo "== rows"
  load rows --database "$(connection chat_s1)" --database "$(connection chat_s2)" --seconds "$seconds" --json "$reports/rows.json" || broken=$((broken + 1))
  row "acked posts/s over $((teams / 2)) teams ($(value acked measured.acked_per_second)), × raw rows ($(value rows posts_per_second)/s)" \
    "$(calculate "$(value acked measured.acked_per_second) / $(value rows posts_per_second)")" ">=" 0.5 "×"
fi
if wanted storm; then
  sql -e "SET GLOBAL userstat = 1" || fail "the database does not count what is read of its tables."
  run storm storm --sessions $storm --teams $storm_teams --users 10 --at-once 128 --sources 4 --database "$(connection chat_directory)" --warmup "$warm"
  row "storm of $storm sessions: until all had resumed" "$(value storm seconds_until_all_had_resumed)" "<=" 15 "s"
  row "storm of $storm sessions, away for less than the buffer: events read from the databases" "$(value storm database_rows_read_of_events)" "<=" 0 ""
  sql -e "SET GLOBAL userstat = 0"
fi
if wanted behind; then
  run behind storm --sessions $behind --teams $behind_teams --users 10 --behind $missed --at-once 128 --sources 4 --warmup 2
  row "$behind sessions, each $missed messages behind: until all had resumed" "$(value behind seconds_until_all_had_resumed)" "<=" 15 "s"
fi
if wanted connect; then
  run connect connect --teams 10 --members 10 --rate $connects "${common[@]}"
  row "rtm.connect to hello at $connects/s, p99" "$(value connect from_rtm_connect_to_hello.p99)" "<=" 50 "ms"
fi
if wanted history; then
  world="$work/history.json"
  run history history --seconds 1 --fill 100
  fill_history $history
  run history history --rate 50 "${common[@]}"
  world="$work/world.json"
  row "page of 100 from a channel of $history messages, p99" "$(value history page.p99)" "<=" 10 "ms"
fi
if wanted snapshot; then
  run snapshot snapshot --users $users --channels $channels "${common[@]}"
  row "rtm.start of a team of $users with $channels channels, p50" "$(value snapshot rtm_start.p50)" "<=" 50 "ms"
fi
if wanted previews; then
  run previews-known previews --rate $previews "${common[@]}"
  row "previews of known pages at $previews/s, p95" "$(value previews-known from_call_to_answer.p95)" "<=" 50 "ms"
  # All of one site, of which a silo looks at four pages at a time.
  run previews-new previews --rate $((previews / 4)) --new "${common[@]}"
  row "previews of new pages at $((previews / 4))/s, p95 (the site answers at once)" "$(value previews-new from_call_to_answer.p95)" "<=" 50 "ms"
fi
if wanted import; then
  run import import --messages $import --posts 50 --seconds "$seconds" --warmup "$warm"
  row "import of $import messages: messages/s, from the upload's end to the job's" "$(value import whole)" ">=" 5000 "/s"
  row "import of $import messages: memory of the silo at its peak, above idle" "$(value import silo_peak_growth)" "<=" 256 "MB"
  row "posts of another team meanwhile, p99, × before" "$(calculate "$(value import post_meanwhile.p99) / $(value import post_before.p99)")" "<=" 2 "×"
  fact "the same in the worst 5 s" "$(calculate "$(value import post_worst_window.p99) / $(value import post_before.p99)")" "×"
fi
# $1: ON or OFF, on all masters of the shards. Their controllers take no notice: they look whether the servers hear each other, which they go on to do.
set_acks() {
  local server
  for server in s1-a s1-b s2-a s2-b; do
    mariadb --no-defaults --socket="$CHAT_CLUSTER_STATE/$server.sock" --user=root -e "SET GLOBAL rpl_semi_sync_master_enabled = $1" || fail "$server did not take the setting."
  done
}

# $1: report's name.
run_semisync() { world="$work/$1.json" run "$1" teams --teams $teams --members 10 --rate 200 "${common[@]}"; }

if [[ " $only " == *" semisync "* ]]; then
  "$root/deploy/local-cluster.sh" down >/dev/null 2>&1
  export CHAT_CLUSTER_STATE="$work/pairs" CHAT_CLUSTER_PAIRS=1
  start
  run_semisync pair
  set_acks OFF
  run_semisync alone
  set_acks ON
  "$root/deploy/local-cluster.sh" down >/dev/null 2>&1
  # The same durability of a single server: without a binary log, 3 and 1 are one write to disk for each group of commits.
  export CHAT_CLUSTER_STATE="$work/single" CHAT_CLUSTER_PAIRS=0 CHAT_CLUSTER_FLUSH=3
  start
  run_semisync single
  for percentile in p50 p99; do
    fact "200 posts/s, post to ack, $percentile: a pair whose commits wait for the peer" "$(value pair measured.ack.$percentile)" ms
    fact "200 posts/s, post to ack, $percentile: the same pair, not waiting" "$(value alone measured.ack.$percentile)" ms
    fact "200 posts/s, post to ack, $percentile: a single server" "$(value single measured.ack.$percentile)" ms
  done
fi

echo
printf '%-96s %10s   %-9s %-9s %s\n' "what" "measured" "to reach" "" "reached"
printf '%s\n' "${rows[@]}"
echo
echo "$(nproc) processors, load average $(cut -d' ' -f1-3 /proc/loadavg); reports in $reports"
[ $mode = full ] || echo "Sizes of 'quick': only 'full' can be held against the figures to reach."
[ $broken = 0 ] || { echo "$broken runs did not hold"; exit 1; }
