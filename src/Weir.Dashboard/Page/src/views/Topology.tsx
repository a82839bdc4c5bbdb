import { useMemo, useState } from "preact/hooks";
import { lazyFigure } from "../figures/lazyFigure.tsx";
import type { Chosen } from "../figures/NetworkGraph.tsx";
import { linkRate } from "../figures/linkRates.ts";
import { Badge } from "../parts/Badge.tsx";
import { useKey } from "../parts/keys.ts";
import { SearchBox } from "../parts/SearchBox.tsx";
import { Empty, Loaded } from "../parts/State.tsx";
import type { CounterSample, ProgramInfo, Topology as Network, TopologyLink } from "../source/api.ts";
import { useFeed, useResource } from "../source/hooks.ts";
import { bitRate, plural } from "../text/format.ts";
import { runPath } from "../text/route.ts";
import { LinkPane } from "./LinkPane.tsx";
import { NodePane } from "./NodePane.tsx";

const NetworkGraph = lazyFigure(() => import("../figures/NetworkGraph.tsx"));

/** The network: nodes, links, what they carry, and what can be done to them. */
export default function Topology() {
  const feed = useFeed();
  const network = useResource<Network>(runPath(feed.run, "topology"), feed.changes.links);
  const programs = useResource<ProgramInfo[]>(runPath(feed.run, "programs"), feed.changes.programs);
  const [chosen, setChosen] = useState<Chosen>();
  const [filter, setFilter] = useState("");
  const sample = feed.samples[feed.samples.length - 1];
  const stale = feed.connection !== "live" && feed.connection !== "ended";
  const rows = useMemo(() => {
    const word = filter.toLowerCase();
    const data = network.data ?? { nodes: [], links: [] };
    return [
      ...data.nodes.filter((node) => `${node.name} ${node.kind} ${node.addresses?.join(" ")}`.toLowerCase().includes(word)).map((node) => ({ node: node.name })),
      ...data.links.filter((link) => `${link.name} ${link.impairments ?? ""} ${link.up === false ? "down" : "up"}`.toLowerCase().includes(word)).map((link) => ({ link: link.name })),
    ];
  }, [network.data, filter]);
  const kinds = useMemo(() => new Map(network.data?.nodes.map((node) => [node.name, node.kind])), [network.data]);
  const links = useMemo(() => new Map(network.data?.links.map((link) => [link.name, link])), [network.data]);
  const place = rows.findIndex((row) => isSame(row, chosen));
  useKey("j", () => setChosen(rows[Math.min(place + 1, rows.length - 1)]));
  useKey("k", () => setChosen(rows[Math.max(place - 1, 0)]));
  useKey("Escape", () => setChosen(undefined));

  return (
    <Loaded of={network} rows={8}>
      {(data) => data.nodes.length === 0 ? <Empty title="The lab has no nodes" /> : (
        <div class="topology">
          <div class="topology-graph">
            <NetworkGraph topology={data} sample={sample} stale={stale} chosen={chosen} onChoose={setChosen} place={`weir-graph ${feed.detail?.lab ?? feed.run}`} />
            <Legend ended={feed.connection === "ended"} time={sample?.time} />
          </div>
          <aside class="side">
            {chosen && "node" in chosen && <NodePane key={chosen.node} node={data.nodes.find((one) => one.name === chosen.node)} network={data} programs={programs.data} onChoose={setChosen} />}
            {chosen && "link" in chosen && <LinkPane key={chosen.link} link={data.links.find((one) => one.name === chosen.link)} sample={stale ? undefined : sample} onChoose={setChosen} onDone={network.reload} />}
            <section>
              <h2>{plural(data.nodes.length, "node")}, {plural(data.links.length, "link")}</h2>
              <SearchBox label="Filter nodes and links" value={filter} onChange={setFilter} />
              <ul class="choices" aria-label="nodes and links">
                {rows.slice(0, 400).map((row) => "node" in row
                  ? <Choice key={`node ${row.node}`} name={row.node} kind={kinds.get(row.node)} chosen={isSame(row, chosen)} onChoose={() => setChosen(row)} />
                  : <Choice key={`link ${row.link}`} name={row.link} link={links.get(row.link)} sample={stale ? undefined : sample} chosen={isSame(row, chosen)} onChoose={() => setChosen(row)} />)}
                {rows.length > 400 && <li class="muted">{rows.length - 400} more: narrow the filter</li>}
                {rows.length === 0 && <li class="muted">none matches</li>}
              </ul>
            </section>
          </aside>
        </div>
      )}
    </Loaded>
  );
}

function isSame(row: Chosen, other: Chosen): boolean {
  if (!row || !other) return false;
  return "node" in row ? "node" in other && row.node === other.node : "link" in other && row.link === other.link;
}

interface ChoiceProperties { name: string; kind?: string | undefined; link?: TopologyLink | undefined; sample?: CounterSample | undefined; chosen: boolean; onChoose: () => void }

function Choice({ name, kind, link, sample, chosen, onChoose }: ChoiceProperties) {
  const rate = link && linkRate(link, sample);
  return (
    <li>
      <button class="choice" aria-pressed={chosen} onClick={onChoose}>
        <span>{name}</span><span class="grow" />{kind && <span class="muted">{kind}</span>}
        {link?.impairments && <span class="warn-text">{link.impairments}</span>}
        {rate && <span class="number">{bitRate(rate.aToB + rate.bToA)}</span>}
        {link && link.up === false && <Badge of="down" />}
      </button>
    </li>
  );
}

function Legend({ ended, time }: { ended: boolean; time: number | undefined }) {
  return (
    <p class="legend">
      <span><svg width="14" height="14" aria-hidden="true"><circle cx="7" cy="7" r="5.5" class="node-mark" /></svg> host</span>
      <span><svg width="14" height="14" aria-hidden="true"><path d="M7 1l6 6l-6 6l-6 -6z" class="node-mark" /></svg> router</span>
      <span><svg width="18" height="14" aria-hidden="true"><rect x="1" y="2" width="16" height="10" rx="3" class="node-mark switch" /></svg> bridge</span>
      <span><svg width="14" height="14" aria-hidden="true"><path d="M4 1.5h6l3 5.5l-3 5.5h-6l-3 -5.5z" class="node-mark" /></svg> own kernel</span>
      <span><i class="line busy" /> carries traffic</span>
      <span><i class="line impaired" /> impaired</span>
      <span><i class="line down" /> down</span>
      <span class="muted">{!ended ? "labels: rate of both ways together" : time === undefined ? "no rates were recorded" : `rates of the last second, at ${time.toFixed(1)} s`}</span>
    </p>
  );
}
