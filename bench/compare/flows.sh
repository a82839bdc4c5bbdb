#!/usr/bin/env bash
# Decode and flow table (weir flows) beside tcpdump, which only reads and writes to nowhere, and tshark's list of conversations.
# Usage: bench/compare/flows.sh [RUNS] [PACKETS] [FLOWS]
source "$(dirname "$0")/measure.sh"
runs=${1:-5}
weir_ready
file=$(big_capture "${2:-2000000}" "${3:-2000}")
measure "$runs" \
  "weir flows=$WEIR flows '$file'" \
  "weir info=$WEIR info '$file'" \
  "tcpdump to nowhere=tcpdump -r '$file' -w /dev/null" \
  "capinfos=capinfos -c '$file'" \
  "cat=cat '$file'"
