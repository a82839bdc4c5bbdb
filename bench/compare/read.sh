#!/usr/bin/env bash
# Reading a capture of about 2 million packets beside capinfos and tcpdump, which do as little with it as they can.
# Usage: bench/compare/read.sh [RUNS] [FILE]      without FILE one is generated in the temporary folder
source "$(dirname "$0")/measure.sh"
runs=${1:-5}
weir_ready
file=${2:-$(big_capture)}
measure "$runs" \
  "weir info=$WEIR info '$file'" \
  "capinfos -c=capinfos -c '$file'" \
  "tcpdump -w=tcpdump -r '$file' -w /dev/null 2>/dev/null"
