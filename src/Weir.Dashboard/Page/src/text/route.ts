// The addresses inside the page: hash routes, so that the same page works from a server and from a file.

export const runViews = ["overview", "topology", "consensus", "switches", "packets", "programs", "events", "checks", "tables", "balance"] as const;

export type RunView = (typeof runViews)[number];

export type Route =
  | { at: "runs" }
  | { at: "run"; run: string; view: RunView; rest: string | undefined }
  | { at: "compare"; a: string; b: string }
  | { at: "unknown"; hash: string };

/** What a hash says; nothing means the list of runs. */
export function parseRoute(hash: string): Route {
  const parts = hash.replace(/^#\/?/, "").split("/").map(decode);
  if (parts[0] === "" || (parts[0] === "runs" && parts.length === 1)) return { at: "runs" };
  if (parts[0] === "runs" && parts[1]) {
    const view = parts[2] || "overview";
    if ((runViews as readonly string[]).includes(view)) return { at: "run", run: parts[1], view: view as RunView, rest: parts[3] || undefined };
  }
  if (parts[0] === "compare" && parts[1] && parts[2] && parts.length === 3) return { at: "compare", a: parts[1], b: parts[2] };
  return { at: "unknown", hash };
}

/** The hash of a view of a run; `rest` names what is open in it. */
export function runHash(run: string, view: RunView, rest?: string): string {
  return `#/runs/${encodeURIComponent(run)}/${view}${rest === undefined ? "" : "/" + encodeURIComponent(rest)}`;
}

/** The hash of a comparison. */
export function compareHash(a: string, b: string): string {
  return `#/compare/${encodeURIComponent(a)}/${encodeURIComponent(b)}`;
}

/** The path of a run in the API, and of what lies below it. */
export function runPath(run: string, ...below: string[]): string {
  return ["/runs", run, ...below].map((part, index) => (index === 0 ? part : encodeURIComponent(part))).join("/");
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
