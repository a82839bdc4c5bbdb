#!/usr/bin/env bash
# The main job beside the cheapest thing that tshark can do with the same files: read them and name each packet's TCP stream.
# Usage: bench/compare/consensus.sh FOLDER [RUNS]      FOLDER has cn*.pcap, secrets/ and nodes.json (the form of docs/guide/decode-a-capture.md)
source "$(dirname "$0")/measure.sh"
folder=${1:?usage: consensus.sh FOLDER [RUNS]}; runs=${2:-5}
weir_ready
out=$(mktemp -d "$scratch/consensus.XXXXXX"); trap 'rm -rf "$out"' EXIT
files=$(printf '%q ' "$folder"/cn*.pcap)
measure "$runs" \
  "weir consensus=$WEIR consensus $files --secrets '$folder/secrets' --nodes '$folder/nodes.json' --export '$out' >'$out/table'" \
  "tshark fields=for f in $files; do tshark -r \$f -T fields -e frame.number -e tcp.stream; done"
