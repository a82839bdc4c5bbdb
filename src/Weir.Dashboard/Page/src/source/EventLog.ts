import type { RunEvent } from "./api.ts";

/** The events of a run, in order, each once, however often a connection told them; the oldest are left out beyond a limit, and counted. */
export class EventLog {
  readonly #most: number;
  #events: RunEvent[] = [];
  #left = 0;
  #last = -1;

  constructor(most = 20_000) {
    this.#most = most;
  }

  get events(): readonly RunEvent[] { return this.#events; }

  /** How many of the oldest are no longer here. */
  get left(): number { return this.#left; }

  /** Index of the last one that is known; -1 before the first. */
  get last(): number { return this.#last; }

  /** Adds those that are new; true when there were some. */
  add(events: readonly RunEvent[]): boolean {
    const fresh = events.filter((one) => one.index > this.#last);
    if (fresh.length === 0) return false;
    this.#last = fresh[fresh.length - 1]!.index;
    const all = [...this.#events, ...fresh];
    const over = Math.max(0, all.length - this.#most);
    this.#left += over;
    this.#events = over > 0 ? all.slice(over) : all;
    return true;
  }
}
