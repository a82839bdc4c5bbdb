#!/usr/bin/env bash
# One ordered file a TCP flow (weir sort) beside tcpflow, which writes the bytes of each direction; both into a folder in the temporary folder.
# What the kernel alone takes to write as many bytes into as many files shows split, which looks at none of them.
# Usage: bench/compare/sort.sh [RUNS] [PACKETS] [FLOWS]
source "$(dirname "$0")/measure.sh"
runs=${1:-5}
weir_ready
file=$(big_capture "${2:-2000000}" "${3:-2000}")
out=$(mktemp -d "$scratch/sort.XXXXXX"); trap 'rm -rf "$out"' EXIT
# A new folder for each run, removed at the end: ext4 looks long for a free inode after many were removed. What was written is brought to the disk between the runs.
between() {
  # In memory what a run wrote goes at once: else each run gets pages that nobody used before, and a virtual machine's host may take longer to find them than the programs take in all.
  [ "$(stat -f -c %T "$out")" != tmpfs ] || rm -rf "${out:?}"/*
  sync
}
measure "$runs" \
  "weir sort=$WEIR sort '$file' -o '$out/weir.'\$\$ --skip-empty" \
  "tcpflow=tcpflow -q -r '$file' -o '$out/tcpflow.'\$\$" \
  "split=mkdir '$out/split.'\$\$ && split -a 4 -d -n ${3:-2000} '$file' '$out/split.'\$\$/"
