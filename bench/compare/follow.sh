#!/usr/bin/env bash
# Compares the reassembled bytes of every TCP stream of every public recording with tshark's (the suite compares a sample): minutes, tshark needed.
# Usage: WEIR_RECORDINGS=FOLDER bench/compare/follow.sh [PART-OF-A-FILE-NAME]
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
dotnet build "$root/tests/Weir.Tests" -c Release -v q --nologo -p:WeirAnalysers=false
if [ $# -gt 0 ]; then export WEIR_FOLLOW_FILES=$1; else export WEIR_FOLLOW=all; fi
exec dotnet "$root/tests/Weir.Tests/bin/Release/net10.0/Weir.Tests.dll" --filter-class '*TsharkFollowTests'
