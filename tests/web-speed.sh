#!/usr/bin/env bash
# Measures the web client in a large team, in Chromium on this machine, and prints a table. It takes some minutes, and wants a machine that does nothing else.
set -uo pipefail

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
cd "$root" || exit 1
exec </dev/null
command -v chromium >/dev/null || { echo "web-speed.sh: needs Debian's package chromium." >&2; exit 1; }

dotnet build tests/Chat.EndToEnd -c Release --nologo -v quiet -clp:NoSummary -p:UseSharedCompilation=false || exit 1
exec dotnet tests/Chat.EndToEnd/bin/Release/net10.0/Chat.EndToEnd.dll -noLogo -noColor -explicit only -showLiveOutput -class Chat.EndToEnd.Web.SpeedMeasurements
