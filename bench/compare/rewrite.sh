#!/usr/bin/env bash
# Other addresses with right checksums (weir rewrite) beside tcprewrite, which computes them anew; both write into the temporary folder.
# Usage: bench/compare/rewrite.sh [RUNS] [PACKETS] [FLOWS]
source "$(dirname "$0")/measure.sh"
runs=${1:-5}
weir_ready
file=$(big_capture "${2:-2000000}" "${3:-2000}")
out=$(mktemp -d "$scratch/rewrite.XXXXXX"); trap 'rm -rf "$out"' EXIT
measure "$runs" \
  "weir rewrite --map=$WEIR rewrite '$file' -o '$out/weir.pcap' --map 10.0.0.0/8=172.16.0.0/12" \
  "weir rewrite --map --fixcsum=$WEIR rewrite '$file' -o '$out/weir.pcap' --map 10.0.0.0/8=172.16.0.0/12 --fixcsum" \
  "weir rewrite --random=$WEIR rewrite '$file' -o '$out/weir.pcap' --random 7" \
  "tcprewrite -N=tcprewrite -N 10.0.0.0/8:172.16.0.0/12 -i '$file' -o '$out/theirs.pcap'" \
  "tcprewrite -s=tcprewrite -s 7 -i '$file' -o '$out/theirs.pcap'"
cmp "$out/weir.pcap" "$out/theirs.pcap" >/dev/null && echo "the last two files are the same" || true
