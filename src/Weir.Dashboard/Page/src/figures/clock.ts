import type { RunEvent } from "../source/api.ts";

/** Where each event lies on the run's clock. Those of building count from its begin, not from 0 of the clock: they are put before it, the last of them right before the network was up. */
export function alongTheClock(events: readonly RunEvent[], build?: number): number[] {
  const up = events.findIndex((event) => event.kind === "phase" && event["phase"] === "running");
  if (up <= 0) return events.map((event) => event.time);
  const built = Math.max(build ?? 0, ...events.slice(0, up).map((event) => event.time));
  return events.map((event, at) => (at < up && event.time >= 0 ? event.time - built : event.time));
}

/** True for an event whose time counts from the begin of building. */
export function isOfBuilding(events: readonly RunEvent[], event: RunEvent): boolean {
  const up = events.findIndex((one) => one.kind === "phase" && one["phase"] === "running");
  return event.time >= 0 && (up < 0 ? event["phase"] === "building" : event.index < events[up]!.index);
}
