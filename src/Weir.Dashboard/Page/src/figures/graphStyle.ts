import type { StylesheetJson } from "cytoscape";
import { colour } from "../parts/theme.ts";

/** The shape of each kind of node; hosts of every sort share one. */
export const nodeShapes: readonly (readonly [string, string])[] = [["host", "ellipse"], ["router", "diamond"], ["bridge", "round-rectangle"], ["uml", "hexagon"]];

export const shapeOf = (kind: string): string => nodeShapes.find(([name]) => kind.includes(name))?.[1] ?? "ellipse";

/** How the graph looks, in the colours of the theme as it is now. */
export function graphStyle(): StylesheetJson {
  const font = "system-ui, sans-serif";
  return [
    {
      selector: "node",
      style: {
        shape: "data(shape)" as never, width: "data(width)", height: 26, "background-color": colour("node"), "border-width": 1.5, "border-color": colour("node-line"),
        label: "data(id)", color: colour("text"), "font-family": font, "font-size": 11, "text-valign": "bottom", "text-margin-y": 4, "min-zoomed-font-size": 7,
        "text-background-color": colour("surface"), "text-background-opacity": 0.8, "text-background-padding": "1px",
      },
    },
    { selector: "node[shape = 'round-rectangle']", style: { "background-color": colour("switch") } },
    {
      selector: "edge",
      style: { width: "data(width)", "line-color": colour("link"), "curve-style": "haystack" },
    },
    {
      // Labels are what costs on a large graph: only a link that has one says it.
      selector: "edge[label]",
      style: {
        label: "data(label)", "font-size": 10, "font-family": font, color: colour("text"), "text-background-color": colour("surface"), "text-background-opacity": 1,
        "text-background-padding": "2px", "min-zoomed-font-size": 8, "text-wrap": "wrap",
      },
    },
    { selector: "edge.busy", style: { "line-color": colour("accent") } },
    { selector: "edge.impaired", style: { "line-color": colour("impaired") } },
    { selector: "edge.down", style: { "line-color": colour("bad"), "line-style": "dashed", width: 2 } },
    { selector: ":selected", style: { "border-color": colour("accent"), "border-width": 3, "overlay-color": colour("accent"), "overlay-opacity": 0.15, "overlay-padding": 3 } },
    { selector: "core", style: { "active-bg-opacity": 0, "selection-box-opacity": 0 } as never },
  ] as StylesheetJson;
}
