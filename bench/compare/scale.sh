#!/usr/bin/env bash
# How fast hosts come and go, and how fast files of them are read and changed in place: HOSTS hosts on one switch up, addressed and reachable, beside Mininet with its own Linux bridge; their removal; memory of an idle host; a big lab over ten switches.
# Needs root; Debian: mininet, bridge-utils, iputils-ping. Usage: bench/compare/scale.sh [HOSTS] [BIG]
. "$(dirname "${BASH_SOURCE[0]}")/measure.sh"
hosts=${1:-100} big=${2:-1000}
weir_ready
work=$(mktemp -d "$scratch/scale.XXXXXX")
trap 'rm -rf "$work"' EXIT
export WEIR_RUNS=$work/runs WEIR_REGISTRY=$work/registry
printf 'name: single\nvars: { hosts: 100 }\ntopology: { single: "${hosts}" }\n' >"$work/single.lab.yaml"
{
  printf 'name: big\nvars: { each: 100 }\nnodes:\n  s[1..10]: { kind: bridge }\n'
  for s in {1..10}; do printf '  h%d-[1..${each}]: {}\n' "$s"; done
  printf 'links:\n'
  for s in {1..10}; do printf '  - h%d-[1..${each}] -- s%d\n' "$s" "$s"; done
  for s in {1..9}; do printf '  - s%d -- s%d\n' "$s" $((s + 1)); done
} >"$work/big.lab.yaml"

TIMEFORMAT='%R %U %S'
clocked() { { time "$@" >"$work/out" 2>"$work/err"; } 2>&1 || { echo "failed: $*" >&2; cat "$work/err" >&2; exit 1; }; }
available() { awk '/^MemAvailable/ {print $2}' /proc/meminfo; }
# The process that holds the lab is not a child of this script: its CPU time is read while it lives.
holder_cpu() {
  local pid; pid=$(sed -n 2p "$work"/registry/*.run)
  awk -v ticks="$(getconf CLK_TCK)" '{sub(/.*\) /, ""); print ($12 + $13 + $14 + $15) / ticks}' "/proc/$pid/stat"
}
up() { # LABEL FILE COUNT SETTINGS...
  local label=$1 file=$2 count=$3; shift 3
  local before after cpu front
  before=$(available)
  front=$(clocked "$WEIR" up "$@" "$file")
  cpu=$(holder_cpu)
  sleep 2
  after=$(available)
  echo "$front" | awk -v l="$label" -v n="$count" -v h="$cpu" -v m=$((before - after)) '{printf "%-34s up %.2f s wall, %.2f ms CPU a host (holder %.2f s, front %.2f s), %.2f MB a host\n", l, $1, 1000 * (h + $2 + $3) / n, h, $2 + $3, m / n / 1024}'
}
# The median of five; the whole command, starting included.
validated() { for _ in 1 2 3 4 5; do clocked "$WEIR" validate "$1"; done | awk '{print $1}' | sort -g | awk 'NR == 3 {printf "weir validate, 1,000 nodes with a line each: %.2f s wall\n", $1}'; }
applied() { # WHAT FILE
  clocked "$WEIR" apply "$2" | awk -v w="$1" '{printf "weir apply, %s: %.2f s wall\n", w, $1}'
}
down() { clocked "$WEIR" down | awk -v l="$1" '{printf "%-34s down %.2f s wall\n", l, $1}'; }

echo "machine: $(nproc) processors, $(grep -m1 'model name' /proc/cpuinfo | sed 's/.*: //'), load $(cut -d' ' -f1-3 /proc/loadavg), $(date -u +%F)"
up "weir, $hosts hosts" "$work/single.lab.yaml" "$hosts" --set "hosts=$hosts"
last=$("$WEIR" plan --set "hosts=$hosts" "$work/single.lab.yaml" | grep -oE "10\.[0-9]+\.[0-9]+\.[0-9]+" | sort -t. -k3,3n -k4,4n | uniq | head -n "$hosts")
# Each address is asked once, from the first host.
reached=0; for address in $last; do "$WEIR" exec h1 -- ping -c 1 -W 1 "$address" >/dev/null && reached=$((reached + 1)); [ "${SCALE_ALL:-}" ] || [ $reached -lt 10 ] || break; done
echo "reached $reached addresses from h1"
cp "$work/single.lab.yaml" "$work/changed.lab.yaml"
printf 'nodes: { extra: {} }\nlinks:\n  - extra -- s1\n' >>"$work/changed.lab.yaml"
applied "a host more beside $hosts" "$work/changed.lab.yaml"
sed -i 's/- extra -- s1/- extra -- s1: { rate: 10 Mbit\/s }/' "$work/changed.lab.yaml"
applied "a rate of one link" "$work/changed.lab.yaml"
down "weir, $hosts hosts"
{
  printf 'name: listed\nnodes:\n'
  for s in {1..10}; do printf '  s%d: { kind: bridge }\n' "$s"; for h in {1..99}; do printf '  h%d-%d: {}\n' "$s" "$h"; done; done
  printf 'links:\n'
  for s in {1..10}; do for h in {1..99}; do printf '  - h%d-%d -- s%d\n' "$s" "$h" "$s"; done; done
} >"$work/listed.lab.yaml"
validated "$work/listed.lab.yaml"
if command -v mn >/dev/null && command -v brctl >/dev/null; then
  cat >"$work/single.py" <<'PY'
import resource, sys, time
from mininet.net import Mininet
from mininet.nodelib import LinuxBridge
from mininet.topo import SingleSwitchTopo
n = int(sys.argv[1])
begin = time.monotonic()
net = Mininet(topo=SingleSwitchTopo(n), switch=LinuxBridge, controller=None)
net.start()
up = time.monotonic()
own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
cpu = own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime
net.stop()
print(f"{'mininet, %d hosts' % n:<34} up {up - begin:.2f} s wall, at least {1000 * cpu / n:.2f} ms CPU a host (shells that still run not counted), down {time.monotonic() - up:.2f} s")
PY
  /usr/bin/python3 "$work/single.py" "$hosts" 2>"$work/err" || { tail -3 "$work/err"; echo "mininet did not run"; }
else echo "no mininet or no brctl: left out"; fi
up "weir, 300 hosts" "$work/single.lab.yaml" 300 --set hosts=300
down "weir, 300 hosts"
up "weir, $big hosts, ten switches" "$work/big.lab.yaml" "$big" --set "each=$((big / 10))"
down "weir, $big hosts, ten switches"
