#!/usr/bin/env bash
# The dashboard's page in Debian's Chromium, without a graphics card: when each view is first painted and when it shows what it is for, nothing of it being in the browser's cache; how long an event and counters take
# to the screen; and how many frames a second a network of 500 nodes and 1,000 links is moved and zoomed at. The tests of the page measure it; this shows their figures.
# Usage, as the superuser: bench/compare/page.sh [RUNS]
. "$(dirname "${BASH_SOURCE[0]}")/measure.sh"
dotnet build "$root/tests/Weir.Tests" -c Release -v q --nologo -p:WeirAnalysers=false
echo "machine: $(nproc) processors, $(grep -m1 'model name' /proc/cpuinfo | sed 's/.*: //'), load $(cut -d' ' -f1-3 /proc/loadavg), $(date -u +%F)"
for ((i = 1; i <= ${1:-3}; i++)); do
  echo "run $i"
  rm -f "$root/artifacts/figures.txt"
  dotnet "$root/tests/Weir.Tests/bin/Release/net10.0/Weir.Tests.dll" --no-progress --filter-class '*PageSpeedTests' --filter-class '*PageGraphTests' --filter-method '*PageLiveTests.Counters*' >"$scratch/page.log" || { cat "$scratch/page.log"; exit 1; }
  cat "$root/artifacts/figures.txt"
done
