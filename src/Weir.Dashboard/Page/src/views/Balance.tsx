import { Empty, Loaded } from "../parts/State.tsx";
import type { BalanceSource } from "../source/api.ts";
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
  const most = Math.max(1, of.in, ...of.waypoints.map((one) => one.packets));
  const bytes = of.waypoints.some((one) => one.bytes !== undefined);
  return (
    <section>
      <h2>{of.name}</h2>
      <p class={whole ? "good-text" : "bad-text"}><strong>{whole ? "✓" : "✗"} {plural(of.in, "packet")} in, {count(of.accounted)} accounted for{whole ? "" : `: ${count(Math.abs(of.in - of.accounted))} ${of.in > of.accounted ? "missing" : "too many"}`}</strong></p>
      {of.waypoints.length === 0 ? <p class="muted">No packet came.</p> : (
        <div class="scroll"><table class="rows">
          <thead><tr><th>Waypoint</th><th class="num">Packets</th>{bytes && <th class="num">Bytes</th>}<th class="bar-cell"><span class="sr">share</span></th></tr></thead>
          <tbody>{of.waypoints.map((one) => (
            <tr key={one.name}><td title={one.meaning}>{one.name}{one.meaning && <small class="muted"> {one.meaning}</small>}</td><td class="num" title={String(one.packets)}>{count(one.packets)}</td>{bytes && <td class="num" title={`${one.bytes} bytes`}>{size(one.bytes)}</td>}
              <td class="bar-cell"><svg width="100%" height="8" preserveAspectRatio="none" viewBox={`0 0 ${most} 8`} aria-hidden="true"><rect width={one.packets} height="8" class={/drop|lost|refus|missing/.test(one.name) ? "bad-fill" : "accent-fill"} /></svg></td></tr>
          ))}</tbody>
        </table></div>
      )}
    </section>
  );
}
