#!/usr/bin/env bash
# The mutation score of src/Weir.Wire: changes its code in thousands of small ways and tells which changes no test notices.
# Usage: bench/mutation/run.sh [-r SEED] [-o OUT] [FOLDER | FOLDER:SHARE | FOLDER/FILE.cs]...      (default: all folders)
#   FOLDER:SHARE  that many percent of the lines of the folder, in whole files that SEED chooses
#   -r SEED       any text (default: weir); a larger share has the files of a smaller one and more
#   -o OUT        where the reports go: OUT/reports/mutation-report.{json,md} (default: a new temporary folder)
# Prints the score of each file and folder. VERBOSITY=debug in the environment tells each change as it is tried. Everything together takes hours: a change takes about a second, and 20 more
# when the tests do not end any more. Works on a copy of the last commit, so that the checkout may be edited meanwhile. Needs git, jq and the .NET SDK.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
seed=weir out=
while getopts r:o: option; do
  case $option in r) seed=$OPTARG ;; o) out=$OPTARG ;; *) exit 2 ;; esac
done
shift $((OPTIND - 1))
[ $# -gt 0 ] || set -- Http Dns Captures Frames Ethereum
out=$(mkdir -p "${out:=$(mktemp -d)}" && cd "$out" && pwd)
copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
git clone -q "$root" "$copy"

# chosen FOLDER SHARE: its files in the order of a hash of SEED and name, as long as the lines before are less than the share.
chosen() {
  local whole file
  whole=$(cat "$copy/src/Weir.Wire/$1"/*.cs | wc -l)
  for file in "$copy/src/Weir.Wire/$1"/*.cs; do
    echo "$(printf '%s:%s' "$seed" "${file##*/}" | sha256sum | cut -c1-16) $(wc -l <"$file") ${file##*/}"
  done | sort | awk -v most="$((whole * $2 / 100))" 'sum < most { print $3 } { sum += $2 }'
}

mutate=() tests=()
for target in "$@"; do
  folder=${target%%[:/]*}
  tests+=("Wire/$folder/**/*.cs")
  case $target in
    */*) mutate+=("**/$target") ;;
    *) while read -r file; do mutate+=("**/$folder/$file"); done < <(chosen "$folder" "$(case $target in *:*) echo "${target#*:}" ;; *) echo 100 ;; esac)") ;;
  esac
done

# Left out: what goes through many thousands of inputs while quicker tests reach the same code, and the budgets of memory, which hold for code without changes only.
# Fewer tests can only lower the score.
slow='allocate The_largest_frame_is_written_and_read Implementations_give_the_same_bytes What_was_signed_is_recovered_and_verified Implementations_agree_on_small_r Coordinates_with_leading_zeros
  A_changed_byte_stops_its_own_direction TransformCtr_equals_the_definition_at_every_length A_packet_changed_in_any_bit Random_bytes_never_throw_and_offsets Fields_of_random_and_changed_frames
  Chains_of_headers_without_end IPv6_jumbograms_and_super_packets'
filter=$(printf 'FullyQualifiedName!~%s&' $slow)

# perTest: only the tests that reach a change run against it. A change counts as killed by time only when its tests take 20 s longer than before, so that a busy machine kills none.
cd "$copy/tests/Weir.Tests"
jq -n '{"stryker-config": {"coverage-analysis": "perTest", "additional-timeout": 20000, "thresholds": {"high": 80, "low": 60, "break": 0}, "mutate": $ARGS.positional}}' --args "${mutate[@]}" >stryker-config.json
dotnet tool restore >/dev/null
mapfile -t tests < <(printf "%s\n" "${tests[@]}" | sort -u)
joined=$(IFS=";"; echo "${tests[*]}")
WEIR_TESTS=${joined%/\*\*/*} WeirAnalysers=false nice -n 19 dotnet stryker --project Weir.Wire.csproj --test-runner mtp -c 1 --configuration Release --mutation-level Standard \
  --test-case-filter "${filter%&}" -r json -r markdown --skip-version-check -V "${VERBOSITY:-warning}" -O "$out"
jq -r -f "$root/bench/mutation/score.jq" "$out/reports/mutation-report.json"
echo "reports in $out"
