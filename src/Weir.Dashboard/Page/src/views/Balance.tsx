import { Empty, Loaded } from "../parts/State.tsx";
import type { BalanceSource, Waypoint } from "../source/api.ts";
import { useFeed, useResource } from "../source/hooks.ts";
import { count, plural, size } from "../text/format.ts";
import { runPath } from "../text/route.ts";

/** Where every packet ended: what came in is accounted for, or the difference is said. */
export default function Balance() {
  const feed = useFeed();
  const balance = useResource<{ sources: BalanceSource[] }>(runPath(feed.run, "balance"), feed.changes.balance);
  return (
    <Loaded of={balance} rows={5}>
      {(data) => data.sources.length === 0 ? <Empty title="Nothing was captured or watched">Packets are counted where a capture or a monitor looks.</Empty> : (
        <>
          <p class="muted">Every packet is counted at exactly one waypoint, at which it ended. What came in equals what is accounted for, or packets were lost in silence.</p>
          <div class="columns wide">{data.sources.map((one) => <SourceTable key={one.name} of={one} />)}</div>
        </>
      )}
    </Loaded>
  );
}

function SourceTable({ of }: { of: BalanceSource }) {
  const whole = of.in === of.accounted;
  const counted = of.waypoints.filter((one) => valueOf(one) > 0);
  return (
    <section>
      <h2>{of.name}</h2>
      <p class={whole ? "good-text" : "bad-text"}><strong>{whole ? "✓" : "✗"} {plural(of.in, "packet")} in, {count(of.accounted)} accounted for{whole ? "" : `: ${count(Math.abs(of.in - of.accounted))} ${of.in > of.accounted ? "missing" : "too many"}`}</strong></p>
      {counted.length === 0 ? <p class="muted">No packet came.</p> : (
        <div class="scroll" tabIndex={0} role="region" aria-label={`waypoints of ${of.name}`}><table class="rows">
          <thead><tr><th>Waypoint</th><th class="num">Count</th><th class="bar-cell">Share of the packets</th></tr></thead>
          <tbody>{counted.map((one) => (
            <tr key={one.name}>
              <td>{one.name}{one.meaning && <small class="meaning">{one.meaning}</small>}</td>
              <td class="num" title={`${valueOf(one)}${one.bytes === undefined ? "" : " bytes"}`}>{one.bytes === undefined ? count(valueOf(one)) : size(one.bytes)}</td>
              <td class="bar-cell">{one.packets !== undefined && <svg width="100%" height="8" preserveAspectRatio="none" viewBox={`0 0 ${Math.max(1, of.in)} 8`} role="img" aria-label={share(one.packets, of.in)}><title>{share(one.packets, of.in)}</title><rect width={Math.min(one.packets, of.in)} height="8" class={/drop|lost|refus/.test(one.name) ? "bad-fill" : "accent-fill"} /></svg>}</td>
            </tr>
          ))}</tbody>
        </table></div>
      )}
      {counted.length < of.waypoints.length && <p class="muted small-text" title={of.waypoints.filter((one) => valueOf(one) === 0).map((one) => one.name).join(", ")}>At {plural(of.waypoints.length - counted.length, "other waypoint")} nothing was counted.</p>}
    </section>
  );
}

const valueOf = (one: Waypoint): number => one.packets ?? one.bytes ?? one.count ?? 0;

const share = (part: number, whole: number): string => (whole > 0 ? `${((100 * part) / whole).toFixed(1)} %` : "–");
