#!/usr/bin/env bash
# Kills a run with kill -9 at many random moments while it builds, runs and removes, and looks each time for what it left (the suite does it eight times). Needs root; about five seconds a kill.
# Usage: bench/compare/crash.sh [KILLS] [SEED]
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
[ -n "${WEIR_BUILT:-}" ] || dotnet build "$root/tests/Weir.Tests" -c Release -v q --nologo -p:WeirAnalysers=false
export WEIR_CRASHES=${1:-200} WEIR_CRASH_SEED=${2:-20261125}
exec dotnet "$root/tests/Weir.Tests/bin/${WEIR_BUILT:-Release}/net10.0/Weir.Tests.dll" --filter-class '*CrashTests' --show-live-output on --output Detailed
