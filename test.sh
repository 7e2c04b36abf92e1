#!/usr/bin/env bash
# Installs what the tests need, builds once, runs every test against real servers, and closes with 'N passed, N failed, N skipped'.
set -uo pipefail

usage() {
  cat <<'USAGE'
usage: ./test.sh [--filter TEXT] [--unit | --client | --end-to-end]

  --filter TEXT   run only tests whose full name (Namespace.Class.Method, or the sentence of a test of the client) contains TEXT
  --unit          run tests/Chat.Tests alone
  --client        run the web client's tests alone (gateway/web, Vitest)
  --end-to-end    run tests/Chat.EndToEnd alone
  --help          show this

Needs the .NET 10 SDK and Node 20. MariaDB, Chromium, libfaketime and promtool are installed from Debian's packages if they are missing (as root); MariaDB runs only as
private instances on loopback ports in a temporary folder, never as a service. Exit code 0: at least one test ran and none failed.
USAGE
}

filter=""
projects=(Chat.Tests client Chat.EndToEnd)
while [ $# -gt 0 ]; do
  case "$1" in
    --filter) [ $# -ge 2 ] || { usage >&2; exit 2; }; filter="$2"; shift 2 ;;
    --filter=*) filter="${1#--filter=}"; shift ;;
    --unit) projects=(Chat.Tests); shift ;;
    --client) projects=(client); shift ;;
    --end-to-end) projects=(Chat.EndToEnd); shift ;;
    --help|-h) usage; exit 0 ;;
    *) echo "test.sh: unknown option '$1'" >&2; usage >&2; exit 2 ;;
  esac
done

root="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
cd "$root" || exit 1
exec </dev/null
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1 MSBUILDDISABLENODEREUSE=1
# The tests choose every setting themselves; what the caller's shell happens to hold must not reach the servers.
for name in $(compgen -e | grep -E '^(Chat__|ASPNETCORE_|DOTNET_URLS$|Logging__)' || true); do unset "$name"; done

work="$(mktemp -d "${TMPDIR:-/tmp}/chat-test.XXXXXX")"
export TMPDIR="$work"
runner=""

