#!/usr/bin/env bash
# The mutation score of src/Weir.Wire: changes its code in thousands of small ways and tells which changes no test notices.
# Usage: bench/mutation/run.sh [-s SHARE] [-r SEED] [-o OUT] [FOLDER | FOLDER/FILE.cs]...
#   Without arguments all folders, one after the other; each needs some minutes to build and then about a second a change.
#   -s SHARE  only that many percent of the lines of each folder, in whole files that SEED chooses (default: 100)
#   -r SEED   any text (default: weir)
#   -o OUT    where the reports go: OUT/FOLDER/reports/mutation-report.{json,md} (default: a new temporary folder)
# VERBOSITY=debug in the environment tells each change as it is tried. Works on a copy of the last commit, so that the checkout may be edited meanwhile. Needs git, jq and the .NET SDK.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
share=100 seed=weir out=
while getopts s:r:o: option; do
  case $option in s) share=$OPTARG ;; r) seed=$OPTARG ;; o) out=$OPTARG ;; *) exit 2 ;; esac
done
shift $((OPTIND - 1))
[ $# -gt 0 ] || set -- Http Dns Captures Frames Ethereum
out=$(mkdir -p "${out:=$(mktemp -d)}" && cd "$out" && pwd)
copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
git clone -q "$root" "$copy"

# Files of a folder in the order of a hash of SEED and name, as long as the lines before are less than SHARE percent.
chosen() {
  local whole file
  whole=$(cat "$copy/src/Weir.Wire/$1"/*.cs | wc -l)
  for file in "$copy/src/Weir.Wire/$1"/*.cs; do
    echo "$(printf '%s:%s' "$seed" "${file##*/}" | sha256sum | cut -c1-16) $(wc -l <"$file") ${file##*/}"
  done | sort | awk -v most="$((whole * share / 100))" 'sum < most { print $3 } { sum += $2 }'
}

# Left out: what takes seconds and tests the curve or the largest frame only. Fewer tests can only lower the score.
slow='The_largest_frame_is_written_and_read Implementations_give_the_same_bytes What_was_signed_is_recovered_and_verified'
filter=$(printf 'FullyQualifiedName!~%s&' $slow)
cd "$copy" && dotnet tool restore >/dev/null
for target in "$@"; do
  folder=${target%%/*}
  name=$(basename "${target//\//-}" .cs)
  if [ "$folder" = "$target" ]; then mapfile -t files < <(chosen "$folder"); else files=("${target#*/}"); fi
  mutate=()
  for file in "${files[@]}"; do mutate+=(-m "**/$folder/$file"); done
  # perTest: only the tests that reach a change run against it. A change counts as killed by time only when the tests take 20 s longer than before, so that a busy machine kills none.
  jq -n '{"stryker-config": {"coverage-analysis": "perTest", "additional-timeout": 20000, "thresholds": {"high": 80, "low": 60, "break": 0}}}' >"$copy/tests/Weir.Tests/stryker-config.json"
  (cd "$copy/tests/Weir.Tests" && WEIR_TESTS="Wire/$folder" WeirAnalysers=false nice -n 19 dotnet stryker --project Weir.Wire.csproj --test-runner mtp -c 1 --mutation-level Standard \
    --test-case-filter "${filter%&}" -r json -r markdown --skip-version-check -V "${VERBOSITY:-warning}" "${mutate[@]}" -O "$out/$name")
  jq -r --arg name "$name" '[.files[].mutants[].status | select(. != "Ignored" and . != "CompileError")] as $s | ($s | length) as $n
    | [$s[] | select(. == "Killed")] as $k | [$s[] | select(. == "Timeout")] as $t | [$s[] | select(. == "Survived")] as $l | [$s[] | select(. == "NoCoverage")] as $c
    | "\($name): \($n) changes, \($k | length) killed, \($t | length) by time, \($l | length) survived, \($c | length) not reached, score \((1000 * (($k | length) + ($t | length)) / $n | round) / 10)"' \
    "$out/$name/reports/mutation-report.json"
done
echo "reports in $out"
