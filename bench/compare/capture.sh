#!/usr/bin/env bash
# The highest rate at which a capture loses no frame: weir capture beside tcpdump and dumpcap, at the receiving end of a link of a lab that this script brings up and takes down. Frames of 64 and 1500 bytes
# (with their checksum), sent by weir replay past the queueing discipline. For Weir also whether written + dropped = what arrived. Needs root; Debian: tcpdump, wireshark-common.
# Usage: bench/compare/capture.sh [SECONDS A RATE]
. "$(dirname "${BASH_SOURCE[0]}")/measure.sh"
seconds=${1:-2}
weir_ready
work=$(mktemp -d "$scratch/capture.XXXXXX")
export WEIR_RUNS=$work/runs WEIR_REGISTRY=$work/registry
chmod 777 "$work"
trap '"$WEIR" down >/dev/null 2>&1 || true; rm -rf "$work"' EXIT
printf 'name: capture\nnodes:\n  h[1..2]: {}\nlinks:\n  - h1 -- h2\n' >"$work/capture.lab.yaml"
"$WEIR" up "$work/capture.lab.yaml" >/dev/null

frame() { # SIZE FILE: a capture with 64 UDP frames of this size without their checksum of 4 bytes
  python3 - "$1" "$2" <<'PY'
import struct, sys
size, name = int(sys.argv[1]) - 4, sys.argv[2]
ip = struct.pack('>BBHHHBBH4s4s', 0x45, 0, size - 14, 0, 0, 64, 17, 0, bytes([10, 1, 0, 0]), bytes([10, 1, 0, 1]))
udp = struct.pack('>HHHH', 7777, 7777, size - 34, 0)
bytes_ = bytes.fromhex('0277000100ff') + bytes.fromhex('0277000100fe') + b'\x08\x00' + ip + udp + bytes(size - 42)
with open(name, 'wb') as f:
    f.write(struct.pack('<IHHiIII', 0xa1b2c3d4, 2, 4, 0, 0, 65535, 1))
    for i in range(64): f.write(struct.pack('<IIII', 0, i, len(bytes_), len(bytes_)) + bytes_)
PY
}

# capture TOOL FILE: begins to listen at h2 in the background, returns when it listens; its process is $pid.
listen() {
  rm -f "$2"; : >"$work/err"
  case $1 in
    weir) "$WEIR" capture h2:eth0 -f udp -w "$2" 2>"$work/err" & ;;
    tcpdump) "$WEIR" exec h2 -- tcpdump -i eth0 -Z root -w "$2" udp 2>"$work/err" & ;;
    dumpcap) "$WEIR" exec h2 -- dumpcap -i eth0 -f udp -w "$2" -q 2>"$work/err" & ;;
  esac
  pid=$!
  sleep 1
}

# Counts the frames in a file.
count() { capinfos -c -M -T -r "$1" 2>/dev/null | awk '{print $NF}'; }

try() { # TOOL SIZE RATE: prints lost frames
  local sent=$(($3 * seconds / 64 * 64))
  listen "$1" "$work/got.pcapng"
  "$WEIR" exec h1 -- "$WEIR" replay "$work/frames-$2.pcap" -i eth0 -p "$3" -l $((sent / 64)) -K --bypass --json >"$work/sent" 2>&1
  sleep 1
  kill -TERM "$pid"; wait "$pid" || true
  local achieved; achieved=$(python3 -c 'import json,sys; d=json.load(open(sys.argv[1])); print(d["sent"], round(d["packetsPerSecond"]))' "$work/sent")
  echo "$achieved $(count "$work/got.pcapng")"
}

echo "machine: $(nproc) processors, $(grep -m1 'model name' /proc/cpuinfo | sed 's/.*: //'), load $(cut -d' ' -f1-3 /proc/loadavg), $(date -u +%F)"
for size in 64 1500; do
  frame $size "$work/frames-$size.pcap"
  for tool in weir tcpdump dumpcap; do
    best=0
    for rate in 25000 50000 100000 150000 200000 300000 400000 500000; do
      read -r sent achieved written < <(try $tool $size $rate)
      if [ "$written" -ge "$sent" ]; then best=$achieved
      else
        echo "  $tool, $size bytes: at $achieved a second $((sent - written)) of $sent lost$([ $tool != weir ] || echo "; it says: $(tail -n 1 "$work/err")")"
        break
      fi
    done
    printf '%-10s %5d bytes   %7d frames a second without a loss\n' "$tool" "$size" "$best"
  done
done
