import { useState } from "preact/hooks";
import { NodeBars } from "../figures/NodeBars.tsx";
import { messageTypes } from "../figures/palette.ts";
import { StackedBlocks } from "../figures/StackedBlocks.tsx";
import { useKey } from "../parts/keys.ts";
import { Segments } from "../parts/Segments.tsx";
import { Empty, Failure, Loaded, Loading } from "../parts/State.tsx";
import type { Consensus as Data, ConsensusBlock, ConsensusRound } from "../source/api.ts";
import { useFeed, useResource, useSource } from "../source/hooks.ts";
import { clock, count, duration, plural } from "../text/format.ts";
import { runPath } from "../text/route.ts";

const lengths = [["20", "20 blocks"], ["60", "60"], ["200", "200"]] as const;

/** What the nodes of a consensus network said to each other, block by block. */
export default function Consensus() {
  const feed = useFeed();
  const source = useSource();
  const monitors = feed.detail?.monitors?.filter((one) => one.kind === "consensus") ?? [];
  const [picked, setPicked] = useState<string>();
  const [point, setPoint] = useState("");
  const [last, setLast] = useState("60");
  const [chosen, setChosen] = useState<number>();
  const monitor = monitors.find((one) => one.name === picked)?.name ?? monitors[0]?.name;
  const query = `?last=${last}${point ? `&point=${encodeURIComponent(point)}` : ""}`;
  const data = useResource<Data>(monitor && runPath(feed.run, "consensus", monitor) + query, feed.tableChanges.get(monitor ?? "") ?? 0);
  const blocks = data.data?.blocks ?? [];
  const step = (by: number) => setChosen((old) => {
    const at = blocks.findIndex((block) => block.block === old);
    return blocks[at < 0 ? (by > 0 ? 0 : blocks.length - 1) : Math.max(0, Math.min(blocks.length - 1, at + by))]?.block;
  });
  useKey("j", () => step(1));
  useKey("k", () => step(-1));

  if (!feed.detail) return feed.error ? <Failure error={feed.error} retry={() => feed.refresh()} /> : <Loading rows={6} />;
  if (!monitor) return <Empty title="No consensus monitor">A lab watches the nodes' messages when its file says so: <code>monitors: &#123; votes: &#123; kind: consensus, at: s1 &#125; &#125;</code></Empty>;
  return (
    <>
      <div class="tools">
        {monitors.length > 1 && <label>Monitor <select value={monitor} onChange={(event) => setPicked(event.currentTarget.value)}>{monitors.map((one) => <option key={one.name}>{one.name}</option>)}</select></label>}
        {source.live && <label>Seen at <select value={point} onChange={(event) => setPoint(event.currentTarget.value)}><option value="">any point (the most of all)</option>{data.data?.points?.map((one) => <option key={one}>{one}</option>)}</select></label>}
        {source.live && <Segments label="how many blocks" options={lengths} value={last} onChange={setLast} />}
      </div>
      <Loaded of={data} rows={6}>
        {(found) => found.blocks.length === 0 ? <Empty title="No block yet">Messages appear here as soon as the monitor has counted them.</Empty> : (
          <>
            <Summary blocks={found.blocks} />
            <section>
              <h2>Messages per block <small>different ones, stacked by type</small></h2>
              <p class="legend">{messageTypes.map((type) => <span key={type}><i class={`swatch c-${type}`} /> {type}</span>)}<span><i class="swatch hatched" /> counts may be too low</span><span class="muted">a number above a bar: decided in a round above 0</span></p>
              <StackedBlocks blocks={found.blocks} chosen={chosen} onChoose={setChosen} />
            </section>
            {chosen !== undefined && <Rounds block={found.blocks.find((block) => block.block === chosen)} rounds={found.rounds.filter((round) => round.block === chosen)} onClose={() => setChosen(undefined)} />}
            <section><h2>Messages per node</h2><NodeBars nodes={found.nodes} /></section>
            <RoundChanges rounds={found.rounds} onChoose={setChosen} />
          </>
        )}
      </Loaded>
    </>
  );
}

function Summary({ blocks }: { blocks: readonly ConsensusBlock[] }) {
  const decided = blocks.filter((block) => block.decided);
  const times = decided.map((block) => block.quorumMs).filter((one): one is number => one !== undefined && one !== null).sort((a, b) => a - b);
  const uncertain = blocks.filter((block) => block.state === "uncertain").length;
  const later = decided.filter((block) => (block.round ?? 0) > 0).length;
  return (
    <dl class="figures">
      <div><dt>blocks decided</dt><dd class="big">{count(decided.length)}</dd><dd class="muted">of {count(blocks.length)} shown</dd></div>
      <div><dt>last block</dt><dd class="big">{blocks[blocks.length - 1]?.block}</dd><dd class="muted">at {clock(blocks[blocks.length - 1]?.time, 1)}</dd></div>
      <div><dt>time to quorum, median</dt><dd class="big">{times.length ? duration(times[Math.floor((times.length - 1) / 2)]! / 1000) : "–"}</dd><dd class="muted">{times.length ? `slowest ${duration(times[times.length - 1]! / 1000)}` : ""}</dd></div>
      <div><dt>rounds above 0</dt><dd class={`big ${later ? "warn-text" : ""}`}>{count(later)}</dd><dd class="muted">{plural(later, "block")}</dd></div>
      <div><dt>uncertain</dt><dd class={`big ${uncertain ? "warn-text" : ""}`}>{count(uncertain)}</dd><dd class="muted">counts may be too low</dd></div>
    </dl>
  );
}

function Rounds({ block, rounds, onClose }: { block: ConsensusBlock | undefined; rounds: readonly ConsensusRound[]; onClose: () => void }) {
  if (!block) return null;
  return (
    <section class="pane" aria-label={`block ${block.block}`}>
      <h2>Block {block.block} <small>{block.decided ? "decided" : "not decided"} at {clock(block.time)}, proposer {block.proposer ?? "unknown"}, {block.state}</small><button class="plain" aria-label="close" onClick={onClose}>×</button></h2>
      {rounds.length === 0 ? <p class="muted">No rounds are known of it.</p> : <RoundTable rounds={rounds} />}
    </section>
  );
}

function RoundChanges({ rounds, onChoose }: { rounds: readonly ConsensusRound[]; onChoose: (block: number) => void }) {
  const later = rounds.filter((round) => round.round > 0);
  if (later.length === 0) return null;
  return <section><h2>Rounds above 0</h2><RoundTable rounds={later} onChoose={onChoose} /></section>;
}

function RoundTable({ rounds, onChoose }: { rounds: readonly ConsensusRound[]; onChoose?: (block: number) => void }) {
  return (
    <div class="scroll"><table class="rows small">
      <thead><tr><th class="num">Block</th><th class="num">Round</th><th>Proposer</th><th>Decided</th><th class="num">Prepares</th><th class="num">Commits</th><th class="num">Round changes</th></tr></thead>
      <tbody>{rounds.map((one) => <tr key={`${one.block}.${one.round}`}><td class="num">{onChoose ? <button class="plain link" onClick={() => onChoose(one.block)}>{one.block}</button> : one.block}</td><td class="num">{one.round}</td><td>{one.proposer ?? "–"}</td><td>{one.decided ? "✓ yes" : "no"}</td><td class="num">{count(one.prepares)}</td><td class="num">{count(one.commits)}</td><td class="num">{count(one.roundchanges)}</td></tr>)}</tbody>
    </table></div>
  );
}
