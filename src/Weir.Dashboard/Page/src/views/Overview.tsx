import { useMemo } from "preact/hooks";
import { lazyFigure } from "../figures/lazyFigure.tsx";
import { busiest, totals } from "../figures/rates.ts";
import { TimeLine } from "../figures/TimeLine.tsx";
import { Badge } from "../parts/Badge.tsx";
import { Empty, Failure, Loading } from "../parts/State.tsx";
import type { CheckInfo, ProgramInfo, RunDetail } from "../source/api.ts";
import { useFeed, useResource, useSource } from "../source/hooks.ts";
import { bitRate, count, duration, instant, packetRate, plural, size } from "../text/format.ts";
import { runHash, runPath } from "../text/route.ts";

const RateChart = lazyFigure(() => import("../figures/RateChart.tsx"));

/** One run at a glance: did it hold, can it be trusted, what happened. */
export default function Overview() {
  const feed = useFeed();
  const checks = useResource<CheckInfo[]>(runPath(feed.run, "checks"), feed.changes.checks);
  const programs = useResource<ProgramInfo[]>(runPath(feed.run, "programs"), feed.changes.programs);
  const rates = useMemo(() => busiest(feed.samples, 6), [feed.samples]);
  const { detail } = feed;
  if (!detail) return feed.error ? <Failure error={feed.error} retry={() => feed.refresh()} /> : <Loading rows={6} />;
  const last = feed.samples[feed.samples.length - 1];
  const sum = totals(last);
  const running = programs.data?.filter((one) => ["running", "ready", "starting"].includes(one.state)).length;
  return (
    <>
      <Verdict detail={detail} checks={checks.data} alive={feed.alive} />
      <LeftOut run={detail.id} />
      <dl class="figures">
        <Figure name="nodes" value={count(detail.nodes)} note={plural(detail.links ?? 0, "link")} />
        <Figure name={feed.alive ? "sent now" : "sent at the end"} value={bitRate(sum?.bitRate)} note={packetRate(sum?.packetRate)} exact={sum && `${sum.bitRate} bit/s over all interfaces at ${last?.time} s`} />
        <Figure name="dropped by interfaces" value={count(sum?.dropped)} note={sum ? plural(sum.errors, "error") : ""} />
        <Figure name="programs" value={count(running ?? undefined)} note={`running, of ${count(programs.data?.length)}`} />
        <Figure name="captured" value={count(detail.captures?.reduce((n, one) => n + (one.written ?? 0), 0))} note={`frames in ${size(detail.captures?.reduce((n, one) => n + (one.bytes ?? 0), 0))}`} />
        <Figure name="rows of monitors" value={count(detail.monitors?.reduce((n, one) => n + one.tables.reduce((m, table) => m + (table.rows ?? 0), 0), 0))} note={plural(detail.monitors?.length ?? 0, "monitor")} />
      </dl>
      <section>
        <h2>Time line</h2>
        {feed.events.events.length === 0 ? (feed.eventsLoaded ? <Empty title="Nothing has happened yet" /> : <Loading rows={2} />)
          : <TimeLine events={feed.events.events} now={feed.alive ? feed.now : undefined} duration={feed.alive ? detail.duration : undefined} build={detail.durations?.["build"]} />}
      </section>
      <section>
        <h2>Rates <small>sent by {rates.series.length < rates.all ? `the ${rates.series.length} busiest of ${rates.all}` : "all"} interfaces</small></h2>
        {feed.samples.length < 2 ? <Empty title="No counters yet">They are read once a second while the lab runs.</Empty>
          : <RateChart times={rates.times} series={rates.series} format={bitRate} label="rates sent by the busiest interfaces over time" />}
      </section>
      <div class="columns">
        <Programs of={programs.data} run={feed.run} />
        <Monitors detail={detail} />
        <About detail={detail} />
      </div>
    </>
  );
}

function Verdict({ detail, checks, alive }: { detail: RunDetail; checks: CheckInfo[] | undefined; alive: boolean }) {
  const failed = checks?.filter((one) => one.result === "fail") ?? [];
  const passed = checks?.filter((one) => one.result === "pass").length ?? 0;
  const look = detail.result === "pass" ? (detail.trust === "not trustworthy" ? "doubtful" : "good") : detail.result || failed.length > 0 || detail.state === "killed" ? "bad" : "open";
  return (
    <section class={`verdict ${look}`} aria-label="verdict">
      <p class="verdict-line">
        <strong>{detail.result === "pass" ? (detail.trust === "not trustworthy" ? "The experiment held, but doubt its figures" : "The experiment held") : detail.result === "fail" ? "The experiment failed" : detail.result ? `The run ended: ${detail.result}`
          : detail.state === "killed" ? "The run was killed before its verdict" : alive ? (failed.length > 0 ? "It fails already" : `It is ${detail.state}`) : "No verdict"}</strong>
        {checks && <a href={runHash(detail.id, "checks")}>{passed} of {plural(checks.length, "check")} passed</a>}
        {detail.trust && <Badge of={detail.trust} />}
      </p>
      {(detail.reasons?.length ?? 0) > 0 && <ul>{detail.reasons!.map((reason) => <li key={reason}>{reason}</li>)}</ul>}
      {(detail.doubts?.length ?? 0) > 0 && <><p>What stands against trusting its figures:</p><ul class="warn-text">{detail.doubts!.map((doubt) => <li key={doubt}>{doubt}</li>)}</ul></>}
      {!detail.result && failed.length > 0 && <ul>{failed.map((one) => <li key={one.name}>{one.name}: {one.message}</li>)}</ul>}
    </section>
  );
}

