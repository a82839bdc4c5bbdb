import type { ComponentChildren } from "preact";
import { useContext, useEffect, useRef, useState } from "preact/hooks";
import { FeedContext, useSource } from "../source/hooks.ts";
import { type Route, runHash, type RunView } from "../text/route.ts";
import { useKey } from "./keys.ts";
import { MarkDialog } from "./MarkDialog.tsx";
import { RunHead } from "./RunHead.tsx";
import { ShortcutsDialog } from "./ShortcutsDialog.tsx";
import { setTheme, theme, themes } from "./theme.ts";

const names: readonly (readonly [RunView, string, string])[] = [
  ["overview", "Overview", "g o"], ["topology", "Topology", "g t"], ["consensus", "Consensus", "g c"], ["switches", "Switches", "g w"], ["packets", "Packets", "g p"], ["programs", "Programs", "g l"],
  ["events", "Events", "g e"], ["checks", "Checks", "g k"], ["tables", "Tables", "g m"], ["balance", "Balance", "g b"],
];

/** What stands around every view: the way to the others, the run's state, and the switches. */
export function Shell({ route, children }: { route: Route; children: ComponentChildren }) {
  const source = useSource();
  const feed = useContext(FeedContext);
  const [dialog, setDialog] = useState<"keys" | "mark">();
  const [kept, keep] = useState(theme());
  const main = useRef<HTMLElement>(null);
  const nav = useRef<HTMLElement>(null);
  const run = route.at === "run" ? route.run : undefined;
  const view = route.at === "run" ? route.view : undefined;
  const name = view ? names.find(([key]) => key === view)![1] : route.at === "compare" ? "Comparison" : "Runs";

  useEffect(() => { document.title = run ? `${name} · ${run} · Weir` : `${name} · Weir`; }, [name, run]);
  useEffect(() => {
    const link = nav.current?.querySelector<HTMLElement>("[aria-current]");
    if (link && nav.current) nav.current.scrollLeft = link.offsetLeft - nav.current.clientWidth / 2 + link.offsetWidth / 2;
  }, [view]);
  const go = (to: RunView) => () => { if (run) location.hash = runHash(run, to); };
  useKey("g r", () => { location.hash = "#/runs"; });
  for (const [key, , keys] of names) useKey(keys, go(key));
  const switchTheme = () => {
    const next = themes[(themes.indexOf(kept) + 1) % themes.length]!;
    setTheme(next);
    keep(next);
  };
  useKey("d", switchTheme);
  useKey("?", () => setDialog("keys"));
  useKey("m", () => { if (feed?.canAct) setDialog("mark"); });

  return (
    <div class="shell">
      <a class="skip" href="#main" onClick={(event) => { event.preventDefault(); main.current?.focus(); }}>Skip to the view</a>
      <header class="top">
        <a class="brand" href="#/runs" title={source.live ? "all runs (g r)" : "this report"}>Weir</a>
        {feed ? <RunHead onMark={() => setDialog("mark")} /> : <span class="run-name">{route.at === "compare" ? "Comparison" : "Runs"}</span>}
        <span class="switches">
          <button class="plain" onClick={switchTheme} title={`Theme: ${kept} (d)`} aria-label={`theme: ${kept}`}>{kept === "light" ? "☀" : kept === "dark" ? "☾" : "◐"}</button>
          <button class="plain" onClick={() => setDialog("keys")} title="Keyboard shortcuts (?)" aria-label="keyboard shortcuts">?</button>
        </span>
      </header>
      {run && (
        <nav class="views" aria-label="views of the run" ref={nav}>
          {source.live && <a class="back" href="#/runs">← Runs</a>}
          {names.map(([key, text, keys]) => <a key={key} href={runHash(run, key)} aria-current={key === view ? "page" : undefined}><span>{text}</span><kbd aria-hidden="true">{keys}</kbd></a>)}
        </nav>
      )}
      <main class={`main view-${view ?? route.at}`} id="main" tabIndex={-1} ref={main}>
        <h1 class="sr">{name}</h1>
        {children}
      </main>
      {dialog === "keys" && <ShortcutsDialog onClose={() => setDialog(undefined)} />}
      {dialog === "mark" && feed && <MarkDialog run={feed.run} onClose={() => setDialog(undefined)} />}
    </div>
  );
}
