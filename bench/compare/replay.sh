#!/usr/bin/env bash
# Packets on a wire at a rate and at top speed (weir replay) beside tcpreplay, from one network namespace to another that this script makes and removes; needs root.
# The distances between packets are measured where they arrive, by tcpdump's time stamps, for both alike: p50, p99 and the greatest deviation from 1/rate, in microseconds.
# Usage: bench/compare/replay.sh [RUNS]
source "$(dirname "$0")/measure.sh"
# Namespaces and mounts of this script's own: whatever it makes goes with its last process, also after kill -9.
[ -n "${WEIR_BENCH_APART:-}" ] || WEIR_BENCH_APART=1 exec unshare --mount --net "$0" "$@"
mkdir -p /run/netns; mount -t tmpfs none /run/netns
runs=${1:-3}
weir_ready
file=$root/examples/decode-a-capture/cn1.pcap
a=weir-ra-$$ b=weir-rb-$$
work=$(mktemp -d "$scratch/replay.XXXXXX")
trap 'ip netns del $a 2>/dev/null; ip netns del $b 2>/dev/null; rm -rf "$work"' EXIT
ip netns add $a; ip netns add $b
ip link add va netns $a type veth peer name vb netns $b
for n in $a $b; do ip netns exec $n sysctl -qw net.ipv6.conf.all.disable_ipv6=1; done
ip -n $a link set va up; ip -n $b link set vb up
echo "machine: $(nproc) processors, load $(cut -d' ' -f1-3 /proc/loadavg), $(date -u +%F)"

# paced NAME RATE PACKETS COMMAND...: runs it once and prints what arrived and how.
paced() {
  local name=$1 rate=$2 packets=$3; shift 3
  ip netns exec $b timeout 60 tcpdump -i vb -B 65536 -c "$packets" -w "$work/got.pcap" 2>"$work/dump" & local dump=$!
  for _ in $(seq 50); do grep -q listening "$work/dump" && break; sleep 0.1; done
  local TIMEFORMAT='%U %S %R'
  { time ip netns exec $a "$@" >/dev/null 2>&1; } 2>"$work/time"
  wait $dump || true
  tcpdump -n -tt -r "$work/got.pcap" 2>/dev/null | awk -v r="$rate" 'NR>1 {d=($1-p)*1e6-1e6/r; print d<0?-d:d} {p=$1}' | sort -g >"$work/gaps"
  awk -v name="$name" -v rate="$rate" -v cpu="$(awk '{print $1+$2}' "$work/time")" -v load="$(cut -d' ' -f1 /proc/loadavg)" \
    '{v[NR]=$1} END {printf "%-32s %7d pps  arrived %6d  p50 %8.1f  p99 %9.1f  max %9.1f us  cpu %6.3f s  load %s\n", name, rate, NR+1, v[int(NR*.5)], v[int(NR*.99)], v[NR], cpu, load}' "$work/gaps"
}

for ((i = 0; i < runs; i++)); do
  paced "weir replay" 500 1950 "$WEIR" replay "$file" -i va -p 500 --loop 6
  paced "weir replay --spin 2 ms" 500 1950 "$WEIR" replay "$file" -i va -p 500 --loop 6 --spin '2 ms'
  paced "tcpreplay" 500 1950 tcpreplay -i va -p 500 -l 6 "$file"
  paced "tcpreplay -T nano" 500 1950 tcpreplay -T nano -i va -p 500 -l 6 "$file"
  paced "weir replay" 10000 19500 "$WEIR" replay "$file" -i va -p 10000 --loop 60
  paced "weir replay --spin 100 us" 10000 19500 "$WEIR" replay "$file" -i va -p 10000 --loop 60 --spin '100 us'
  paced "tcpreplay" 10000 19500 tcpreplay -i va -p 10000 -l 60 "$file"
done
for ((i = 0; i < runs; i++)); do
  echo "top speed, load $(cut -d' ' -f1 /proc/loadavg)"
  echo "  weir replay -t --preload           $(ip netns exec $a "$WEIR" replay "$file" -i va -t --preload --loop 3000 | head -n 1)"
  echo "  weir replay -t --preload --bypass  $(ip netns exec $a "$WEIR" replay "$file" -i va -t --preload --loop 3000 --bypass | head -n 1)"
  echo "  tcpreplay -t -K                    $(ip netns exec $a tcpreplay -i va -t -K -l 3000 "$file" 2>&1 | grep Rated)"
done
