#!/usr/bin/env bash
# Sends a capture from one network namespace to another that it makes, and shows that what arrived is what was sent. Needs root, iproute2 and tcpdump. Run it from the repository's root.
set -eu
file=${1:-examples/decode-a-capture/cn1.pcap}
a=weir-replay-a-$$ b=weir-replay-b-$$
work=$(mktemp -d)
trap 'ip netns del $a 2>/dev/null || true; ip netns del $b 2>/dev/null || true; rm -rf "$work"' EXIT
ip netns add $a
ip netns add $b
ip link add eth0 netns $a type veth peer name eth0 netns $b
for n in $a $b; do
  ip netns exec $n sysctl -qw net.ipv6.conf.all.disable_ipv6=1   # no packets but ours
  ip -n $n link set eth0 up
done

# Other addresses first, then 2000 packets a second on the wire.
packets=$(./weir rewrite "$file" -o "$work/new.pcap" --map 10.0.0.0/24=192.168.9.0/24 | cut -d' ' -f1)
ip netns exec $b timeout 60 tcpdump -i eth0 -c "$packets" -w "$work/got.pcap" 2>"$work/log" & dump=$!
for _ in $(seq 50); do grep -q listening "$work/log" && break; sleep 0.1; done
ip netns exec $a ./weir replay "$work/new.pcap" -i eth0 --pps 2000
wait $dump   # it ends when all have come

# Times differ; bytes do not.
./weir decode "$work/new.pcap" --protocol packets --fields ip.src,ip.dst,tcp.srcport,tcp.seq_raw,tcp.len >"$work/sent.txt"
./weir decode "$work/got.pcap" --protocol packets --fields ip.src,ip.dst,tcp.srcport,tcp.seq_raw,tcp.len >"$work/got.txt"
cmp "$work/sent.txt" "$work/got.txt"
echo "all $(wc -l <"$work/got.txt") packets arrived once and in order"
