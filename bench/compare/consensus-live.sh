#!/usr/bin/env bash
# Live counting of a network that decides blocks now: exactness, losses, latency and cost.
# First a run whose tables are compared row for row with what the nodes wrote down themselves (the suite does it for seconds): the run's own monitor from the begin, and one that is
# started again twice, late for all sessions. Then for each size a monitor in a process of its own at the switch: frames lost, the age of the newest message when its row comes out
# (the tables' own interval is 500 ms), and its CPU time for 1,000 consensus messages. Last the same networks with a monitor of the run's own, as in examples/consensus, from the first frame on: frames lost,
# blocks that are complete at all ports and others, and how old the first message of a block is when a reader that looks every 20 ms finds it in the tables.
# Usage, as the superuser: [DIRECTION=both] [MONITOR=own] bench/compare/consensus-live.sh [SECONDS] [SIZE...]      600 s for the comparison, a tenth for each size; sizes 7 and 22; frames seen once, where they
# come into the switch, or both ways; MONITOR=other or =own: only the second or the third part. The third needs Debian's sqlite3.
. "$(dirname "${BASH_SOURCE[0]}")/measure.sh"
seconds=${1:-600}
direction=${DIRECTION:-in}
parts=${MONITOR:-all}
shift || true
[ $# -gt 0 ] || set -- 7 22
weir_ready
echo "machine: $(nproc) processors, $(grep -m1 'model name' /proc/cpuinfo | sed 's/.*: //'), load $(cut -d' ' -f1-3 /proc/loadavg), $(date -u +%F)"
if [ "$seconds" -gt 0 ] && [ "$parts" = all ]; then
  dotnet build "$root/tests/Weir.Tests" -c Release -v q --nologo -p:WeirAnalysers=false
  WEIR_LIVE="7 $seconds" dotnet "$root/tests/Weir.Tests/bin/Release/net10.0/Weir.Tests.dll" --filter-class '*ConsensusLiveTests' --show-live-output on --output Detailed --no-progress | grep -E 'complete blocks|total:|failed:|^failed' || true
fi
each=$((seconds > 100 ? seconds / 10 : 20))
work=$(mktemp -d "$scratch/live.XXXXXX")
up=
trap '[ -z "$up" ] || "$WEIR" down "$up" >/dev/null || true; rm -rf "$work"' EXIT
export WEIR_BUILD=never
cd "$work"

# lab NAME SIZE: the lab's file, and the network's files.
lab() {
  [ -d "net$2" ] || "$WEIR" consensus init "net$2" -n "$2" --host '10.1.0.{n}' --seed bench >/dev/null
  cat >"$1.lab.yaml" <<TXT
name: $1
nodes: { s1: { kind: bridge }, "cn[1..$2]": {} }
links: [ "cn[1..$2] -- s1" ]
programs:
  cn[1..$2]: { on: "cn{n}", kind: consensus, network: net$2, number: "{n}" }
TXT
}

# other SIZE: a monitor in a process of its own.
other() {
  local size=$1 name=live-$1-$$ folder monitor reader begin before frames after counted worst
  lab "$name" "$size"
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
  sleep "$each"
  after=$(sed 's/.*) //' "/proc/$monitor/stat" | awk '{print $12 + $13}') counted=$(sed -n 's/.*"table":"points".*"frames":\([0-9]*\),.*/\1/p' rows | tail -n "$size" | awk '{s += $1} END {print s + 0}')
  kill -TERM $monitor
  wait $monitor || true
  wait $reader || true
  # Of each newest message the first row that has it counts.
  worst=$(awk -v begin="$begin" '!seen[$2]++ && $2 > top {top = $2; if ($3 > begin && $1 > m) m = $1} END {printf "%.0f", m / 1000}' ages)
  awk -v n="$size" -v s="$each" -v f=$((counted - frames)) -v lost="$(sed -n 's/.*, \([0-9]*\) lost.*/\1/p' sum)" -v worst="$worst" -v t=$((after - before)) -v hz="$(getconf CLK_TCK)" \
    'BEGIN {printf "%6d %8d %10d %8s %16s %16.1f\n", n, s, f, lost, worst, (f > 0) ? t * 1e6 / hz / f : 0}'
  "$WEIR" down "$name" >/dev/null
  up=
}

# own SIZE: the run's own. The reader is one process that is asked again and again.
own() {
  local size=$1 name=own-$1-$$ run store= line top=0 now stat= last counts
  lab "$name" "$size"
  cat >>"$name.lab.yaml" <<TXT
monitors: { votes: { kind: consensus, at: s1, direction: $direction, nodes: net$size/nodes.json } }
duration: $each s
TXT
  "$WEIR" run "$name.lab.yaml" >own.log 2>&1 &
  run=$!
  while [ ! -s "$store" ] && kill -0 $run 2>/dev/null; do store=$(ls -d .weir/runs/*"$name"/store.db 2>/dev/null) || true; sleep 0.1; done
  sleep 0.5
  coproc READER { sqlite3 -readonly -cmd '.timeout 1000' "$store"; }
  while read -r last <"/proc/$run/stat"; do
    stat=(${last##*) })
    [ "${stat[0]}" != Z ] || break
    cpu=$((stat[11] + stat[12]))
    printf "select block || ' ' || min(first_ns) from votes_blocks where block > %d group by block order by block;\nselect '.';\n" "$top" >&"${READER[1]}"
    while IFS= read -r line <&"${READER[0]}" && [ "$line" != . ]; do
      now=${EPOCHREALTIME/./} top=${line% *}
      echo "$((now - ${line#* } / 1000))"
    done
    sleep 0.02
  done >ages 2>/dev/null
  exec {READER[1]}>&-
  wait $run || true
  counts=$(sqlite3 -readonly -separator ' ' "$store" "select (select captured from monitors), (select dropped from monitors), sum(whole), count(*) - sum(whole), (select sum(frames) from votes_points)
    from (select min(state = 'complete') as whole from votes_blocks group by block)")
  awk -v n="$size" -v s="$each" -v cpu="$cpu" -v hz="$(getconf CLK_TCK)" -v median="$(median <ages)" -v worst="$(sort -g ages | tail -n 1)" -v counts="$counts" \
    'BEGIN {split(counts, v, " "); printf "%6d %8d %10d %8d %10d %10d %10.0f %10.0f %12.1f\n", n, s, v[1], v[2], v[3], v[4], median / 1000, worst / 1000, (v[5] > 0) ? cpu * 1e6 / hz / v[5] : 0}'
}

if [ "$parts" != own ]; then
  printf '%6s %8s %10s %8s %16s %16s\n' nodes seconds messages lost 'worst age ms' 'cpu ms/1000'
  for size in "$@"; do other "$size"; done
fi

if [ "$parts" != other ]; then
  printf '%6s %8s %10s %8s %10s %10s %10s %10s %12s\n' nodes seconds frames lost complete uncertain 'median ms' 'worst ms' 'cpu ms/1000'
  for size in "$@"; do own "$size"; done
fi

echo "load at the end $(cut -d' ' -f1-3 /proc/loadavg)"
