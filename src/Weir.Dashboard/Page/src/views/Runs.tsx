import { useEffect, useState } from "preact/hooks";
import { Badge } from "../parts/Badge.tsx";
import { useKey } from "../parts/keys.ts";
import { SearchBox } from "../parts/SearchBox.tsx";
import { Empty, Loaded } from "../parts/State.tsx";
import type { RunSummary } from "../source/api.ts";
import { useResource, useSource } from "../source/hooks.ts";
import { count, duration, instant, plural } from "../text/format.ts";
import { compareHash, runHash } from "../text/route.ts";

/** All runs, living and old; two of them are compared. */
export default function Runs() {
  const source = useSource();
  const [version, setVersion] = useState(0);
  const [lost, setLost] = useState(false);
  const [filter, setFilter] = useState("");
  const [chosen, setChosen] = useState<string[]>([]);
  const [row, setRow] = useState(-1);
  const runs = useResource<RunSummary[]>("/runs", version);
  useEffect(() => source.follow(() => "/runs/stream", {
    message: () => setVersion((n) => n + 1),
    open: () => setLost((was) => { if (was) setVersion((n) => n + 1); return false; }),
    lost: () => setLost(true),
    paused: () => {}, // the first message of each connection is the list's
    ended: () => {},
  }), [source]);
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  const shown = (runs.data ?? []).filter((run) => words.every((word) => `${run.id} ${run.lab} ${run.state} ${run.result ?? ""}`.toLowerCase().includes(word)));
  useKey("j", () => setRow((at) => Math.min(at + 1, shown.length - 1)));
  useKey("k", () => setRow((at) => Math.max(at - 1, 0)));
  useKey("Enter", () => { if (shown[row]) location.hash = runHash(shown[row].id, "overview"); });
  useKey("x", () => { if (shown[row]) choose(shown[row].id); });
  const choose = (id: string) => setChosen((old) => (old.includes(id) ? old.filter((one) => one !== id) : [...old.slice(-1), id]));
  // The earlier one first: what changed since.
  const [a, b] = [...chosen].sort();

  return (
    <>
      {lost && <div class="banner" role="alert">Connection lost: this list may be out of date.</div>}
      <div class="tools">
        <SearchBox label="Filter runs" value={filter} onChange={setFilter} placeholder="lab, result, day" />
        <span class="grow" />
        {chosen.length > 0 && chosen.length < 2 && <span class="muted">Choose one more to compare</span>}
        <a class={`button ${b ? "primary" : "off"}`} href={a && b ? compareHash(a, b) : undefined} aria-disabled={!b}>Compare two</a>
      </div>
      <Loaded of={runs} rows={6}>
        {(all) => all.length === 0 ? <Empty title="No run yet">A run appears here as soon as it begins: <code>weir run LAB.lab.yaml</code></Empty>
          : shown.length === 0 ? <Empty title="No run matches">{plural(all.length, "run")} hidden by the filter.</Empty> : (
            <div class="scroll" tabIndex={0} role="region" aria-label="runs">
              <table class="rows">
                <thead><tr><th><span class="sr">compare</span></th><th>Lab</th><th>State</th><th>Result</th><th>Trust</th><th>Checks</th><th>Began</th><th class="num">Took</th><th class="num">Nodes</th><th class="num">Links</th></tr></thead>
                <tbody>
                  {shown.map((run, at) => (
                    <tr key={run.id} class={at === row ? "current" : ""} ref={at === row ? inSight : undefined}>
                      <td><input type="checkbox" aria-label={`compare ${run.id}`} checked={chosen.includes(run.id)} onChange={() => choose(run.id)} /></td>
                      <td><a href={runHash(run.id, "overview")} title={run.id}>{run.lab}</a></td>
                      <td><Badge of={run.state} /></td>
                      <td><Badge of={run.result} /></td>
                      <td><Badge of={run.trust} /></td>
                      <td class="number">{run.checks ? <Checks of={run.checks} /> : "–"}</td>
                      <td class="number" title={run.begin}>{instant(run.begin)}</td>
                      <td class="num" title={`${run.seconds ?? "–"} s`}>{duration(run.seconds)}</td>
                      <td class="num">{count(run.nodes)}</td>
                      <td class="num">{count(run.links)}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          )}
      </Loaded>
    </>
  );
}

function Checks({ of }: { of: { pass: number; fail: number; skip: number } }) {
  return (
    <span title={`${of.pass} passed, ${of.fail} failed, ${of.skip} skipped`}>
      <span class="good-text">{of.pass} ✓</span>{of.fail > 0 && <span class="bad-text"> {of.fail} ✗</span>}{of.skip > 0 && <span class="muted"> {of.skip} –</span>}
    </span>
  );
}

function inSight(element: HTMLElement | null): void {
  element?.scrollIntoView({ block: "nearest" });
}
