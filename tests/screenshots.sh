#!/usr/bin/env bash
# Makes the pictures in docs/images anew: the main views of the web client, of a cluster of real processes with a team in it.
set -uo pipefail

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
cd "$root" || exit 1
exec </dev/null
command -v chromium >/dev/null && { command -v mariadbd || [ -x /usr/sbin/mariadbd ]; } >/dev/null || { echo "screenshots.sh: needs Debian's packages chromium, mariadb-server and, to show emoji, fonts-noto-color-emoji." >&2; exit 1; }

dotnet build tests/Chat.EndToEnd -c Release --nologo -v quiet -clp:NoSummary -p:UseSharedCompilation=false || exit 1
dotnet tests/Chat.EndToEnd/bin/Release/net10.0/Chat.EndToEnd.dll -noLogo -noColor -explicit only -class Chat.EndToEnd.Web.Screenshots || exit 1
ls -l docs/images
