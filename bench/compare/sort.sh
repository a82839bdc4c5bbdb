#!/usr/bin/env bash
# One ordered file a TCP flow (weir sort) beside tcpflow, which writes the bytes of each direction; both into a folder in the temporary folder.
# Usage: bench/compare/sort.sh [RUNS] [PACKETS] [FLOWS]
source "$(dirname "$0")/measure.sh"
runs=${1:-5}
weir_ready
file=$(big_capture "${2:-2000000}" "${3:-2000}")
out=$(mktemp -d "$scratch/sort.XXXXXX"); trap 'rm -rf "$out"' EXIT
measure "$runs" \
  "weir sort=rm -rf '$out/weir'; $WEIR sort '$file' -o '$out/weir' --skip-empty" \
  "tcpflow=rm -rf '$out/tcpflow'; tcpflow -q -r '$file' -o '$out/tcpflow'"
