import { useMemo, useState } from "preact/hooks";
import { useKey } from "../parts/keys.ts";
import { SearchBox } from "../parts/SearchBox.tsx";
import { Empty, Failure, Loading } from "../parts/State.tsx";
import { VirtualList } from "../parts/VirtualList.tsx";
import { isOfBuilding } from "../figures/clock.ts";
import { TimeLine } from "../figures/TimeLine.tsx";
import { useFeed } from "../source/hooks.ts";
import { clock, count, plural } from "../text/format.ts";

const own = new Set(["index", "time", "kind", "subject", "text"]);

/** Everything that happened, in order. */
export default function Events() {
  const feed = useFeed();
  const [filter, setFilter] = useState("");
  const [kind, setKind] = useState("");
  const [row, setRow] = useState(-1);
  const all = feed.events.events;
  const kinds = useMemo(() => [...new Set(all.map((event) => event.kind))].sort(), [all]);
  const shown = useMemo(() => {
    const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
    return all.filter((event) => (kind === "" || event.kind === kind) && words.every((word) => `${event.kind} ${event.subject ?? ""} ${event.text} ${event["by"] ?? ""}`.toLowerCase().includes(word)));
  }, [all, filter, kind]);
  const [follow, setFollow] = useState(false);
  useKey("j", () => setRow((at) => Math.min(at + 1, shown.length - 1)));
  useKey("k", () => setRow((at) => Math.max(at - 1, 0)));
  if (!feed.eventsLoaded) return feed.error ? <Failure error={feed.error} retry={() => feed.refresh()} /> : <Loading rows={8} />;
  const chosen = row >= 0 ? shown[row] : undefined;
  return (
    <div class="tall">
      <TimeLine events={shown} now={feed.alive ? feed.now : undefined} build={feed.detail?.durations?.["build"]} />
      <div class="tools">
        <SearchBox label="Filter events" value={filter} onChange={setFilter} />
        <label>Kind <select value={kind} onChange={(event) => setKind(event.currentTarget.value)}><option value="">all</option>{kinds.map((one) => <option key={one}>{one}</option>)}</select></label>
        {feed.alive && <label class="check"><input type="checkbox" checked={follow} onChange={(event) => setFollow(event.currentTarget.checked)} /> Follow</label>}
        <span class="muted number">{shown.length === all.length ? plural(all.length, "event") : `${count(shown.length)} of ${plural(all.length, "event")}`}{feed.events.left > 0 ? `, ${count(feed.events.left)} earlier not shown` : ""}</span>
      </div>
      {shown.length === 0 ? <Empty title={all.length === 0 ? "Nothing has happened yet" : "No event matches"} /> : (
        <VirtualList total={shown.length} rowHeight={24} label="events" wide="620px" selected={row} follow={follow} onFollow={follow ? setFollow : undefined}
          head={<div class="event-row head"><span class="num" role="columnheader">Time</span><span role="columnheader">Kind</span><span role="columnheader">Subject</span><span role="columnheader">What</span></div>}
          row={(at) => {
            const event = shown[at]!;
            const look = event.kind === "error" || event["result"] === "fail" ? "bad-text" : event.kind === "warning" ? "warn-text" : "";
            return (
              <div key={event.index} class={`event-row ${at === row ? "current" : ""}`} role="row" aria-rowindex={at + 1} aria-selected={at === row} onClick={() => setRow(at === row ? -1 : at)}>
                <span class="num" role="cell" title={`${event.time} s${isOfBuilding(all, event) ? " from the begin of building" : ""}`}>{isOfBuilding(all, event) ? "build " : ""}{clock(event.time)}</span><span role="cell" class={look || "muted"}>{event.kind}</span><span role="cell" title={event.subject}>{event.subject ?? ""}</span><span role="cell" class={look} title={event.text}>{event.text}</span>
              </div>
            );
          }} />
      )}
      {chosen && (
        <section class="pane" aria-label="event">
          <h2>{chosen.kind} <small>at {chosen.time} s</small><button class="plain" aria-label="close" onClick={() => setRow(-1)}>×</button></h2>
          <p>{chosen.text}</p>
          <dl class="pairs">{Object.entries(chosen).filter(([name]) => !own.has(name)).map(([name, value]) => [<dt>{name}</dt>, <dd>{String(value)}</dd>])}</dl>
        </section>
      )}
    </div>
  );
}
