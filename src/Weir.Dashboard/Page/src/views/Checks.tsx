import { useState } from "preact/hooks";
import { Badge } from "../parts/Badge.tsx";
import { useKey } from "../parts/keys.ts";
import { SearchBox } from "../parts/SearchBox.tsx";
import { Segments } from "../parts/Segments.tsx";
import { Empty, Loaded } from "../parts/State.tsx";
import type { CheckInfo } from "../source/api.ts";
import { useFeed, useResource } from "../source/hooks.ts";
import { clock } from "../text/format.ts";
import { runPath } from "../text/route.ts";

const order = ["fail", "waiting", "skip", "pass"];

/** What was asked of the run, and the answers: failures first. */
export default function Checks() {
  const feed = useFeed();
  const checks = useResource<CheckInfo[]>(runPath(feed.run, "checks"), feed.changes.checks);
  const [result, setResult] = useState("all");
  const [filter, setFilter] = useState("");
  const [row, setRow] = useState(-1);
  const all = checks.data ?? [];
  const shown = all.filter((one) => (result === "all" || one.result === result) && `${one.name} ${one.kind} ${one.message}`.toLowerCase().includes(filter.toLowerCase()))
    .map((one, at) => ({ one, at })).sort((a, b) => order.indexOf(a.one.result) - order.indexOf(b.one.result) || a.at - b.at).map(({ one }) => one);
  const many = (word: string) => all.filter((one) => one.result === word).length;
  useKey("j", () => setRow((at) => Math.min(at + 1, shown.length - 1)));
  useKey("k", () => setRow((at) => Math.max(at - 1, 0)));
  return (
    <Loaded of={checks} rows={5}>
      {() => all.length === 0 ? <Empty title="The lab has no checks">Without checks a run says only that it ran.</Empty> : (
        <>
          <div class="tools">
            <Segments label="result" value={result} onChange={setResult} options={[["all", `All ${all.length}`], ...["fail", "waiting", "skip", "pass"].filter((word) => many(word) > 0).map((word) => [word, `${word} ${many(word)}`] as const)]} />
            <SearchBox label="Filter checks" value={filter} onChange={setFilter} />
          </div>
          {shown.length === 0 ? <Empty title="No check matches" /> : (
            <div class="scroll" tabIndex={0} role="region" aria-label="checks"><table class="rows stacked">
              <thead><tr><th>Result</th><th>Check</th><th>Found</th><th>When</th><th>Kind</th><th class="num">Decided</th></tr></thead>
              <tbody>{shown.map((one, at) => (
                <tr key={one.name + at} class={at === row ? "current" : ""}>
                  <td><Badge of={one.result} /></td><td>{one.name}</td><td class={one.result === "fail" ? "bad-text" : ""}>{one.message}</td><td class="muted">{one.mode}</td><td class="muted">{one.kind}</td>
                  <td class="num" title={one.seconds === undefined ? "" : `${one.seconds} s`}>{clock(one.seconds)}</td>
                </tr>
              ))}</tbody>
            </table></div>
          )}
        </>
      )}
    </Loaded>
  );
}