/** What the report that one reads has not. */
function LeftOut({ run }: { run: string }) {
  const { leftOut } = useSource();
  if (leftOut.length === 0) return null;
  const names = leftOut.map((path) => path.replace(`/runs/${run}/`, ""));
  return <details class="notice"><summary>{plural(names.length, "part")} of the run {names.length === 1 ? "is" : "are"} left out of this report, which would be too large: open the run with <code>weir dashboard {run}</code></summary><ul>{names.map((name) => <li key={name}>{name}</li>)}</ul></details>;
}

function Figure({ name, value, note, exact }: { name: string; value: string; note?: string; exact?: string | undefined }) {
  return <div><dt>{name}</dt><dd class="big" title={exact}>{value}</dd>{note && <dd class="muted">{note}</dd>}</div>;
}

function Programs({ of, run }: { of: ProgramInfo[] | undefined; run: string }) {
  return (
    <section>
      <h2>Programs</h2>
      {!of ? <Loading /> : of.length === 0 ? <Empty title="The lab has no programs" /> : (
        <ul class="plain-list">
          {of.slice(0, 30).map((one) => <li key={one.name}><a href={runHash(run, "programs", one.name)}>{one.name}</a> <span class="muted">on {one.node}</span><span class="grow" /><span class="muted">{one.exit}</span> <Badge of={one.state} /></li>)}
          {of.length > 30 && <li><a href={runHash(run, "programs")}>{of.length - 30} more</a></li>}
        </ul>
      )}
    </section>
  );
}

function Monitors({ detail }: { detail: RunDetail }) {
  const tables = detail.monitors?.flatMap((monitor) => monitor.tables.map((table) => ({ monitor, table }))) ?? [];
  return (
    <section>
      <h2>Monitors and captures</h2>
      {tables.length === 0 && (detail.captures?.length ?? 0) === 0 && <Empty title="Nothing is watched">The lab file has neither monitors nor captures.</Empty>}
      <ul class="plain-list">
        {tables.map(({ monitor, table }) => (
          <li key={monitor.name + table.name}><a href={runHash(detail.id, "tables", `${monitor.name}.${table.name}`)}>{monitor.name} · {table.name}</a><span class="grow" /><span class="number">{table.rows === undefined ? "" : plural(table.rows, "row")}</span></li>
        ))}
        {detail.captures?.map((one) => (
          <li key={one.name}><a href={runHash(detail.id, "packets", one.name)}>capture {one.name}</a><span class="grow" />{(one.dropped ?? 0) > 0 && <span class="bad-text">{count(one.dropped)} dropped</span>}<span class="number" title={`${one.bytes} bytes`}>{one.written === undefined ? "" : plural(one.written, "frame")} {size(one.bytes)}</span></li>
        ))}
      </ul>
    </section>
  );
}

function About({ detail }: { detail: RunDetail }) {
  const source = useSource();
  const files = ["lab.yaml", "plan.json", "verdict.json", "host.json", "store.db"];
  return (
    <section>
      <h2>The run</h2>
      {detail.description && <p>{detail.description}</p>}
      <dl class="pairs">
        <dt>id</dt><dd class="break">{detail.id}</dd>
        <dt>began</dt><dd>{instant(detail.begin)}</dd>
        <dt>seed</dt><dd>{detail.seed ?? "–"}</dd>
        {Object.entries(detail.vars ?? {}).map(([name, value]) => [<dt>{name}</dt>, <dd>{value}</dd>])}
        {Object.entries(detail.durations ?? {}).map(([name, value]) => [<dt>{name}</dt>, <dd title={`${value} s`}>{duration(value)}</dd>])}
        {["weir", "host", "system", "processors", "load"].map((name) => detail.host?.[name] !== undefined && [<dt>{name}</dt>, <dd>{String(detail.host[name])}</dd>])}
        {detail.folder && [<dt>folder</dt>, <dd class="break">{detail.folder}</dd>]}
      </dl>
      {source.live && <p class="buttons">{files.map((file) => <a key={file} class="button" href={source.file(runPath(detail.id, "file", file))} download>{file}</a>)}</p>}
    </section>
  );
}
