import { useState } from "preact/hooks";
import type { Chosen } from "../figures/NetworkGraph.tsx";
import { Badge } from "../parts/Badge.tsx";
import { Failure } from "../parts/State.tsx";
import type { ExecResult, ProgramInfo, Topology, TopologyNode } from "../source/api.ts";
import { useFeed, useSource } from "../source/hooks.ts";
import { asSourceError } from "../source/RunFeed.ts";
import type { SourceError } from "../source/Source.ts";
import { words } from "../text/command.ts";
import { runHash, runPath } from "../text/route.ts";

interface Properties { node: TopologyNode | undefined; network: Topology; programs: ProgramInfo[] | undefined; onChoose: (chosen: Chosen) => void }

/** One node: addresses, links, programs, and a command in it. */
export function NodePane({ node, network, programs, onChoose }: Properties) {
  const feed = useFeed();
  if (!node) return null;
  const links = network.links.filter((link) => link.a.node === node.name || link.b.node === node.name);
  const own = programs?.filter((one) => one.node === node.name) ?? [];
  return (
    <section class="pane" aria-label={`node ${node.name}`}>
      <h2>{node.name} <small>{node.kind}</small><button class="plain" aria-label="close" onClick={() => onChoose(undefined)}>×</button></h2>
      <table class="rows small"><tbody>
        {node.interfaces?.slice(0, 40).map((one) => <tr key={one.fullName}><td title={one.fullName}>{one.name}</td><td class="number">{one.addresses?.join(" ") || "–"}</td><td class="number muted">{one.mac}</td></tr>)}
      </tbody></table>
      {(node.interfaces?.length ?? 0) > 40 && <p class="muted">{node.interfaces!.length - 40} more interfaces</p>}
      {own.length > 0 && <ul class="plain-list">{own.map((one) => <li key={one.name}><a href={runHash(feed.run, "programs", one.name)}>{one.name}</a><span class="grow" /><Badge of={one.state} /></li>)}</ul>}
      <p class="chips">{links.slice(0, 30).map((link) => <button key={link.name} onClick={() => onChoose({ link: link.name })}>{link.name}</button>)}{links.length > 30 && <span class="muted">{links.length - 30} more</span>}</p>
      {feed.alive && <Exec node={node.name} />}
    </section>
  );
}

/** Runs a command in the node, as `weir exec` does. */
function Exec({ node }: { node: string }) {
  const feed = useFeed();
  const source = useSource();
  const [line, setLine] = useState("");
  const [busy, setBusy] = useState(false);
  const [result, setResult] = useState<ExecResult & { line: string }>();
  const [error, setError] = useState<SourceError>();
  const run = async (event: Event) => {
    event.preventDefault();
    setBusy(true);
    setError(undefined);
    try {
      const command = words(line);
      if (command.length > 0) setResult({ ...(await source.post<ExecResult>(runPath(feed.run, "exec"), { node, command })), line });
    } catch (failure) {
      setError(asSourceError(failure));
    }
    setBusy(false);
  };
  return (
    <form class="exec" onSubmit={run}>
      <label>Command in {node}<input value={line} spellcheck={false} autocomplete="off" placeholder="ip -s link" onInput={(event) => setLine(event.currentTarget.value)} /></label>
      <button disabled={busy || !feed.canAct || line.trim() === ""}>{busy ? "Running…" : "Run"}</button>
      {error && <Failure error={error} />}
      {result && (
        <div class="output" role="status">
          <p class="muted">{result.line} <strong class={result.exit === 0 ? "good-text" : "bad-text"}>exit {result.exit}</strong>{result.truncated ? ", output cut off" : ""}</p>
          <pre tabIndex={0}>{result.output}{result.error && <span class="bad-text">{result.error}</span>}{!result.output && !result.error && <span class="muted">no output</span>}</pre>
        </div>
      )}
    </form>
  );
}
