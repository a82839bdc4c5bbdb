#!/usr/bin/env bash
# Live counting of a network that decides blocks now: exactness, losses, latency and cost.
# First a run whose tables are compared row for row with what the nodes wrote down themselves (the suite does it for seconds): the run's own monitor from the begin, and one that is
# started again twice, late for all sessions. Then for each size a monitor in a process of its own at the switch: frames lost, the age of the newest message when its row comes out
# (the tables' own interval is 500 ms), and its CPU time for 1,000 consensus messages.
# Usage, as the superuser: [DIRECTION=both] bench/compare/consensus-live.sh [SECONDS] [SIZE...]      600 s for the comparison, a tenth for each size; sizes 7 and 22; frames seen once, where they come into the switch, or both ways
. "$(dirname "${BASH_SOURCE[0]}")/measure.sh"
seconds=${1:-600}
direction=${DIRECTION:-in}
shift || true
[ $# -gt 0 ] || set -- 7 22
weir_ready
echo "machine: $(nproc) processors, $(grep -m1 'model name' /proc/cpuinfo | sed 's/.*: //'), load $(cut -d' ' -f1-3 /proc/loadavg), $(date -u +%F)"
if [ "$seconds" -gt 0 ]; then
  dotnet build "$root/tests/Weir.Tests" -c Release -v q --nologo -p:WeirAnalysers=false
  WEIR_LIVE="7 $seconds" dotnet "$root/tests/Weir.Tests/bin/Release/net10.0/Weir.Tests.dll" --filter-class '*ConsensusLiveTests' --show-live-output on --output Detailed --no-progress | grep -E 'complete blocks|total:|failed:|^failed' || true
fi
work=$(mktemp -d "$scratch/live.XXXXXX")
up=
trap '[ -z "$up" ] || "$WEIR" down "$up" >/dev/null || true; rm -rf "$work"' EXIT
export WEIR_BUILD=never
printf '%6s %8s %10s %8s %16s %16s\n' nodes seconds messages lost 'worst age ms' 'cpu ms/1000'
for size in "$@"; do
  name=live-$size-$$
  cd "$work"
  "$WEIR" consensus init "net$size" -n "$size" --host '10.1.0.{n}' --seed bench >/dev/null
  cat >"$name.lab.yaml" <<TXT
name: $name
nodes: { s1: { kind: bridge }, "cn[1..$size]": {} }
links: [ "cn[1..$size] -- s1" ]
programs:
  cn[1..$size]: { on: "cn{n}", kind: consensus, network: net$size, number: "{n}" }
TXT
  "$WEIR" up "$name.lab.yaml" >up.log 2>&1
  up=$name
  folder=$(sed -n 's/.*record: *//p' up.log | tail -n 1)
  [ -d "$folder" ] || folder=$(ls -d .weir/runs/*"$name")
  sleep $((5 + size))
  "$WEIR" monitor consensus s1 --direction "$direction" --run "$name" --secrets "$folder/secrets" --nodes "net$size/nodes.json" -t blocks -t points --json >rows 2>sum &
  monitor=$!
  for ((i = 0; i < 50; i++)); do ! grep -q listening sum || break; sleep 0.1; done
  # Rows are read as they come; the clock is the shell's own, so that no process is started for a row.
  { tail -n +1 -f --pid=$monitor rows | while IFS= read -r line; do
      case $line in *'"table":"blocks"'*) now=${EPOCHREALTIME/./}; last=${line#*\"last_ns\":}; echo "$((now - ${last%%[,\}]*} / 1000)) ${last%%[,\}]*} $now" ;; esac
    done >ages; } &
  reader=$!
  # What it does to join the sessions is not counted.
  sleep 5
  begin=${EPOCHREALTIME/./}
  before=$(sed 's/.*) //' "/proc/$monitor/stat" | awk '{print $12 + $13}') frames=$(sed -n 's/.*"table":"points".*"frames":\([0-9]*\),.*/\1/p' rows | tail -n "$size" | awk '{s += $1} END {print s + 0}')
  sleep $((seconds > 100 ? seconds / 10 : 20))
  after=$(sed 's/.*) //' "/proc/$monitor/stat" | awk '{print $12 + $13}') counted=$(sed -n 's/.*"table":"points".*"frames":\([0-9]*\),.*/\1/p' rows | tail -n "$size" | awk '{s += $1} END {print s + 0}')
  kill -TERM $monitor
  wait $monitor || true
  wait $reader || true
  # Of each newest message the first row that has it counts.
  worst=$(awk -v begin="$begin" '!seen[$2]++ && $2 > top {top = $2; if ($3 > begin && $1 > m) m = $1} END {printf "%.0f", m / 1000}' ages)
  awk -v n="$size" -v s=$((seconds > 100 ? seconds / 10 : 20)) -v f=$((counted - frames)) -v lost="$(sed -n 's/.*, \([0-9]*\) lost.*/\1/p' sum)" -v worst="$worst" -v t=$((after - before)) -v hz="$(getconf CLK_TCK)" \
    'BEGIN {printf "%6d %8d %10d %8s %16s %16.1f\n", n, s, f, lost, worst, (f > 0) ? t * 1e6 / hz / f : 0}'
  "$WEIR" down "$name" >/dev/null
  up=
done
echo "load at the end $(cut -d' ' -f1-3 /proc/loadavg)"
