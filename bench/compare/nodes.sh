#!/usr/bin/env bash
# What a validator costs: networks of our own nodes on the loopback interface, each with its chain on disk and the secrets of its sessions written down.
# Prints for each size the CPU time of a node a block (user + system, mean of all nodes), the resident memory of a node (mean and largest) and its proportional share, and blocks a second.
# Usage: bench/compare/nodes.sh [SECONDS] [SIZE...]      60 s of measurement after the tenth block; sizes 7 and 22
. "$(dirname "${BASH_SOURCE[0]}")/measure.sh"
seconds=${1:-60}
shift || true
[ $# -gt 0 ] || set -- 7 22
weir_ready
work=$(mktemp -d "$scratch/nodes.XXXXXX")
pids=()
finish() {
  [ ${#pids[@]} = 0 ] || kill "${pids[@]}" 2>/dev/null || true
  wait || true
  pids=()
}
trap 'finish; rm -rf "$work"' EXIT
height() { awk '/^block /{n = $2 + 0} END {print n + 0}' "$1"; }
ticks() {
  local pid
  for pid in "${pids[@]}"; do cat "/proc/$pid/stat"; done | sed 's/.*) //' | awk '{sum += $12 + $13} END {print sum}'
}
memory() {
  local pid
  for pid in "${pids[@]}"; do awk '/^Rss:/{rss = $2} /^Pss:/{pss = $2} END {print rss, pss}' "/proc/$pid/smaps_rollup"; done |
    awk '{r += $1; p += $2; if ($1 > m) m = $1} END {printf "%.1f %.1f %.1f", r / NR / 1024, m / 1024, p / NR / 1024}'
}

echo "machine: $(nproc) processors, $(grep -m1 'model name' /proc/cpuinfo | sed 's/.*: //'), load $(cut -d' ' -f1-3 /proc/loadavg), $(date -u +%F)"
printf '%6s %8s %14s %10s %10s %10s %10s\n' nodes blocks 'cpu ms/block' 'rss MiB' 'max MiB' 'pss MiB' 'blocks/s'
port=24100
for size in "$@"; do
  folder=$work/$size
  "$WEIR" consensus init "$folder" -n "$size" --port "$port" --seed bench >/dev/null
  port=$((port + 2 * size + 2))
  for ((i = 1; i <= size; i++)); do
    # The launcher becomes the program, so that this process is the node.
    WEIR_BUILD=never "$WEIR" node "$folder" --number "$i" --data "$work/data-$size-$i" --secrets "$work/secrets-$size" >"$work/$size-$i.log" 2>&1 &
    pids+=($!)
  done
  limit=$((SECONDS + 180))
  while [ "$(height "$work/$size-1.log")" -lt 10 ]; do
    [ $SECONDS -lt $limit ] || { echo "no ten blocks in three minutes" >&2; tail -n 3 "$work/$size-1.log" >&2; exit 1; }
    sleep 0.2
  done
  first=$(height "$work/$size-1.log") before=$(ticks) begin=$(date +%s%N)
  sleep "$seconds"
  after=$(ticks) last=$(height "$work/$size-1.log") end=$(date +%s%N)
  read -r rss most pss <<<"$(memory)"
  awk -v n="$size" -v b=$((last - first)) -v t=$((after - before)) -v hz="$(getconf CLK_TCK)" -v ns=$((end - begin)) -v rss="$rss" -v most="$most" -v pss="$pss" \
    'BEGIN {printf "%6d %8d %14.1f %10s %10s %10s %10.2f\n", n, b, t * 1000 / hz / n / b, rss, most, pss, b * 1e9 / ns}'
  finish
done
echo "load at the end $(cut -d' ' -f1-3 /proc/loadavg)"
