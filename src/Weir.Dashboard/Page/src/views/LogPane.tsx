import { useEffect, useMemo, useState } from "preact/hooks";
import { SearchBox } from "../parts/SearchBox.tsx";
import { Segments } from "../parts/Segments.tsx";
import { Empty, Failure, Loading } from "../parts/State.tsx";
import { VirtualList } from "../parts/VirtualList.tsx";
import type { LogPart, ProgramInfo } from "../source/api.ts";
import { useFeed, useSource } from "../source/hooks.ts";
import { LogFollower } from "../source/LogFollower.ts";
import { asSourceError } from "../source/RunFeed.ts";
import { count, plural } from "../text/format.ts";
import { runPath } from "../text/route.ts";

/** What a program wrote: followed while it runs, searched, by stream. */
export function LogPane({ program }: { program: ProgramInfo }) {
  const feed = useFeed();
  const source = useSource();
  const [, draw] = useState(0);
  const [search, setSearch] = useState("");
  const [stream, setStream] = useState("all");
  const [follow, setFollow] = useState(true);
  const log = useMemo(() => new LogFollower((query) => source.get<LogPart>(runPath(feed.run, "programs", program.name, "log") + query), () => draw((n) => n + 1)), [source, feed.run, program.name]);
  useEffect(() => () => log.close(), [log]);
  const version = feed.logChanges.get(program.name) ?? 0;
  useEffect(() => { void log.read(); }, [log, version, program.state]);
  const lines = useMemo(() => {
    const word = search.toLowerCase();
    return log.lines.filter((line) => (stream === "all" || line.stream === stream) && (word === "" || line.text.toLowerCase().includes(word)));
  }, [log.lines, search, stream]);

  if (log.error !== undefined && !log.loaded) return <Failure error={asSourceError(log.error)} retry={() => void log.read()} />;
  if (!log.loaded) return <Loading rows={6} />;
  return (
    <>
      <div class="tools">
        <SearchBox label="Search the log" value={search} onChange={setSearch} />
        <Segments label="stream" options={[["all", "Both"], ["out", "out"], ["err", "err"]]} value={stream} onChange={setStream} />
        <label class="check"><input type="checkbox" checked={follow} onChange={(event) => setFollow(event.currentTarget.checked)} /> Follow</label>
        <span class="muted number">{lines.length === log.lines.length ? plural(lines.length, "line") : `${count(lines.length)} of ${plural(log.lines.length, "line")}`}{log.left > 0 ? `, ${count(log.left)} earlier not shown` : ""}</span>
      </div>
      {log.error !== undefined && <p class="old" role="alert">Newer lines could not be read: {asSourceError(log.error).message}</p>}
      {lines.length === 0 ? <Empty title={log.lines.length === 0 ? "It has written nothing" : "No line matches"} /> : (
        <VirtualList total={lines.length} rowHeight={20} label={`log of ${program.name}`} role="log" follow={follow} onFollow={setFollow}
          row={(at) => {
            const line = lines[at]!;
            return <div key={at} class={`log-row ${line.stream}`}><span class="num muted">{line.time.toFixed(3)}</span><span class="stream">{line.stream}</span><span title={line.text}>{line.text}</span></div>;
          }} />
      )}
    </>
  );
}
