#!/usr/bin/env bash
# Two hosts behind Weir's switch of OpenFlow, Open vSwitch in user space (its own database and daemon) and the kernel's bridge, in one run:
# the very first packet of a switch that has just been started, one TCP stream, UDP frames of 64 bytes, round trips, and how many flows a second are set up under controllers.
# All kinds stand at once and are measured in turn, WEIR_BENCH_ROUNDS times (5), WEIR_BENCH_SECONDS a figure (1): medians, and the median of each round's own ratios to the bridge.
# Needs root, iperf3, python3; for ovs openvswitch-switch and ethtool; for one of the controllers openvswitch-testcontroller (all Debian's).
# Usage: bench/compare/switch.sh [KIND...]     kinds: veth (no switch at all) bridge openflow ovs, and flows: how many are set up; all without one
set -euo pipefail
# Namespaces and mounts of this script's own: whatever it makes goes with its last process, also after kill -9.
[ -n "${WEIR_BENCH_APART:-}" ] || WEIR_BENCH_APART=1 exec unshare --mount --net "$0" "$@"
mkdir -p /run/netns; mount -t tmpfs none /run/netns
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
kinds=${*:-veth bridge openflow ovs flows}
seconds=${WEIR_BENCH_SECONDS:-1} flow_seconds=${WEIR_BENCH_SECONDS:-3} rounds=${WEIR_BENCH_ROUNDS:-5}
bench=$root/bench/Weir.Bench/bin/Release/net10.0/Weir.Bench.dll
[ -f "$bench" ] || dotnet build "$root/bench/Weir.Bench" -c Release -v q --nologo -p:WeirAnalysers=false >&2
work=$(mktemp -d)
started=
ovs_down() { for one in vs db; do [ ! -f "$work/$one.pid" ] || kill "$(cat "$work/$one.pid")" 2>/dev/null || true; done; }
finish() {
  for one in $started; do kill "$one" 2>/dev/null || true; done
  ovs_down
  sleep 0.3; rm -rf "$work"
}
trap finish EXIT

