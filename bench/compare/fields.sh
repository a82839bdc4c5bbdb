#!/usr/bin/env bash
# Field text of each packet beside tshark's. tshark takes about two minutes for two million packets, so it runs once after its warm-up by default.
# Usage: bench/compare/fields.sh [RUNS] [PACKETS] [FLOWS]
source "$(dirname "$0")/measure.sh"
runs=${1:-1}
weir_ready
file=$(big_capture "${2:-2000000}" "${3:-2000}")
fields="frame.number ip.src ip.dst tcp.srcport tcp.dstport tcp.len"
measure "$runs" \
  "weir decode=$WEIR decode '$file' --fields ${fields// /,}" \
  "tshark=tshark -r '$file' -T fields $(printf -- '-e %s ' $fields)"
