import { useState } from "preact/hooks";
import { Badge } from "../parts/Badge.tsx";
import { Confirm } from "../parts/Dialog.tsx";
import { useKey } from "../parts/keys.ts";
import { Empty, Failure, Loaded } from "../parts/State.tsx";
import type { ProgramInfo } from "../source/api.ts";
import { useFeed, useResource, useSource } from "../source/hooks.ts";
import { asSourceError } from "../source/RunFeed.ts";
import type { SourceError } from "../source/Source.ts";
import { size } from "../text/format.ts";
import { runHash, runPath, type Route } from "../text/route.ts";
import { LogPane } from "./LogPane.tsx";

/** The programs of the lab, what they wrote, and their stopping and starting. */
export default function Programs({ route }: { route: Route }) {
  const feed = useFeed();
  const programs = useResource<ProgramInfo[]>(runPath(feed.run, "programs"), feed.changes.programs);
  const list = programs.data ?? [];
  const wanted = route.at === "run" ? route.rest : undefined;
  const chosen = list.find((one) => one.name === wanted) ?? list[0];
  const open = (at: number) => { const one = list[Math.max(0, Math.min(list.length - 1, at))]; if (one) location.hash = runHash(feed.run, "programs", one.name); };
  const place = list.findIndex((one) => one === chosen);
  useKey("j", () => open(place + 1));
  useKey("k", () => open(place - 1));
  return (
    <Loaded of={programs} rows={6}>
      {() => !chosen ? <Empty title="The lab has no programs">A lab starts programs when its file has some: <code>programs:</code></Empty> : (
        <div class="split">
          <nav class="choices" aria-label="programs">
            {list.map((one) => (
              <a key={one.name} class="choice" href={runHash(feed.run, "programs", one.name)} aria-current={one === chosen ? "true" : undefined}>
                <span>{one.name}</span><span class="muted">{one.node}</span><span class="grow" /><Badge of={one.state} title={one.exit} />
              </a>
            ))}
          </nav>
          <section class="program" aria-label={`program ${chosen.name}`}>
            <Head program={chosen} onDone={programs.reload} />
            <LogPane key={chosen.name} program={chosen} />
          </section>
        </div>
      )}
    </Loaded>
  );
}

type Verb = "stop" | "start" | "restart" | "pause" | "resume";

const questions: Partial<Record<Verb, string>> = { stop: "Stop", restart: "Restart", pause: "Pause" };

function Head({ program, onDone }: { program: ProgramInfo; onDone: () => void }) {
  const feed = useFeed();
  const source = useSource();
  const [asking, setAsking] = useState<Verb>();
  const [error, setError] = useState<SourceError>();
  const act = async (verb: Verb) => {
    setError(undefined);
    try {
      await source.post(runPath(feed.run, "programs", program.name, verb), {});
      onDone();
    } catch (failure) {
      setError(asSourceError(failure));
    }
  };
  const runs = ["starting", "running", "ready", "paused"].includes(program.state);
  return (
    <div class="program-head">
      <p class="line"><strong>{program.name}</strong> <span class="muted">{program.kind}{program.node ? ` on ${program.node}` : ""}</span> <Badge of={program.state} />{program.exit && <span class="muted">{runs ? "before: " : ""}{program.exit}</span>}
        <span class="grow" />
        {feed.alive && !runs && <button disabled={!feed.canAct} onClick={() => void act("start")}>Start</button>}
        {feed.alive && runs && (
          <span class="buttons">
            {program.state === "paused" ? <button disabled={!feed.canAct} onClick={() => void act("resume")}>Resume</button> : <button disabled={!feed.canAct} onClick={() => setAsking("pause")}>Pause</button>}
            <button disabled={!feed.canAct} onClick={() => setAsking("restart")}>Restart</button>
            <button class="danger" disabled={!feed.canAct} onClick={() => setAsking("stop")}>Stop</button>
          </span>
        )}
      </p>
      <p class="muted small-text">{program.command && <code>{program.command.join(" ")}</code>} {program.pid !== undefined && `process ${program.pid}`}{(program.starts ?? 1) > 1 && `, started ${program.starts} times`}{program.logBytes !== undefined && <span title={`${program.logBytes} bytes`}> · log {size(program.logBytes)}</span>}</p>
      {error && <Failure error={error} />}
      {asking && <Confirm title={`${questions[asking]} ${program.name}?`} does={`${questions[asking]} it`} text="The running experiment feels it at once. It is kept among the events." onDone={(yes) => { const verb = asking; setAsking(undefined); if (yes) void act(verb); }} />}
    </div>
  );
}
