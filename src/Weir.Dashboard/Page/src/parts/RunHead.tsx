import { useEffect, useState } from "preact/hooks";
import { useFeed, useSource } from "../source/hooks.ts";
import { clock } from "../text/format.ts";
import { Badge } from "./Badge.tsx";

/** The run's name, state and clock, and whether what is shown is of now. */
export function RunHead({ onMark }: { onMark: () => void }) {
  const feed = useFeed();
  const source = useSource();
  const { detail, connection } = feed;
  return (
    <>
      <span class="run-name" title={feed.run}>{detail?.lab ?? feed.run}</span>
      {detail && (
        <span class="run-state">
          <Badge of={detail.state} />
          {detail.result && <Badge of={detail.result} />}
          {detail.trust === "not trustworthy" && <Badge of={detail.trust} />}
          <Clock />
        </span>
      )}
      <span class="grow" />
      {!source.live && <span class="connection" title="A report holds what its run recorded">report</span>}
      {source.live && detail && <span class={`connection ${connection}`} title={describe(connection)}><span aria-hidden="true">●</span> {connection}</span>}
      {feed.alive && <button onClick={onMark} disabled={!feed.canAct} title="Set a mark (m)">Mark</button>}
      {connection === "lost" && (
        <div class="banner" role="alert">
          Connection lost at {feed.lostAt?.toLocaleTimeString()}: everything below is of then. Trying again{feed.retryIn > 1 ? ` in ${feed.retryIn} s` : ""}.
        </div>
      )}
    </>
  );
}

function Clock() {
  const feed = useFeed();
  const [, tick] = useState(0);
  useEffect(() => {
    if (!feed.alive) return;
    const timer = setInterval(() => tick((n) => n + 1), 500);
    return () => clearInterval(timer);
  }, [feed.alive]);
  const now = feed.alive ? feed.now : feed.detail?.seconds ?? feed.now;
  if (now === undefined) return null;
  const asked = feed.detail?.duration;
  return <span class="number" title={`the run's clock: ${now} s`}>{clock(now, feed.alive ? 0 : 1)}{feed.alive && asked ? ` of ${clock(asked, 0)}` : ""}</span>;
}

function describe(connection: string): string {
  switch (connection) {
    case "live": return "What is shown follows the run";
    case "ended": return "The run has ended: nothing changes any more";
    case "lost": return "The server is not heard";
    default: return "Asking the server";
  }
}