load() { cut -d' ' -f1 /proc/loadavg; }
say() { printf '%-50s %s   load %s\n' "$1" "$2" "$(load)"; }
# hosts NAME: namespaces NAMEa, NAMEb and between them NAMEs with the ports p1 and p2.
hosts() {
  for n in "$1"a "$1"b "$1"s; do ip netns add "$n"; ip -n "$n" link set lo up; done
  ip -n "$1"s link add p1 type veth peer name eth0 netns "$1"a
  ip -n "$1"s link add p2 type veth peer name eth0 netns "$1"b
  ip -n "$1"a addr add 10.96.0.1/24 dev eth0; ip -n "$1"b addr add 10.96.0.2/24 dev eth0
  for n in "$1"a "$1"b; do ip -n "$n" link set eth0 up; done
  for p in p1 p2; do ip -n "$1"s link set "$p" addrgenmode none; ip -n "$1"s link set "$p" up; done
}
# Weir's switch in NAMEs; ask prints its figures.
pin=
switch_up() { # name, standalone or the controller's address
  rm -f "$work/$1.in" "$work/$1.out"
  mkfifo "$work/$1.in" "$work/$1.out"
  # As the command weir itself runs.
  DOTNET_gcConcurrent=0 DOTNET_TieredPGO=0 $pin ip netns exec "$1"s dotnet "$bench" switch "$2" p1 p2 <"$work/$1.in" >"$work/$1.out" & started="$started $!"
  exec {to}>"$work/$1.in" {from}<"$work/$1.out"
  read -r -u "$from" line; [ "$line" = ready ] || { echo "the switch did not start: $line" >&2; exit 1; }
}
ask() { echo >&"$to"; read -r -u "$from" line; echo "$line"; }
ovs_up() {
  ip netns exec "$1"a ethtool -K eth0 tx off >/dev/null; ip netns exec "$1"b ethtool -K eth0 tx off >/dev/null
  rm -f "$work/conf.db"
  ovsdb-tool create "$work/conf.db" /usr/share/openvswitch/vswitch.ovsschema
  ovsdb-server "$work/conf.db" --remote=punix:"$work/db.sock" --unixctl="$work/db.ctl" --pidfile="$work/db.pid" --log-file="$work/db.log" --detach --no-chdir 2>/dev/null
  ovs-vsctl --db=unix:"$work/db.sock" --no-wait init
  OVS_RUNDIR=$work ip netns exec "$1"s ovs-vswitchd unix:"$work/db.sock" --unixctl="$work/vs.ctl" --pidfile="$work/vs.pid" --log-file="$work/vs.log" --detach --no-chdir 2>/dev/null
  ovs-vsctl --db=unix:"$work/db.sock" add-br b0 -- set bridge b0 datapath_type=netdev -- add-port b0 p1 -- add-port b0 p2
}
stop() { kill "$1" 2>/dev/null || true; wait "$1" 2>/dev/null || true; }
# up KIND NAME, down KIND NAME: a switch of that kind between the hosts NAMEa and NAMEb.
up() {
  hosts "$2"
  case $1 in
    veth)
      # The ports are not joined: the hosts' ends are, so that this is what the machine carries without any switch.
      for n in "$2"a "$2"b; do ip -n "$n" link del eth0; done
      ip link add eth0 netns "$2"a type veth peer name eth0 netns "$2"b
      ip -n "$2"a addr add 10.96.0.1/24 dev eth0; ip -n "$2"b addr add 10.96.0.2/24 dev eth0
      for n in "$2"a "$2"b; do ip -n "$n" link set eth0 up; done ;;
    bridge)
      ip -n "$2"s link add name bridge0 type bridge mcast_snooping 0; ip -n "$2"s link set bridge0 up
      for p in p1 p2; do ip -n "$2"s link set "$p" master bridge0; done ;;
    openflow) switch_up "$2" standalone ;;
    ovs) ovs_up "$2" ;;
  esac
  sleep 1
}
down() {
  case $1 in
    openflow) stop "${started##* }"; exec {to}>&- {from}<&- ;;
    ovs) ovs_down; sleep 0.5 ;;
  esac
  for n in "$2"a "$2"b "$2"s; do ip netns del "$n"; done
}
# Each of these measures once: KIND NAME.
keep() { printf '%s\t%s\t%s\n' "$1" "$2" "$3" >>"$work/figures"; }
field() { python3 -c 'import json,sys; d=json.load(sys.stdin); print(eval(sys.argv[1]))' "$1"; }
first() { keep "$1" "first packet, ms" "$(ip netns exec "$2"a ping -n -c 1 -W 2 10.96.0.2 | sed -n 's/.*time=\([0-9.]*\).*/\1/p')"; }
tcp() { keep "$1" "TCP, one stream, Gbit/s" "$(ip netns exec "$2"a iperf3 -J -c 10.96.0.2 -t "$seconds" | field 'd["end"]["sum_received"]["bits_per_second"] / 1e9')"; }
udp() {
  local got
  got=$(ip netns exec "$2"a iperf3 -J -c 10.96.0.2 -u -b 0 -l 22 -t "$seconds" | field '"%f %f" % tuple(n / d["end"]["sum"]["seconds"] / 1e3 for n in (d["end"]["sum"]["packets"] - d["end"]["sum"]["lost_packets"], d["end"]["sum"]["packets"]))')
  keep "$1" "UDP, 64-byte frames received, kpps" "${got% *}"; keep "$1" "UDP, 64-byte frames sent, kpps" "${got#* }"
}
rtt() { keep "$1" "round trip, ms" "$(ip netns exec "$2"a ping -q -i 0.005 -c 100 10.96.0.2 | awk -F/ '/^rtt/ {print $5}')"; }
table() {
  python3 - "$work/figures" "$@" <<'PY'
import statistics, sys
kinds, figures = sys.argv[2:], {}
for line in open(sys.argv[1]):
    kind, what, value = line.rstrip("\n").split("\t")
    figures.setdefault(what, {}).setdefault(kind, []).append(float(value or "inf"))
print("| |", " | ".join(kinds), "|", "openflow / bridge |" if {"openflow", "bridge"} <= set(kinds) else "")
for what, of in figures.items():
    cells = ["%.3g" % statistics.median(of[kind]) for kind in kinds]
    if "openflow" in of and "bridge" in of: cells.append("%.2f" % statistics.median(a / b for a, b in zip(of["openflow"], of["bridge"])))
    print("|", what, "|", " | ".join(cells), "|")
PY
}
compare() {
  local kind round
  : >"$work/figures"
  for round in $(seq "$rounds"); do
    for kind in "$@"; do up "$kind" f; first "$kind" f; down "$kind" f; done
  done
  for kind in "$@"; do
    up "$kind" "${kind:0:2}"
    ip netns exec "${kind:0:2}"b iperf3 -s >/dev/null 2>&1 & started="$started $!"
  done
  sleep 1
  for round in $(seq "$rounds"); do
    for what in tcp udp rtt; do for kind in "$@"; do "$what" "$kind" "${kind:0:2}"; done; done
  done
  echo "$rounds rounds, $seconds s a figure, load $(load) at the end"
  table "$@"
}
# How many flows a second are set up. Frames of ever new flows come in at port 1 faster than they can be; each that comes out at the other host was set up. The source has the first processor, all else shares the last one.
last=$(($(nproc) - 1))
got() { ip -n cb -s -o link show eth0 | awk '{for (i = 1; i < NF; i++) if ($i == "RX:") {for (j = i; j <= NF; j++) if ($j ~ /^[0-9]+$/) {print $(j + 1); exit}}}'; }
set_ups() { # what the controller is called, its command
  local called=$1; shift
  for n in ca cb cs; do ip netns del $n 2>/dev/null || true; done
  hosts c
  rm -f "$work/controller"
  taskset -c "$last" "$@" >/dev/null 2>&1 & local controller=$!; started="$started $controller"
  for _ in $(seq 100); do [ -S "$work/controller" ] && break; sleep 0.1; done
  pin="taskset -c $last"; switch_up c "unix:$work/controller"; pin=
  sleep 1
  ip netns exec ca ping -n -c 2 -W 1 10.96.0.2 >/dev/null || true
  mac=$(ip -n cb -o link show eth0 | awk '{for (i = 1; i < NF; i++) if ($i == "link/ether") print $(i + 1)}')
  # Both compile their busiest code anew while they work; held to one processor they would wait ten times as long before they do.
  taskset -c 0 ip netns exec ca dotnet "$bench" flows eth0 "$mac" 20000 2 2000 >/dev/null; sleep 1
  local before sent after
  before=$(got); sent=$(taskset -c 0 ip netns exec ca dotnet "$bench" flows eth0 "$mac" "${WEIR_BENCH_RATE:-100000}" "$flow_seconds" 3000); after=$(got)
  say "openflow under $called: flows set up" "$(awk -v g=$((after - before)) -v n="$sent" -v s="$flow_seconds" 'BEGIN {printf "%.0f/s of %.0f/s sent", g / s, n / s}'); up, overflown, not sent, not done, not told, keys: $(ask)"
  stop "${started##* }"; stop "$controller"
}
# A controller alone, under a switch that does the least: as cbench does.
answers() { # what it is called, its command
  local called=$1; shift
  rm -f "$work/controller"
  taskset -c "$last" "$@" >/dev/null 2>&1 & local controller=$!; started="$started $controller"
  for _ in $(seq 100); do [ -S "$work/controller" ] && break; sleep 0.1; done
  taskset -c 0 dotnet "$bench" ask "$work/controller" 64 2 >/dev/null || true
  say "$called alone: packets answered, 64 waiting" "$(taskset -c 0 dotnet "$bench" ask "$work/controller" 64 "$flow_seconds")"
  stop "$controller"
}
all_set_ups() {
  export DOTNET_TC_DelaySingleProcMultiplier=1
  local cli=$root/src/Weir.Cli/bin/Release/net10.0/Weir.Cli.dll
  [ -f "$cli" ] || dotnet build "$root/src/Weir.Cli" -c Release -v q --nologo -p:WeirAnalysers=false >&2
  set_ups "a controller that does the least" dotnet "$bench" answer "$work/controller"
  set_ups "weir controller l2-learning" dotnet "$cli" controller l2-learning --listen "unix:$work/controller"
  answers "weir controller l2-learning" dotnet "$cli" controller l2-learning --listen "unix:$work/controller"
  command -v ovs-testcontroller >/dev/null || { echo "no ovs-testcontroller"; return; }
  set_ups ovs-testcontroller ovs-testcontroller -O OpenFlow10 --unixctl=none --log-file=/dev/null "punix:$work/controller"
  answers ovs-testcontroller ovs-testcontroller -O OpenFlow10 --unixctl=none --log-file=/dev/null "punix:$work/controller"
}

echo "machine: $(nproc) processors, $(grep -m1 'model name' /proc/cpuinfo | sed 's/.*: //'), load $(cut -d' ' -f1-3 /proc/loadavg), $(date -u +%F)"
standing=
for kind in $kinds; do
  case $kind in
    flows) all_set_ups ;;
    ovs) if command -v ovs-vswitchd >/dev/null && command -v ethtool >/dev/null; then standing="$standing ovs"; else echo "no openvswitch-switch or no ethtool: ovs is left out"; fi ;;
    veth | bridge | openflow) standing="$standing $kind" ;;
    *) echo "unknown kind: $kind" >&2; exit 2 ;;
  esac
done
[ -z "$standing" ] || compare $standing