# Each runner leads a process group, so that servers that it left behind (it was killed, it crashed) end with it.
finish() {
  [ -n "$runner" ] && kill -KILL -- "-$runner" 2>/dev/null
  rm -rf "$work"
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

fail() {
  echo "test.sh: $1" >&2
  echo "0 passed, 1 failed, 0 skipped"
  exit 1
}

need_commands() {
  command -v dotnet >/dev/null || fail "the .NET 10 SDK is missing (https://dotnet.microsoft.com)."
  command -v node >/dev/null && command -v npm >/dev/null || fail "Node 20 with npm is missing."
  [ "$(node -p 'process.versions.node.split(".")[0]')" -ge 20 ] || fail "Node 20 or newer is needed, found $(node --version)."
}

# Debian's packages: MariaDB with its copies of whole servers, the browser, the library that sets a process's clock back, and Prometheus, whose tool reads the rules for
# alarms (without the copies, that library or that tool their tests are skipped, and say so).
need_packages() {
  local missing=()
  { command -v mariadbd || [ -x /usr/sbin/mariadbd ]; } >/dev/null && command -v mariadb-install-db >/dev/null || missing+=(mariadb-server)
  compgen -G '/usr/lib/*/faketime/libfaketimeMT.so.1' >/dev/null || missing+=(libfaketime)
  command -v mariadb-backup >/dev/null || missing+=(mariadb-backup)
  command -v chromium >/dev/null || missing+=(chromium)
  command -v promtool >/dev/null || missing+=(prometheus)
  [ ${#missing[@]} = 0 ] && return
  if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
    [[ " ${missing[*]} " == *" mariadb-server "* ]] && fail "MariaDB is missing; install mariadb-server."
    [[ " ${missing[*]} " == *" chromium "* ]] && fail "Chromium is missing; install chromium."
    return
  fi
  echo "Installing ${missing[*]} ..."
  # Keeps the packages' scripts from starting the system service; removed again unless it was there before.
  local policy=/usr/sbin/policy-rc.d made=""
  if [ ! -e "$policy" ]; then
    printf '#!/bin/sh\nexit 101\n' >"$policy" && chmod +x "$policy" && made=1
  fi
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq >"$work/apt.log" 2>&1 && apt-get install -y -qq --no-install-recommends "${missing[@]}" >>"$work/apt.log" 2>&1
  local code=$?
  [ -n "$made" ] && rm -f "$policy"
  [ $code = 0 ] || { tail -n 20 "$work/apt.log" >&2; fail "${missing[*]} could not be installed."; }
}

need_sdk() {
  local folder="$root/tests/Chat.EndToEnd/sdk"
  local stamp="$folder/node_modules/.installed"
  cmp -s "$folder/package-lock.json" "$stamp" && return
  echo "Installing Slack's Node SDKs ..."
  (cd "$folder" && npm ci --no-audit --no-fund --loglevel=error) || fail "npm ci failed in tests/Chat.EndToEnd/sdk."
  cp "$folder/package-lock.json" "$stamp"
}

build() {
  echo "Building ..."
  # No build server is left behind: it would outlive the temporary folder.
  dotnet build Chat.Orleans.sln -c Release --nologo -v quiet -clp:NoSummary -p:UseSharedCompilation=false || fail "the build failed."
}

# Known vulnerabilities of what ships. NuGet's packages were looked up when they were restored, which fails the build; here it is said whether their source could tell
# anything. What cannot be checked here fails nothing.
audit() {
  local source answer told="" count
  for source in $(dotnet nuget list source --format short 2>/dev/null | sed -n 's/^E \(http[^ ]*\)$/\1/p'); do
    answer="$(curl -fsSL --max-time 20 "$source" 2>/dev/null)"
    [[ "$answer" == *VulnerabilityInfo* ]] && told=1
  done
  if [ -n "$told" ]; then
    echo "audit: all NuGet packages were checked for known vulnerabilities when they were restored; none has any"
  else
    echo "audit: NuGet packages were NOT checked: no package source here tells of vulnerabilities"
  fi
  answer="$(cd gateway/web && npm audit --omit=dev --json 2>/dev/null)"
  count="$(node -p 'JSON.parse(require("fs").readFileSync(0, "utf8")).metadata.vulnerabilities.total' <<<"$answer" 2>/dev/null)"
  if [ -z "$count" ]; then
    echo "audit: the web client's packages were NOT checked: the npm registry here answers no audits"
  elif [ "$count" = 0 ]; then
    echo "audit: the web client's packages have no known vulnerabilities"
  else
    (cd gateway/web && npm audit --omit=dev) >&2
    echo "test.sh: $count packages that ship in the web client have known vulnerabilities" >&2
    broken=$((broken + 1))
  fi
}

passed=0 failed=0 skipped=0 broken=0

# Runs one test assembly and adds its counts, which are read from its report and not from what it printed.
run_tests() {
  local name="$1" report="$work/$1.xml"
  local arguments=("$root/tests/$name/bin/Release/net10.0/$name.dll" -noLogo -noColor -showLiveOutput -xml "$report")
  [ -n "$filter" ] && arguments+=(-method "*$filter*")
  echo "Running $name ..."
  set -m
  dotnet "${arguments[@]}" &
  runner=$!
  set +m
  wait "$runner"
  local code=$?
  kill -KILL -- "-$runner" 2>/dev/null
  runner=""

  local head
  head="$(grep -o -m1 '<assembly [^>]*>' "$report" 2>/dev/null)"
  if [ -z "$head" ]; then
    if [ $code != 0 ] || [ -z "$filter" ]; then
      echo "test.sh: $name ended with code $code and left no report" >&2
      broken=$((broken + 1))
    fi
    return
  fi
  local p f e s
  p="$(count "$head" passed)" f="$(count "$head" failed)" e="$(count "$head" errors)" s="$(count "$head" skipped)"
  passed=$((passed + p)) failed=$((failed + f + e)) skipped=$((skipped + s))
  if [ $code != 0 ] && [ $((f + e)) = 0 ]; then
    # With a filter, an assembly that holds no such test ends with a code of its own.
    if [ -z "$filter" ] || [ $((p + s)) != 0 ]; then
      echo "test.sh: $name ended with code $code although no test failed" >&2
      broken=$((broken + 1))
    fi
  fi
}

# The web client: its types, then its tests, counted from their report.
run_client() {
  local report="$work/client.json"
  local arguments=(run --reporter=default --reporter=json --outputFile.json="$report" --passWithNoTests)
  [ -n "$filter" ] && arguments+=(-t "$filter")
  echo "Running the client's tests ..."
  if ! (cd gateway/web && npm run --silent check); then
    echo "test.sh: the client's types are wrong" >&2
    broken=$((broken + 1))
  fi
  (cd gateway/web && NO_COLOR=1 npx --no-install vitest "${arguments[@]}")
  local code=$? counts
  counts="$(node -p 'const r = JSON.parse(require("fs").readFileSync(process.argv[1])); [r.numPassedTests, r.numFailedTests, r.numPendingTests + r.numTodoTests, r.numFailedTestSuites].join(" ")' "$report" 2>/dev/null)"
  if [ -z "$counts" ]; then
    echo "test.sh: the client's tests ended with code $code and left no report" >&2
    broken=$((broken + 1))
    return
  fi
  local p f s suites
  read -r p f s suites <<<"$counts"
  # With a filter all others are counted as skipped.
  [ -n "$filter" ] && s=0
  passed=$((passed + p)) failed=$((failed + f)) skipped=$((skipped + s))
  if [ $code != 0 ] && [ "$f" = 0 ]; then
    echo "test.sh: the client's tests ended with code $code although no test failed ($suites files could not be run)" >&2
    broken=$((broken + 1))
  fi
}

# What failed, once more at the end, where whoever reads the output looks first.
tell_failures() {
  local report
  [ -e "$work/client.json" ] && node - "$work/client.json" <<'NODE'
const report = JSON.parse(require('fs').readFileSync(process.argv[2]))
for (const file of report.testResults) for (const test of file.assertionResults) if (test.status === 'failed') {
  console.log('FAILED', file.name.split('/gateway/web/').pop(), test.fullName)
  console.log(test.failureMessages.join('\n').split('\n').slice(0, 12).map(line => '    ' + line).join('\n'))
}
NODE
  for report in "$work"/*.xml; do
    [ -e "$report" ] || continue
    python3 - "$report" <<'PYTHON' 2>/dev/null || grep -o '<test name="[^"]*"[^>]*result="Fail"' "$report"
import sys, xml.etree.ElementTree as tree
for test in tree.parse(sys.argv[1]).iter('test'):
    if test.get('result') == 'Fail':
        print('FAILED', test.get('name'))
        message = test.findtext('failure/message') or ''
        print('\n'.join('    ' + line for line in message.splitlines()[:12]))
PYTHON
  done
}

count() {
  local value
  value="$(sed -n "s/.* $2=\"\([0-9]*\)\".*/\1/p" <<<"$1")"
  echo "${value:-0}"
}

need_commands
need_packages
need_sdk
build
audit
for project in "${projects[@]}"; do
  if [ "$project" = client ]; then run_client; else run_tests "$project"; fi
done
failed=$((failed + broken))
[ "$failed" = 0 ] || tell_failures

if [ $((passed + failed)) = 0 ]; then
  echo "test.sh: no test ran" >&2
  failed=1
fi
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ]
