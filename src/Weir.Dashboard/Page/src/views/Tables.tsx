import { useEffect, useState } from "preact/hooks";
import { SearchBox } from "../parts/SearchBox.tsx";
import { Empty, Failure, Loaded, Loading } from "../parts/State.tsx";
import type { Cell, TableColumn, TablePart } from "../source/api.ts";
import { useFeed, useResource, useSource } from "../source/hooks.ts";
import { count, plural } from "../text/format.ts";
import { runHash, runPath, type Route } from "../text/route.ts";

const pageLength = 100;

/** The tables of the monitors, as they are now: sorted, filtered, page by page. */
export default function Tables({ route }: { route: Route }) {
  const feed = useFeed();
  const source = useSource();
  const tables = feed.detail?.monitors?.flatMap((monitor) => monitor.tables.map((table) => ({ monitor: monitor.name, table: table.name, key: `${monitor.name}.${table.name}` }))) ?? [];
  const wanted = route.at === "run" ? route.rest : undefined;
  const chosen = tables.find((one) => one.key === wanted) ?? tables[0];
  const [where, setWhere] = useState("");
  const [order, setOrder] = useState("");
  const [page, setPage] = useState(0);
  useEffect(() => { setWhere(""); setOrder(""); setPage(0); }, [chosen?.key]);
  useEffect(() => setPage(0), [where, order]);
  const query = new URLSearchParams({ limit: String(pageLength), offset: String(page * pageLength), ...(where ? { where } : {}), ...(order ? { order } : {}) });
  const rows = useResource<TablePart>(chosen && `${runPath(feed.run, "monitors", chosen.monitor, chosen.table)}?${query}`, feed.tableChanges.get(chosen?.monitor ?? "") ?? 0);
  if (!feed.detail) return feed.error ? <Failure error={feed.error} retry={() => feed.refresh()} /> : <Loading rows={6} />;
  if (!chosen) return <Empty title="No monitors">A lab keeps tables of what passes when its file says so: <code>monitors:</code></Empty>;
  const sort = (column: string) => setOrder((old) => (old === column ? `${column} desc` : old === `${column} desc` ? "" : column));
  const total = rows.data?.total;
  return (
    <div class="tall">
      <div class="tools">
        <label>Table <select value={chosen.key} onChange={(event) => { location.hash = runHash(feed.run, "tables", event.currentTarget.value); }}>{tables.map((one) => <option key={one.key} value={one.key}>{one.monitor} · {one.table}</option>)}</select></label>
        {source.live && <SearchBox label="Condition over the columns" value={where} onChange={setWhere} commit placeholder="decided = 1 and block > 10" invalid={rows.error?.status === 400} />}
        <span class="muted number" role="status">{total !== undefined && plural(total, "row")}{!source.live && total !== undefined && rows.data && rows.data.rows.length < total ? `, the first ${count(rows.data.rows.length)} are in this report` : ""}</span>
        <span class="grow" />
        {source.live && total !== undefined && total > pageLength && (
          <span class="pager"><button disabled={page === 0} onClick={() => setPage(page - 1)} aria-label="previous page">←</button> <span class="number">{count(page * pageLength + 1)} to {count(Math.min(total, (page + 1) * pageLength))}</span> <button disabled={(page + 1) * pageLength >= total} onClick={() => setPage(page + 1)} aria-label="next page">→</button></span>
        )}
      </div>
      <Loaded of={rows} rows={8}>
        {(data) => data.rows.length === 0 ? <Empty title={where ? "No row fulfils the condition" : "The table is empty"} /> : (
          <div class="scroll fill" tabIndex={0} role="region" aria-label={`table ${chosen.key}`}>
            <table class="rows small">
              <thead><tr>{data.columns.map((column) => {
                const direction = order === column.name ? "ascending" : order === `${column.name} desc` ? "descending" : undefined;
                return <th key={column.name} class={isNumeric(column) ? "num" : ""} aria-sort={direction}><button class="plain sort" disabled={!source.live} title={column.meaning} onClick={() => sort(column.name)}>{column.name}{direction === "ascending" ? " ↑" : direction === "descending" ? " ↓" : ""}</button></th>;
              })}</tr></thead>
              <tbody>{data.rows.map((row, at) => <tr key={at}>{row.map((cell, i) => <td key={i} class={isNumeric(data.columns[i]!) && cell !== null ? "num" : ""} title={describe(data.columns[i]!, cell)}>{show(cell)}</td>)}</tr>)}</tbody>
            </table>
          </div>
        )}
      </Loaded>
    </div>
  );
}

const isNumeric = (column: TableColumn): boolean => column.type === "integer" || column.type === "real";

function describe(column: TableColumn, cell: Cell): string {
  if (cell === null) return "not known";
  // Nanoseconds since 1970: the day and the hour are for people.
  return column.name.endsWith("_ns") ? `${cell}: ${new Date(Number(cell) / 1e6).toISOString()}` : String(cell);
}

function show(cell: Cell): string {
  const text = cell === null ? "–" : String(cell);
  return text.length > 60 ? `${text.slice(0, 28)}…${text.slice(-28)}` : text;
}
