# A line for each file, each folder and everything of a mutation report: changes that were tried, what became of them, and the share that the tests noticed.
def row($name): . as $s
  | (["Killed", "Timeout", "Survived", "NoCoverage"] | map(. as $status | $s | map(select(. == $status)) | length)) as [$killed, $timeout, $survived, $missed]
  | ($killed + $timeout + $survived + $missed) as $all
  | select($all > 0) | "| \($name) | \($all) | \($killed) | \($timeout) | \($survived) | \($missed) | \(1000 * ($killed + $timeout) / $all | round | . / 10) |";
[.files | to_entries[] | {file: (.key | split("/Weir.Wire/") | last), statuses: [.value.mutants[].status]}] as $files
| "| | changes | killed | by time | survived | not reached | score |", "|---|---|---|---|---|---|---|",
  ($files[] | .file as $file | .statuses | row($file)),
  ($files | group_by(.file | split("/")[0])[] | (.[0].file | split("/")[0]) as $folder | [.[].statuses[]] | row("**\($folder)**")),
  ([$files[].statuses[]] | row("**all**"))
