import { useEffect, useMemo, useState } from "preact/hooks";
import { useKey } from "../parts/keys.ts";
import { SearchBox } from "../parts/SearchBox.tsx";
import { Empty, Failure, Loading } from "../parts/State.tsx";
import { VirtualList } from "../parts/VirtualList.tsx";
import type { PacketPart } from "../source/api.ts";
import { useFeed, useSource } from "../source/hooks.ts";
import { PacketPages } from "../source/PacketPages.ts";
import { asSourceError } from "../source/RunFeed.ts";
import { count, plural, size } from "../text/format.ts";
import { runHash, runPath, type Route } from "../text/route.ts";
import { PacketPane } from "./PacketPane.tsx";

/** The packets of a capture: a list of any length, and one of them to its last byte. */
export default function Packets({ route }: { route: Route }) {
  const feed = useFeed();
  const source = useSource();
  const captures = feed.detail?.captures ?? [];
  const wanted = route.at === "run" ? route.rest : undefined;
  const capture = captures.find((one) => one.name === wanted) ?? captures[0];
  const [filter, setFilter] = useState("");
  const [row, setRow] = useState(-1);
  const [, draw] = useState(0);
  const name = capture?.name;
  const pages = useMemo(() => {
    if (name === undefined) return undefined;
    const ask = (from: number, limit: number) => source.get<PacketPart>(`${runPath(feed.run, "captures", name, "packets")}?from=${from}&limit=${limit}${filter ? `&filter=${encodeURIComponent(filter)}` : ""}`);
    return new PacketPages(ask, filter !== "", source.live, () => draw((n) => n + 1));
  }, [source, feed.run, name, filter]);
  useEffect(() => { pages?.want(0, 1); setRow(-1); return () => pages?.close(); }, [pages]);
  useEffect(() => {
    if (!feed.alive || !pages) return;
    const timer = setInterval(() => pages.grow(), 2000);
    return () => clearInterval(timer);
  }, [feed.alive, pages]);
  const file = pages?.file;
  // What is chosen is a packet of the file before.
  useEffect(() => setRow(-1), [file]);
  const total = pages?.total ?? 0;
  useKey("j", () => setRow((at) => Math.min(at + 1, total - 1)));
  useKey("k", () => setRow((at) => Math.max(at - 1, 0)));
  useKey("Escape", () => setRow(-1));

  if (!feed.detail) return feed.error ? <Failure error={feed.error} retry={() => feed.refresh()} /> : <Loading rows={6} />;
  if (!capture || !pages) return <Empty title="No capture">A lab keeps packets when its file says where: <code>captures: [ &#123; at: h1 &#125; ]</code></Empty>;
  const error = pages.error === undefined ? undefined : asSourceError(pages.error);
  const chosen = row >= 0 ? pages.row(row) : undefined;
  return (
    <div class={`packets ${chosen ? "open" : ""}`}>
      <div class="tools">
        <label>Capture <select value={capture.name} onChange={(event) => { location.hash = runHash(feed.run, "packets", event.currentTarget.value); }}>{captures.map((one) => <option key={one.name}>{one.name}</option>)}</select></label>
        {source.live && <SearchBox label="Filter packets" value={filter} onChange={setFilter} commit placeholder="tcp.dstport == 8080 and not arp" invalid={Boolean(filter && error)} />}
        <span class="muted number" role="status">{pages.filtered ? `${count(total)} found${pages.complete ? "" : `, ${count(pages.searched)} searched`}` : plural(total, "packet")}{!source.live && total < (capture.written ?? 0) ? ` of ${count(capture.written)} are in this report` : ""}{!pages.filtered && (capture.dropped ?? 0) > 0 ? `, ${count(capture.dropped)} dropped` : ""}</span>
        <span class="grow" />
        {source.live && <a class="button" href={source.file(runPath(feed.run, "captures", capture.name, "file"))} download title={capture.bytes === undefined ? undefined : size(capture.bytes)}>pcapng</a>}
      </div>
      {error && <Failure error={error} />}
      {!error && pages.loading && <Loading rows={8} />}
      {!error && !pages.loading && total === 0 && (pages.searching ? <Loading rows={8} /> : <Empty title={pages.filtered ? "No packet matches" : "No packet yet"}>{pages.filtered ? "The language is that of weir decode --where." : ""}</Empty>)}
      {total > 0 && (
        <VirtualList total={total} rowHeight={22} label="packets" selected={row} wide="780px" onRange={(first, last) => pages.want(first, last)}
          head={<div class="packet-row head"><span class="num" role="columnheader">No.</span><span class="num" role="columnheader">Time</span><span role="columnheader">Source</span><span role="columnheader">Destination</span><span role="columnheader">Protocol</span><span class="num" role="columnheader">Length</span><span role="columnheader">What</span></div>}
          row={(at) => {
            const packet = pages.row(at);
            if (!packet) return <div key={at} class="packet-row wait" role="row"><span class="num">{at + 1}</span></div>;
            return (
              <div key={at} class={`packet-row ${at === row ? "current" : ""}`} role="row" aria-rowindex={at + 1} aria-selected={at === row} onClick={() => setRow(at)}>
                <span class="num" role="cell">{packet.number}</span><span class="num" role="cell" title={`${packet.time} s${packet.interface ? ` at ${packet.interface}` : ""}`}>{packet.time.toFixed(6)}</span><span role="cell" title={packet.source}>{packet.source}</span><span role="cell" title={packet.destination}>{packet.destination}</span>
                <span role="cell">{packet.protocol}</span><span class="num" role="cell">{packet.length}</span><span role="cell" title={packet.info}>{packet.info}</span>
              </div>
            );
          }} />
      )}
      {chosen && <PacketPane key={`${file} ${chosen.number}`} capture={capture.name} file={file} number={chosen.number} onClose={() => setRow(-1)} />}
    </div>
  );
}
