import { useState } from "preact/hooks";
import type { Chosen } from "../figures/NetworkGraph.tsx";
import { linkRate } from "../figures/linkRates.ts";
import { Badge } from "../parts/Badge.tsx";
import { Confirm } from "../parts/Dialog.tsx";
import { Failure } from "../parts/State.tsx";
import type { CounterSample, TopologyLink } from "../source/api.ts";
import { useFeed, useSource } from "../source/hooks.ts";
import { asSourceError } from "../source/RunFeed.ts";
import type { SourceError } from "../source/Source.ts";
import { bitRate, count, duration } from "../text/format.ts";
import { runPath } from "../text/route.ts";

const values = [["rate", "20 Mbit/s"], ["delay", "10 ms"], ["jitter", "1 ms"], ["loss", "0.1 %"]] as const;

interface Properties { link: TopologyLink | undefined; sample: CounterSample | undefined; onChoose: (chosen: Chosen) => void; onDone: () => void }

/** One link: what it carries, what it does to packets, and what can be changed. */
export function LinkPane({ link, sample, onChoose, onDone }: Properties) {
  const feed = useFeed();
  if (!link) return null;
  const rate = linkRate(link, sample);
  const directions = sample?.links?.[link.name];
  return (
    <section class="pane" aria-label={`link ${link.name}`}>
      <h2>{link.name} <Badge of={link.up === false ? "down" : "up"} /><button class="plain" aria-label="close" onClick={() => onChoose(undefined)}>×</button></h2>
      <dl class="pairs">
        <dt>{link.a.node} → {link.b.node}</dt><dd class="number" title={rate && `${rate.aToB} bit/s`}>{bitRate(rate?.aToB)}</dd>
        <dt>{link.b.node} → {link.a.node}</dt><dd class="number" title={rate && `${rate.bToA} bit/s`}>{bitRate(rate?.bToA)}</dd>
        <dt>ends</dt><dd><button class="plain link" onClick={() => onChoose({ node: link.a.node })}>{link.a.interface}</button>, <button class="plain link" onClick={() => onChoose({ node: link.b.node })}>{link.b.interface}</button></dd>
        <dt>carried by</dt><dd>{link.backend ?? "–"}</dd>
        <dt>impairments</dt><dd class={link.impairments ? "warn-text" : ""}>{link.impairments || "none"}</dd>
      </dl>
      {directions && (
        <div class="scroll"><table class="rows small">
          <thead><tr><th>direction</th><th class="num">sent</th><th class="num">delivered</th><th class="num">lost</th><th class="num">queue full</th><th class="num">delay</th><th class="num">late (99 %)</th></tr></thead>
          <tbody>{directions.map((one) => <tr key={one.from + one.to}><td>{one.from} → {one.to}</td><td class="num">{count(one.sent)}</td><td class="num">{count(one.delivered)}</td><td class="num">{count(one.lost)}</td><td class="num">{count(one.queueDropped)}</td><td class="num">{duration(one.meanDelay)}</td><td class="num">{duration(one.lateness99)}</td></tr>)}</tbody>
        </table></div>
      )}
      {feed.alive && <Change link={link} onDone={onDone} />}
    </section>
  );
}

/** Cuts and mends the link, or gives it impairments, as `weir link set` does: each is confirmed, for it disturbs what runs. */
function Change({ link, onDone }: { link: TopologyLink; onDone: () => void }) {
  const feed = useFeed();
  const source = useSource();
  const [typed, setTyped] = useState<Record<string, string>>({});
  const [asked, setAsked] = useState<{ title: string; does: string; body: Record<string, unknown> }>();
  const [error, setError] = useState<SourceError>();
  const given = values.filter(([name]) => typed[name]?.trim()).map(([name]) => [name, typed[name]!.trim()] as const);
  const change = async (body: Record<string, unknown>) => {
    setError(undefined);
    try {
      await source.post(runPath(feed.run, "link"), { link: link.name, ...body });
      setTyped({});
      onDone();
    } catch (failure) {
      setError(asSourceError(failure));
    }
  };
  const answered = (yes: boolean) => {
    const body = asked!.body;
    setAsked(undefined);
    if (yes) void change(body);
  };
  return (
    <form class="change" onSubmit={(event) => { event.preventDefault(); setAsked({ title: `Change ${link.name}?`, does: "Change it", body: Object.fromEntries(given) }); }}>
      <h3>Change</h3>
      <p class="buttons">
        {link.up === false ? <button type="button" disabled={!feed.canAct} onClick={() => void change({ up: true })}>Put up</button>
          : <button type="button" class="danger" disabled={!feed.canAct} onClick={() => setAsked({ title: `Cut ${link.name}?`, does: "Take it down", body: { up: false } })}>Take down</button>}
        <button type="button" disabled={!feed.canAct} title="What the lab file says holds again" onClick={() => setAsked({ title: `Reset ${link.name}?`, does: "Reset it", body: { reset: true } })}>Reset</button>
      </p>
      <div class="fields">
        {values.map(([name, example]) => <label key={name}>{name}<input value={typed[name] ?? ""} placeholder={example} spellcheck={false} autocomplete="off" onInput={(event) => { const next = event.currentTarget.value; setTyped((old) => ({ ...old, [name]: next })); }} /></label>)}
      </div>
      <button disabled={!feed.canAct || given.length === 0}>Apply</button>
      {error && <Failure error={error} />}
      {asked && <Confirm title={asked.title} does={asked.does} onDone={answered} text={<>The running experiment feels it at once{given.length > 0 && !("up" in asked.body || "reset" in asked.body) ? `: ${given.map(([name, value]) => `${name} ${value}`).join(", ")}` : ""}. It is kept among the events.</>} />}
    </form>
  );
}
