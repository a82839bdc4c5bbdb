# Sourced by the comparisons beside it. Needs bash and awk only.
#   measure RUNS NAME=COMMAND...   runs the commands in turn (A B A B ...), each RUNS times after one warm-up, and prints for each the median CPU seconds
#                                  (user + system), the median wall seconds, and the ratio of CPU to the first command's.
#                                  A function "between" runs before each command, outside of its time.
#   weir_ready                     builds Weir as a user gets it and sets WEIR to the program.
#   big_capture [packets] [flows]  makes a capture in the temporary folder once, and prints its path.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
scratch=${WEIR_BENCH_DIR:-${TMPDIR:-/tmp}/weir-bench-$(id -u)}
mkdir -p "$scratch"

weir_ready() {
  "$root/weir" --version >/dev/null
  WEIR=$root/weir
}

big_capture() {
  local packets=${1:-2000000} flows=${2:-2000}
  local file=$scratch/tcp-$packets-$flows.pcap
  [ -s "$file" ] || dotnet run --project "$root/bench/Weir.Bench" -c Release -v q -p:WeirAnalysers=false -- generate "$file" "$packets" "$flows" >&2
  echo "$file"
}

median() { sort -g | awk '{v[NR]=$1} END {print (NR % 2) ? v[(NR+1)/2] : (v[NR/2] + v[NR/2+1]) / 2}'; }

measure() {
  local runs=$1; shift
  local TIMEFORMAT='%U %S %R' i entry name first=
  local work; work=$(mktemp -d "$scratch/measure.XXXXXX")
  echo "machine: $(nproc) processors, $(grep -m1 'model name' /proc/cpuinfo | sed 's/.*: //'), load $(cut -d' ' -f1-3 /proc/loadavg), $(date -u +%F)"
  for ((i = 0; i <= runs; i++)); do
    for entry in "$@"; do
      name=${entry%%=*}
      [ "$(type -t between)" != function ] || between
      { time bash -c "${entry#*=}" >/dev/null 2>"$work/err" || { echo "$name failed:" >&2; cat "$work/err" >&2; exit 1; } ; } 2>>"$work/$name.raw"
    done
  done
  printf '%-28s %10s %10s %8s\n' command 'cpu s' 'wall s' ratio
  for entry in "$@"; do
    name=${entry%%=*}
    tail -n "+2" "$work/$name.raw" | awk 'NF==3 {print $1+$2}' >"$work/cpu"
    tail -n "+2" "$work/$name.raw" | awk 'NF==3 {print $3}' >"$work/wall"
    local cpu wall; cpu=$(median <"$work/cpu"); wall=$(median <"$work/wall")
    [ -n "$first" ] || first=$cpu
    printf '%-28s %10.3f %10.3f %8s\n' "$name" "$cpu" "$wall" "$(awk -v a="$cpu" -v b="$first" 'BEGIN {printf "%.2f", (b > 0) ? a / b : 0}')"
  done
  rm -rf "$work"
}
