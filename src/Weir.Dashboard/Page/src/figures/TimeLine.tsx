import type { RunEvent } from "../source/api.ts";
import { clock } from "../text/format.ts";
import { alongTheClock } from "./clock.ts";
import { ticks } from "./scale.ts";
import { useWidth } from "./useWidth.ts";

const lanes: readonly (readonly [string, (event: RunEvent) => boolean])[] = [
  ["programs", (event) => event.kind.startsWith("program")],
  ["changes", (event) => ["fired", "link", "applied", "mark"].includes(event.kind)],
  ["checks", (event) => event.kind === "check"],
  ["trouble", (event) => event.kind === "warning" || event.kind === "error"],
];

const left = 72;
const laneHeight = 22;
const phaseHeight = 18;

/** What happened, along the run's clock: a band for the phases, and a lane for each sort of event. */
export function TimeLine({ events, now, duration, build }: { events: readonly RunEvent[]; now: number | undefined; duration?: number | undefined; build?: number | undefined }) {
  const [box, width] = useWidth<HTMLDivElement>();
  const at = alongTheClock(events, build);
  const times = new Map(events.map((event, i) => [event.index, at[i]!]));
  const timeOf = (event: RunEvent) => times.get(event.index)!;
  const begin = Math.min(0, ...at.slice(0, 100));
  const end = Math.max(now ?? 0, ...at.slice(-100), duration ?? 0, 0.001);
  const right = width - 12;
  const x = (time: number) => left + ((time - begin) / (end - begin)) * (right - left);
  const height = phaseHeight + 8 + lanes.length * laneHeight + 22;
  const phases = events.filter((event) => event.kind === "phase");
  const { step, values } = ticks(begin, end, Math.max(2, Math.floor((right - left) / 90)));
  return (
    <div ref={box} class="figure">
      <svg width={width} height={height} role="img" aria-label={`time line of ${events.length} events`}>
        {phases.map((event, i) => {
          const from = x(timeOf(event));
          const to = i + 1 < phases.length ? x(timeOf(phases[i + 1]!)) : event["phase"] === "ended" ? from : x(now ?? end);
          const word = String(event["phase"] ?? event.text);
          return to - from > 0.5 && (
            <g key={i}>
              <rect x={from} y={0} width={to - from} height={phaseHeight} class={`phase ${word}`}><title>{`${word} from ${clock(event.time)}`}</title></rect>
              {to - from > word.length * 7 && <text x={from + 5} y={13} class="phase-text">{word}</text>}
            </g>
          );
        })}
        {lanes.map(([name, belongs], lane) => {
          const y = phaseHeight + 8 + lane * laneHeight + laneHeight / 2;
          return (
            <g key={name}>
              <text x={0} y={y + 4} class="axis">{name}</text>
              <line x1={left} x2={right} y1={y} y2={y} class="grid" />
              {events.filter(belongs).map((event) => <Mark key={event.index} event={event} x={x(timeOf(event))} y={y} />)}
            </g>
          );
        })}
        {values.map((value) => <g key={value}><line x1={x(value)} x2={x(value)} y1={phaseHeight + 2} y2={height - 18} class="grid faint" /><text x={x(value)} y={height - 4} class="axis" text-anchor="middle">{clock(value, step < 1 ? 1 : 0)}</text></g>)}
      </svg>
    </div>
  );
}

function Mark({ event, x, y }: { event: RunEvent; x: number; y: number }) {
  const title = <title>{`${clock(event.time)} ${event.subject ? event.subject + ": " : ""}${event.text}`}</title>;
  if (event.kind === "check") {
    return event["result"] === "fail"
      ? <path d={`M${x - 5} ${y - 5}l10 10M${x + 5} ${y - 5}l-10 10`} class="mark bad-stroke">{title}</path>
      : <path d={`M${x - 5} ${y}l4 5l7 -10`} class="mark good-stroke">{title}</path>;
  }
  if (event.kind === "warning" || event.kind === "error") return <path d={`M${x} ${y - 6}l6 11h-12z`} class={event.kind === "error" ? "bad-fill" : "warn-fill"}>{title}</path>;
  if (event.kind.startsWith("program")) return <circle cx={x} cy={y} r={4} class={event.kind === "program-ready" ? "dot full" : "dot"}>{title}</circle>;
  return <path d={`M${x} ${y - 6}l6 6l-6 6l-6 -6z`} class="accent-fill">{title}</path>;
}
