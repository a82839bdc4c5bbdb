import { Badge } from "../parts/Badge.tsx";
import { Loaded } from "../parts/State.tsx";
import type { Difference, RunDiff, RunSummary } from "../source/api.ts";
import { useResource } from "../source/hooks.ts";
import { count } from "../text/format.ts";
import { runHash, runPath, type Route } from "../text/route.ts";

const parts: readonly (readonly [keyof RunDiff, string, string])[] = [
  ["results", "Results", "of the run and of each check"], ["messages", "What checks found", ""], ["plan", "The plan", "values by their paths"], ["machine", "Versions and machine", ""], ["durations", "Seconds", "differ between any two runs"],
  ["counters", "Counters", "sums over all interfaces"],
];

/** How two runs differ: the answers first, then the file, the plan and the figures. */
export default function Compare({ route }: { route: Route }) {
  const { a, b } = route as Extract<Route, { at: "compare" }>;
  const diff = useResource<RunDiff>(runPath(a, "diff", b));
  const first = useResource<RunSummary>(runPath(a));
  const second = useResource<RunSummary>(runPath(b));
  return (
    <>
      <div class="versus"><Side name="a" id={a} run={first.data} /><Side name="b" id={b} run={second.data} /></div>
      <Loaded of={diff} rows={6}>
        {(data) => (
          <>
            <p class={`verdict ${data.sameResults ? "good" : "bad"}`}><strong>{data.sameResults ? "✓ The same results" : "✗ Different results"}</strong></p>
            {parts.map(([key, title, note]) => <Part key={key} title={title} note={note} rows={data[key] as Difference[]} open={key !== "counters" && key !== "durations"} />)}
            <section>
              <h2>Lab file</h2>
              {data.labFile.length === 0 ? <p class="muted">the same, line by line</p>
                : <pre class="diff" tabIndex={0}>{data.labFile.map((line, i) => <div key={i} class={line.startsWith("-") ? "gone" : line.startsWith("+") ? "new" : ""}>{line}</div>)}</pre>}
            </section>
          </>
        )}
      </Loaded>
    </>
  );
}

function Side({ name, id, run }: { name: string; id: string; run: RunSummary | undefined }) {
  return <section class="pane"><h2>{name} <small><a href={runHash(id, "overview")}>{id}</a></small></h2><p class="line"><Badge of={run?.result ?? run?.state} /> <Badge of={run?.trust} /></p></section>;
}

function Part({ title, note, rows, open }: { title: string; note: string; rows: readonly Difference[]; open: boolean }) {
  if (rows.length === 0) return <section><h2>{title}</h2><p class="muted">the same</p></section>;
  return (
    <details open={open}>
      <summary><h2>{title} <small>{count(rows.length)} differ{rows.length === 1 ? "s" : ""}{note && `, ${note}`}</small></h2></summary>
      <div class="scroll"><table class="rows small compare">
        <thead><tr><th>what</th><th>a</th><th>b</th></tr></thead>
        <tbody>{rows.slice(0, 500).map((one) => <tr key={one.name}><td class="break">{one.name}</td><td class="break">{one.a ?? "–"}</td><td class="break">{one.b ?? "–"}</td></tr>)}</tbody>
      </table></div>
      {rows.length > 500 && <p class="muted">and {count(rows.length - 500)} more</p>}
    </details>
  );
}
