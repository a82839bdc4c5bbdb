#!/usr/bin/env bash
# A link of the engine between two network namespaces beside a plain veth pair:
# one TCP stream, UDP packets of 64 bytes, and how well the engine keeps delay, rate and loss. Needs root, iperf3 and python3.
# The part ovs measures Open vSwitch's user-space data path (Debian: openvswitch-switch, ethtool) between two namespaces in the same run, with a database and a daemon of its own.
# Usage: bench/compare/link.sh [PART...]     parts: tcp udp ovs delay rate loss; all without one
set -euo pipefail
# Namespaces and mounts of this script's own: whatever it makes goes with its last process, also after kill -9.
[ -n "${WEIR_BENCH_APART:-}" ] || WEIR_BENCH_APART=1 exec unshare --mount --net "$0" "$@"
mkdir -p /run/netns; mount -t tmpfs none /run/netns
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
parts=${*:-tcp udp ovs delay rate loss}
mark=wb$$
a=${mark}a b=${mark}b va=${mark}v vb=${mark}w
seconds=${WEIR_BENCH_SECONDS:-3}
bench=$root/bench/Weir.Bench/bin/Release/net10.0/Weir.Bench.dll
[ -f "$bench" ] || dotnet build "$root/bench/Weir.Bench" -c Release -v q --nologo -p:WeirAnalysers=false >&2

server=
finish() {
  ovs_down || true
  exec 4>&- || true
  [ -z "$server" ] || kill $server 2>/dev/null || true
  for n in "$a" "$b" "$va" "$vb"; do ip netns del "$n" 2>/dev/null || true; done
}
trap finish EXIT

for n in "$a" "$b" "$va" "$vb"; do ip netns add "$n"; ip -n "$n" link set lo up; done
address() { ip -n "$1" addr add "$3" dev "$2"; ip -n "$1" link set "$2" up; }
ip -n "$va" link add v0 type veth peer name v1 netns "$vb"
address "$va" v0 10.98.0.1/24; address "$vb" v1 10.98.0.2/24

coproc ENGINE { exec dotnet "$bench" link "$a" "$b" ${WEIR_BENCH_SPIN:+spin=$WEIR_BENCH_SPIN}; }
exec 4>&"${ENGINE[1]}" 5<&"${ENGINE[0]}"
read -r -u 5 line; [ "$line" = ready ] || { echo "the engine did not start: $line" >&2; exit 1; }
for n in "$a" "$b"; do ip link set "$n" netns "$n"; done
address "$a" "$a" 10.99.0.1/24; address "$b" "$b" 10.99.0.2/24
ip netns exec "$b" iperf3 -s >/dev/null & server=$!
ip netns exec "$vb" iperf3 -s >/dev/null & server="$server $!"
sleep 1

# One line to the engine; its answer, up to the line "end".
ask() { echo "$1" >&4; while read -r -u 5 line && [ "$line" != end ]; do echo "$line"; done; }
load() { cut -d' ' -f1 /proc/loadavg; }
engine=$ENGINE_PID
cpu() { awk '{print ($14 + $15) / 100}' "/proc/$engine/stat"; }
field() { python3 -c 'import json,sys; d=json.load(sys.stdin); print(eval(sys.argv[1]))' "$1"; }
client() { ip netns exec "$1" iperf3 -J -c "$2" "${@:3}"; }
# Says each line with the load before it.
say() { printf '%-58s %s   load %s\n' "$1" "$2" "$(load)"; }

packets='"%.0f kpps received of %.0f sent" % ((d["end"]["sum"]["packets"] - d["end"]["sum"]["lost_packets"]) / d["end"]["sum"]["seconds"] / 1e3, d["end"]["sum"]["packets"] / d["end"]["sum"]["seconds"] / 1e3)'
oa=${mark}oa ob=${mark}ob os=${mark}os ovs=
ovs_up() {
  ovs=$(mktemp -d)
  for n in "$oa" "$ob" "$os"; do ip netns add "$n"; ip -n "$n" link set lo up; done
  ip -n "$os" link add p0 type veth peer name v0 netns "$oa"
  ip -n "$os" link add p1 type veth peer name v1 netns "$ob"
  ip -n "$os" link set p0 up; ip -n "$os" link set p1 up
  address "$oa" v0 10.97.0.1/24; address "$ob" v1 10.97.0.2/24
  # Its data path sees no checksum that the sender left to a card.
  ip netns exec "$oa" ethtool -K v0 tx off >/dev/null; ip netns exec "$ob" ethtool -K v1 tx off >/dev/null
  ovsdb-tool create "$ovs/conf.db" /usr/share/openvswitch/vswitch.ovsschema
  ovsdb-server "$ovs/conf.db" --remote=punix:"$ovs/db.sock" --unixctl="$ovs/db.ctl" --pidfile="$ovs/db.pid" --log-file="$ovs/db.log" --detach --no-chdir 2>/dev/null
  ovs-vsctl --db=unix:"$ovs/db.sock" --no-wait init
  OVS_RUNDIR=$ovs ip netns exec "$os" ovs-vswitchd unix:"$ovs/db.sock" --unixctl="$ovs/vs.ctl" --pidfile="$ovs/vs.pid" --log-file="$ovs/vs.log" --detach --no-chdir 2>/dev/null
  ovs-vsctl --db=unix:"$ovs/db.sock" add-br b0 -- set bridge b0 datapath_type=netdev -- add-port b0 p0 -- add-port b0 p1
  ip netns exec "$ob" iperf3 -s >/dev/null & server="$server $!"
  sleep 2
}
ovs_down() {
  [ -n "$ovs" ] || return 0
  for one in vs db; do [ ! -f "$ovs/$one.pid" ] || kill "$(cat "$ovs/$one.pid")" 2>/dev/null || true; done
  sleep 0.5
  for n in "$oa" "$ob" "$os"; do ip netns del "$n" 2>/dev/null || true; done
  rm -rf "$ovs"; ovs=
}

