#!/usr/bin/env bash
# Does a run say when the machine was too busy to be trusted? RUNS runs beside a CPU burner on every core (at least 95 % must be flagged), RUNS runs without (at most 2 %). The second half needs an idle machine.
# Usage: bench/compare/trust.sh [RUNS]
. "$(dirname "${BASH_SOURCE[0]}")/measure.sh"
runs=${1:-20}
weir_ready
work=$(mktemp -d "$scratch/trust.XXXXXX")
export WEIR_RUNS=$work/runs WEIR_REGISTRY=$work/registry
printf 'name: trust\nnodes:\n  h[1..2]: {}\nlinks:\n  - h1 -- h2: { delay: 5 ms, rate: 50 Mbit/s }\nprograms:\n  ping: { on: h1, run: [ping, -i, "0.02", -c, "80", h2], expect: { exit: 0 } }\n' >"$work/trust.lab.yaml"
burners=()
end() { for one in "${burners[@]}"; do kill "$one" 2>/dev/null || true; done; burners=(); }
trap 'end; rm -rf "$work"' EXIT
series() {
  local flagged=0 i
  for ((i = 0; i < runs; i++)); do
    local code=0
    "$WEIR" run --strict "$work/trust.lab.yaml" >"$work/out" 2>&1 || code=$?
    case $code in 0) ;; 7) flagged=$((flagged + 1)) ;; *) echo "a run ended with $code:"; cat "$work/out"; exit 1 ;; esac
  done
  echo "$1: $flagged of $runs flagged, load $(cut -d' ' -f1 /proc/loadavg)"
}
series "no burner"
for ((i = 0; i < $(nproc); i++)); do ( while :; do :; done ) & burners+=($!); done
series "a burner on every core"
