import cytoscape, { type Core, type ElementDefinition } from "cytoscape";
import fcose from "cytoscape-fcose";
import { useEffect, useRef } from "preact/hooks";
import { useThemeChanges } from "../parts/theme.ts";
import type { CounterSample, Topology } from "../source/api.ts";
import { read, write } from "../source/hooks.ts";
import { bitRate } from "../text/format.ts";
import { graphStyle, shapeOf } from "./graphStyle.ts";
import { lineWidth, linkRate } from "./linkRates.ts";

cytoscape.use(fcose);

export type Chosen = { node: string } | { link: string } | undefined;

interface Properties { topology: Topology; sample: CounterSample | undefined; stale: boolean; chosen: Chosen; onChoose: (chosen: Chosen) => void; place: string }

/** The network as a graph: moved and zoomed with pointer or fingers; where the nodes lie is kept. */
export default function NetworkGraph({ topology, sample, stale, chosen, onChoose, place }: Properties) {
  const box = useRef<HTMLDivElement>(null);
  const graph = useRef<Core | undefined>(undefined);
  const choose = useRef(onChoose);
  choose.current = onChoose;
  const themeChanges = useThemeChanges();
  const shape = topology.nodes.map((node) => node.name).join("\n") + topology.links.map((link) => `\n${link.name}`).join("");

  useEffect(() => {
    const kept = keptPositions(place, topology);
    const large = topology.nodes.length > 80;
    const made = cytoscape({
      container: box.current!, elements: elementsOf(topology, kept), style: graphStyle(), minZoom: 0.05, maxZoom: 4, wheelSensitivity: 0.3,
      autounselectify: false, boxSelectionEnabled: false, pixelRatio: large ? 1 : "auto",
      // While a large graph is moved its labels rest.
      textureOnViewport: false, hideLabelsOnViewport: large,
      layout: kept ? { name: "preset", fit: true, padding: 30 } : layoutOf(topology),
    } as cytoscape.CytoscapeOptions);
    graph.current = made;
    settle(made);
    if (!kept) keepPositions(place, made);
    made.on("tap", (event) => {
      const target = event.target;
      choose.current(target === made ? undefined : target.isNode() ? { node: target.id() } : { link: target.data("link") });
    });
    made.on("dragfree", "node", () => keepPositions(place, made));
    const resize = new ResizeObserver(() => made.resize());
    resize.observe(box.current!);
    (box.current as unknown as { graph: Core }).graph = made;
    return () => { resize.disconnect(); made.destroy(); graph.current = undefined; };
  }, [shape, place]);

  useEffect(() => { graph.current?.style(graphStyle()); }, [themeChanges]);

  useEffect(() => {
    graph.current?.batch(() => {
      topology.links.forEach((link, i) => {
        const edge = graph.current!.getElementById(`link ${i}`);
        const rate = stale ? undefined : linkRate(link, sample);
        const sum = rate ? rate.aToB + rate.bToA : 0;
        const down = link.up === false;
        const words = [down ? "down" : sum >= 1 ? bitRate(sum) : "", down ? "" : link.impairments ?? ""].filter(Boolean).join("\n");
        if (words) edge.data("label", words);
        else edge.removeData("label");
        edge.data("width", lineWidth(sum));
        edge.toggleClass("down", down).toggleClass("impaired", !down && Boolean(link.impairments)).toggleClass("busy", !down && !link.impairments && sum >= 1000);
      });
    });
  }, [topology, sample, stale, shape]);

  useEffect(() => {
    const made = graph.current;
    if (!made) return;
    made.elements(":selected").unselect();
    if (!chosen) return;
    if ("node" in chosen) made.getElementById(chosen.node).select();
    else made.edges().filter((edge) => edge.data("link") === chosen.link).select();
  }, [chosen, shape]);

  const zoom = (factor: number) => graph.current?.zoom({ level: graph.current.zoom() * factor, renderedPosition: { x: graph.current.width() / 2, y: graph.current.height() / 2 } });
  const again = () => {
    const made = graph.current;
    if (!made) return;
    made.layout(layoutOf(topology)).run();
    settle(made);
    keepPositions(place, made);
  };
  return (
    <div class="graph">
      <div class="graph-canvas" ref={box} role="img" aria-label={`graph of ${topology.nodes.length} nodes and ${topology.links.length} links; the same is in the list beside it`} />
      <div class="graph-tools">
        <button onClick={() => zoom(1.3)} aria-label="zoom in">+</button>
        <button onClick={() => zoom(1 / 1.3)} aria-label="zoom out">−</button>
        <button onClick={() => graph.current && settle(graph.current)}>Fit</button>
        <button onClick={again} title="Lay the nodes out anew">Arrange</button>
      </div>
    </div>
  );
}

function elementsOf(topology: Topology, kept: Record<string, [number, number]> | undefined): ElementDefinition[] {
  const nodes = topology.nodes.map((node) => {
    const at = kept?.[node.name];
    const shape = shapeOf(node.kind);
    return { data: { id: node.name, shape, width: shape === "round-rectangle" ? 40 : 26 }, ...(at ? { position: { x: at[0], y: at[1] } } : {}) };
  });
  const edges = topology.links.map((link, i) => ({ data: { id: `link ${i}`, link: link.name, source: link.a.node, target: link.b.node, width: 1.5 } }));
  return [...nodes, ...edges];
}

const largest = 1.5;

/** All of it in sight, but a small network not blown up. */
function settle(graph: Core): void {
  graph.fit(undefined, 30);
  if (graph.zoom() > largest) { graph.zoom(largest); graph.center(); }
}

function layoutOf(topology: Topology): cytoscape.LayoutOptions {
  // A star is a circle around its middle.
  const middle = topology.nodes.find((node) => topology.links.every((link) => (link.a.node === node.name) !== (link.b.node === node.name)));
  if (middle && topology.nodes.length <= 40) {
    return { name: "concentric", animate: false, minNodeSpacing: 105, startAngle: -Math.PI / 2, concentric: (node: { id(): string }) => (node.id() === middle.name ? 2 : 1), levelWidth: () => 1 } as unknown as cytoscape.LayoutOptions;
  }
  const large = topology.nodes.length > 80;
  return {
    name: "fcose", quality: large ? "default" : "proof", animate: false, randomize: true, padding: 30, nodeSeparation: 90, idealEdgeLength: large ? 60 : 110, nodeRepulsion: 6500,
    numIter: large ? 800 : 2500, packComponents: false,
  } as unknown as cytoscape.LayoutOptions;
}

function keptPositions(place: string, topology: Topology): Record<string, [number, number]> | undefined {
  try {
    const kept = JSON.parse(read(place) ?? "null") as Record<string, [number, number]> | null;
    return kept && topology.nodes.every((node) => kept[node.name]) ? kept : undefined;
  } catch {
    return undefined;
  }
}

function keepPositions(place: string, graph: Core): void {
  const positions = Object.fromEntries(graph.nodes().map((node) => [node.id(), [Math.round(node.position("x")), Math.round(node.position("y"))]]));
  write(place, JSON.stringify(positions));
}