for part in $parts; do
  case $part in
    tcp)
      ask none >/dev/null
      say "TCP, one stream, veth" "$(client "$va" 10.98.0.2 -t "$seconds" | field '"%.2f Gbit/s" % (d["end"]["sum_received"]["bits_per_second"] / 1e9)')"
      before=$(cpu)
      say "TCP, one stream, engine" "$(client "$a" 10.99.0.2 -t "$seconds" | field '"%.2f Gbit/s" % (d["end"]["sum_received"]["bits_per_second"] / 1e9)'), engine's CPU $(awk -v a="$before" -v b="$(cpu)" -v s="$seconds" 'BEGIN {printf "%.2f", (b - a) / s}')"
      ask 'loss=0.000001%' >/dev/null
      say "TCP, one stream, engine, packet by packet" "$(client "$a" 10.99.0.2 -t "$seconds" | field '"%.2f Gbit/s" % (d["end"]["sum_received"]["bits_per_second"] / 1e9)')" ;;
    udp)
      ask none >/dev/null
      say "UDP, 64-byte frames, veth" "$(client "$va" 10.98.0.2 -u -b 0 -l 22 -t "$seconds" | field "$packets")"
      say "UDP, 64-byte frames, engine" "$(client "$a" 10.99.0.2 -u -b 0 -l 22 -t "$seconds" | field "$packets")" ;;
    ovs)
      if ! command -v ovs-vswitchd >/dev/null || ! command -v ethtool >/dev/null; then echo "no openvswitch-switch or no ethtool: left out"; continue; fi
      ovs_up
      say "TCP, one stream, Open vSwitch in user space" "$(client "$oa" 10.97.0.2 -t "$seconds" | field '"%.2f Gbit/s" % (d["end"]["sum_received"]["bits_per_second"] / 1e9)')"
      say "UDP, 64-byte frames, Open vSwitch in user space" "$(client "$oa" 10.97.0.2 -u -b 0 -l 22 -t "$seconds" | field "$packets")"
      ovs_down ;;
    delay)
      rtt() { ip netns exec "$a" ping -q -i 0.005 -c 400 10.99.0.2 | awk -F/ '/^rtt/ {print $5}'; }
      ask none >/dev/null
      ip netns exec "$a" ping -q -c 3 10.99.0.2 >/dev/null
      base=$(rtt)
      say "RTT without delay" "$base ms (veth $(ip netns exec "$va" ping -q -i 0.005 -c 400 10.98.0.2 | awk -F/ '/^rtt/ {print $5}') ms)"
      for delay in 1 10 50; do
        ask "delay=${delay}ms" >/dev/null
        got=$(rtt)
        say "delay $delay ms" "RTT $got ms, error of the delay $(awk -v g="$got" -v b="$base" -v d="$delay" 'BEGIN {printf "%.3f", g - b - d}') ms"
      done
      ask read | sed 's/^/  /' ;;
    rate)
      for rate in 1 10 100 1000; do
        ask "rate=${rate}Mbit/s delay=1ms" >/dev/null
        # Of a full packet of 1514 bytes TCP carries 1448.
        say "rate $rate Mbit/s" "$(client "$a" 10.99.0.2 -t "$seconds" -O 1 | field '"%.3f Mbit/s of frames, " % (d["end"]["sum_received"]["bits_per_second"] / 1e6 * 1514 / 1448) + "of the rate %.2f %%" % (d["end"]["sum_received"]["bits_per_second"] / 1e4 * 1514 / 1448 / '"$rate"')')"
      done ;;
    loss)
      for loss in 0.1 1 10; do
        ask "loss=${loss}%" >/dev/null
        # By decision of the engine, and in all: on a busy machine packets overflow the queues before and behind the engine as well.
        figures() { ask read | awk '/^forward/ {print $7, $3}'; }
        before=$(figures)
        all=$(client "$a" 10.99.0.2 -u -b 20M -l 100 -k 100000 | field 'd["end"]["sum"]["lost_packets"]')
        after=$(figures)
        say "loss $loss %, 100,000 packets" "$(echo "$before $after $loss $all" | awk '{n = $4 - $2; p = $5 / 100; s = 2.576 * sqrt(n * p * (1 - p)); printf "decided %d of %d that entered, 99 %% interval %.0f to %.0f; %d missing at the receiver", $3 - $1, n, n * p - s, n * p + s, $6}')"
      done ;;
    *) echo "unknown part: $part" >&2; exit 2 ;;
  esac
done
