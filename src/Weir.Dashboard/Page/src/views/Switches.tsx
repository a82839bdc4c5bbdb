import { useEffect, useState } from "preact/hooks";
import { useKey } from "../parts/keys.ts";
import { Badge } from "../parts/Badge.tsx";
import { Empty, Loaded } from "../parts/State.tsx";
import type { ControllerInfo, FlowInfo, SwitchInfo, SwitchPlace } from "../source/switches.ts";
import { useFeed, useResource } from "../source/hooks.ts";
import { count, duration, plural, size } from "../text/format.ts";
import { runHash, runPath, type Route } from "../text/route.ts";

const lookEvery = 2000;

/** The OpenFlow switches: their ports and flows with counters, and what controllers know. Switches are asked again while the view is shown and the run lives. */
export default function Switches({ route }: { route: Route }) {
  const feed = useFeed();
  const [look, setLook] = useState(0);
  useEffect(() => {
    if (!feed.alive) return;
    const timer = setInterval(() => setLook((n) => n + 1), lookEvery);
    return () => clearInterval(timer);
  }, [feed.alive]);
  const switches = useResource<SwitchInfo[]>(runPath(feed.run, "switches"), look);
  const controllers = useResource<ControllerInfo[]>(runPath(feed.run, "controllers"), look);
  const list = switches.data ?? [];
  const wanted = route.at === "run" ? route.rest : undefined;
  const chosen = list.find((one) => one.name === wanted) ?? list[0];
  const open = (at: number) => { const one = list[Math.max(0, Math.min(list.length - 1, at))]; if (one) location.hash = runHash(feed.run, "switches", one.name); };
  const place = list.findIndex((one) => one === chosen);
  useKey("j", () => open(place + 1));
  useKey("k", () => open(place - 1));
  return (
    <Loaded of={switches} rows={6}>
      {() => !chosen ? <Empty title="The lab has no OpenFlow switch">A lab has them when its file says so: <code>kind: openflow</code> or <code>kind: ovs</code></Empty> : (
        <div class="split">
          <nav class="choices" aria-label="switches">
            {list.map((one) => (
              <a key={one.name} class="choice" href={runHash(feed.run, "switches", one.name)} aria-current={one === chosen ? "true" : undefined}>
                <span>{one.name}</span><span class="muted">{one.kind}</span><span class="grow" />{one.flows !== undefined && <span class="muted number">{plural(one.flows, "flow")}</span>}
              </a>
            ))}
          </nav>
          <section class="program" aria-label={`switch ${chosen.name}`}>
            <div class="program-head">
              <p class="line"><strong>{chosen.name}</strong> <span class="muted">{chosen.kind}, number {chosen.number}, fail mode {chosen.failMode}</span></p>
              {chosen.fault && <p class="bad-text">{chosen.fault}</p>}
            </div>
            <Ports of={chosen} />
            {feed.alive && <Flows key={chosen.name} of={chosen} look={look} />}
            {(controllers.data ?? []).filter((one) => one.switches.includes(chosen.name)).map((one) => <Controller key={one.name} of={one} />)}
          </section>
        </div>
      )}
    </Loaded>
  );
}

function Ports({ of }: { of: SwitchInfo }) {
  const counted = of.ports.some((one) => one.receivedPackets !== undefined);
  return (
    <section>
      <h2>Ports</h2>
      <div class="scroll" tabIndex={0} role="region" aria-label={`ports of ${of.name}`}><table class="rows small">
        <thead><tr><th class="num">Port</th><th>Interface</th><th>Link to</th>{counted && <><th>State</th><th class="num">Packets in</th><th class="num">Bytes in</th><th class="num">Packets out</th><th class="num">Bytes out</th><th class="num">Dropped</th></>}</tr></thead>
        <tbody>{of.ports.map((one) => (
          <tr key={one.number}>
            <td class="num">{one.number}</td><td>{one.interface}</td><td>{one.peer ?? "–"}</td>
            {counted && <><td><Badge of={one.up ? "up" : "down"} /></td><td class="num">{count(one.receivedPackets)}</td><td class="num">{size(one.receivedBytes)}</td><td class="num">{count(one.sentPackets)}</td><td class="num">{size(one.sentBytes)}</td><td class="num">{count((one.receivedDropped ?? 0) + (one.sentDropped ?? 0))}</td></>}
          </tr>
        ))}</tbody>
      </table></div>
    </section>
  );
}

function Flows({ of, look }: { of: SwitchInfo; look: number }) {
  const feed = useFeed();
  const flows = useResource<FlowInfo[]>(runPath(feed.run, "switches", of.name, "flows"), look);
  return (
    <section>
      <h2>Flows</h2>
      <Loaded of={flows} rows={4}>
        {(data) => data.length === 0 ? <p class="muted">The switch has no flow{of.failMode === "secure" ? ": it forwards nothing" : ""}.</p> : (
          <div class="scroll" tabIndex={0} role="region" aria-label={`flows of ${of.name}`}><table class="rows small">
            <thead><tr><th class="num">Table</th><th class="num">Priority</th><th>Match</th><th>Actions</th><th class="num">Packets</th><th class="num">Bytes</th><th class="num">Age</th><th>Goes after</th></tr></thead>
            <tbody>{data.map((one) => (
              <tr key={`${one.table} ${one.priority} ${one.match} ${one.cookie}`}>
                <td class="num">{one.table}</td><td class="num">{one.priority}</td><td class="match"><code>{one.match.replaceAll(",", ", ") || "everything"}</code></td><td><code>{one.actions}</code></td>
                <td class="num">{count(one.packets)}</td><td class="num">{size(one.bytes)}</td><td class="num">{duration(one.seconds)}</td><td class="muted">{limits(one)}</td>
              </tr>
            ))}</tbody>
          </table></div>
        )}
      </Loaded>
    </section>
  );
}

function Controller({ of }: { of: ControllerInfo }) {
  return (
    <section>
      <h2>Controller {of.name}</h2>
      <p class="muted">{of.app}{of.node ? ` on ${of.node}` : ""}: {plural(of.connected.length, "switch", "switches")} connected, {plural(of.links.length, "link")} found, {plural(of.hostCount, "address", "addresses")} learned</p>
      {of.links.length > 0 && (
        <div class="scroll" tabIndex={0} role="region" aria-label={`links that ${of.name} found`}><table class="rows small">
          <thead><tr><th>Link</th><th>To</th><th>Carries</th></tr></thead>
          <tbody>{of.links.map((one) => <tr key={`${at(one.one)} ${at(one.other)}`}><td>{at(one.one)}</td><td>{at(one.other)}</td><td>{one.carries ? "yes" : "no: it would close a loop"}</td></tr>)}</tbody>
        </table></div>
      )}
      {of.hosts.length > 0 && (
        <div class="scroll" tabIndex={0} role="region" aria-label={`addresses that ${of.name} learned`}><table class="rows small">
          <thead><tr><th>Address</th><th>Node</th><th>At</th></tr></thead>
          <tbody>{of.hosts.map((one) => <tr key={`${one.mac} ${at(one.at)}`}><td><code>{one.mac}</code></td><td>{one.node ?? "–"}</td><td>{at(one.at)}</td></tr>)}</tbody>
        </table></div>
      )}
    </section>
  );
}

const at = (place: SwitchPlace): string => place.interface ?? `${place.switch} port ${place.port}`;

const limits = (flow: FlowInfo): string =>
  [flow.idleTimeout > 0 ? `${flow.idleTimeout} s without packets` : "", flow.hardTimeout > 0 ? `${flow.hardTimeout} s in all` : ""].filter((one) => one !== "").join(", ") || "never";
