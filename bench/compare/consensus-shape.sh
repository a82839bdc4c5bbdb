#!/usr/bin/env bash
# Compares what our validators say with what Klaytn's own said when they were recorded: at the port of one of seven nodes, an undisturbed network, rounds 0 only.
# Prints two tables: encrypted bytes of a frame by type (least, median, most) with how many a block, and when things happen in a block after its first proposal (median, and the 90th of a hundred).
# Usage, as the superuser: WEIR_RECORDINGS=FOLDER bench/compare/consensus-shape.sh [SECONDS]      FOLDER/klaytn/healthy-1.8.4 has the recording; our network runs for 60 s
. "$(dirname "${BASH_SOURCE[0]}")/measure.sh"
seconds=${1:-60}
theirs=${WEIR_RECORDINGS:?the folder of the recordings}/klaytn/healthy-1.8.4
weir_ready
work=$(mktemp -d "$scratch/shape.XXXXXX")
trap 'rm -rf "$work"' EXIT
echo "machine: $(nproc) processors, $(grep -m1 'model name' /proc/cpuinfo | sed 's/.*: //'), load $(cut -d' ' -f1-3 /proc/loadavg), $(date -u +%F)"
(
  cd "$work"
  "$WEIR" consensus init net -n 7 --host '10.1.0.{n}' --seed bench >/dev/null
  cat >shape.lab.yaml <<TXT
name: shape-$$
nodes: { s1: { kind: bridge }, "cn[1..7]": {} }
links: [ "cn[1..7] -- s1" ]
programs:
  cn[1..7]: { on: "cn{n}", kind: consensus, network: net, number: "{n}" }
captures: [ { at: cn1 } ]
duration: $seconds s
TXT
  WEIR_RUNS=$work/runs "$WEIR" run shape.lab.yaml >run.log 2>&1 || { cat run.log >&2; exit 1; }
)
ours=$(ls -d "$work"/runs/*)

# One line a message at the port: seconds, kind, bytes, block, round, whether the node sent it.
messages() { "$WEIR" decode "$1" --secrets "$2" --protocol rlpx --fields time,kind,length,rlpx.sequence,rlpx.round,src | awk -F'\t' -v own="$3" '
  { split($1, t, /[T:Z]/); at = t[2] * 3600 + t[3] * 60 + t[4]
    if ($2 ~ /^(preprepare|prepare|commit|new-block|ping|pong|status)$/) { printf "%.6f %s %s %s %s %s\n", at, $2, $3, ($4 == "" ? "-" : $4), ($5 == "" ? "-" : $5), (index($6, own ":") == 1 || index($6, "[" own "]:") == 1) ? "out" : "in" } }'; }
messages "$(ls "$ours"/captures/cn1*.pcapng)" "$ours/secrets" 10.1.0.1 >"$work/ours"
messages "$theirs/cn1.pcap" "$theirs/secrets" 10.0.0.1 >"$work/theirs"

# Blocks that were decided in round 0 and lie whole in the recording: from the second to the last but one that was proposed.
sizes() { awk '
  $4 != "-" && $5 != 0 { bad[$4] = 1 }
  $2 == "preprepare" { seen[$4] = 1; if (min == "" || $4 < min) min = $4; if ($4 > max) max = $4 }
  { kind[NR] = $2; size[NR] = $3; block[NR] = $4 }
  END {
    for (b in seen) if (!(b in bad) && b + 0 > min + 0 && b + 0 < max + 0) blocks++
    for (i = 1; i <= NR; i++) { if (block[i] != "-" && (!(block[i] in seen) || (block[i] in bad) || block[i] <= min || block[i] >= max)) continue; print kind[i], size[i] }
    print "blocks", blocks
  }' "$1" | sort -k1,1 -k2,2n | awk '
  $1 == "blocks" { blocks = $2; next }
  { if ($1 != k) { k = $1; order[++m] = k } v[k, ++n[k]] = $2 }
  END { for (i = 1; i <= m; i++) { k = order[i]; c = n[k]; print k, v[k, 1], v[k, int((c + 1) / 2)], v[k, c], c / blocks } }'; }

times() { awk '
  $4 == "-" || $5 != 0 { if ($5 != "-" && $5 > 0) bad[$4] = 1; next }
  $2 == "preprepare" && !($4 in begin) { begin[$4] = $1; if (min == "" || $4 < min) min = $4; if ($4 > max) max = $4 }
  !($4 in begin) { next }
  $2 == "prepare" && $6 == "in" { if (!(($4, "p") in at)) at[$4, "p"] = $1; at[$4, "P"] = $1 }
  $2 == "commit" && $6 == "in" { if (!(($4, "c") in at)) at[$4, "c"] = $1; at[$4, "C"] = $1 }
  END {
    for (b in begin) { if (b in bad || b + 0 <= min + 0 || b + 0 >= max + 0) continue
      print "first prepare", (at[b, "p"] - begin[b]) * 1000; print "last prepare", (at[b, "P"] - begin[b]) * 1000
      print "first commit", (at[b, "c"] - begin[b]) * 1000; print "last commit", (at[b, "C"] - begin[b]) * 1000 }
  }' "$1"; }
quorum() { "$WEIR" consensus "$1" --secrets "$2" --nodes "$3" --json | awk '/"decided": true/ {d = 1} /"round":/ && d {gsub(/[^0-9]/, ""); r = $0; d = 0} /preprepareToQuorumMs/ {gsub(/[^0-9.]/, ""); if (r == 0) print "quorum of commits", $0; r = 9}'; }

join <(sizes "$work/ours" | sort) <(sizes "$work/theirs" | sort) |
  awk 'BEGIN {print "\n| frame | ours: bytes | a block | theirs: bytes | a block |\n|---|---|---|---|---|"} {printf "| %s | %d, %d, %d | %.1f | %d, %d, %d | %.1f |\n", $1, $2, $3, $4, $5, $6, $7, $8, $9}'
table() { sort -t' ' -k1,2 | awk '{v = $NF; $NF = ""; k = $0; if (k != last) {order[++m] = k; last = k} x[k, ++n[k]] = v} END {for (i = 1; i <= m; i++) {k = order[i]; c = n[k]; for (a = 2; a <= c; a++) {y = x[k, a]; for (b = a - 1; b > 0 && x[k, b] + 0 > y + 0; b--) x[k, b + 1] = x[k, b]; x[k, b + 1] = y}; printf "%s|%.1f|%.1f\n", k, x[k, int((c + 1) / 2)], x[k, int(c * 0.9 + 0.5)]}}' | sort; }
{ times "$work/ours"; quorum "$(ls "$ours"/captures/cn1*.pcapng)" "$ours/secrets" "$work/net/nodes.json"; } | table >"$work/t1"
{ times "$work/theirs"; quorum "$theirs/cn1.pcap" "$theirs/secrets" "$theirs/nodes.json"; } | table >"$work/t2"
join -t'|' "$work/t1" "$work/t2" | awk -F'|' 'BEGIN {print "\n| after the first proposal at the port, ms | ours: median | 90 % | theirs: median | 90 % |\n|---|---|---|---|---|"} {printf "| %s | %s | %s | %s | %s |\n", $1, $2, $3, $4, $5}'
