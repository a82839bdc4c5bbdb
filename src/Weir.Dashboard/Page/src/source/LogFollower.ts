import type { LogLine, LogPart } from "./api.ts";

const tailBytes = 256 * 1024;
const mostLines = 50_000;

/** The end of a program's log, and what comes after it. */
export class LogFollower {
  lines: LogLine[] = [];
  error: unknown;
  loaded = false;
  /** How many lines are no longer here, because there were too many. */
  left = 0;
  readonly #ask: (query: string) => Promise<LogPart>;
  readonly #changed: () => void;
  #next: number | undefined;
  #busy = false;
  #again = false;
  #closed = false;

  constructor(ask: (query: string) => Promise<LogPart>, changed: () => void) {
    this.#ask = ask;
    this.#changed = changed;
  }

  close(): void { this.#closed = true; }

  /** Reads what is new. A call while one reads makes it look once more. */
  async read(): Promise<void> {
    if (this.#busy) { this.#again = true; return; }
    this.#busy = true;
    try {
      do {
        this.#again = false;
        const part = await this.#ask(this.#next === undefined ? `?tail=${tailBytes}` : `?after=${this.#next}&limit=${tailBytes}`);
        if (this.#closed) return;
        const moved = part.next > (this.#next ?? -1);
        this.#next = part.next;
        if (part.lines.length > 0) {
          const all = [...this.lines, ...part.lines];
          this.left += Math.max(0, all.length - mostLines);
          this.lines = all.slice(-mostLines);
        }
        if (this.loaded && !part.end && moved) this.#again = true;
        this.loaded = true;
        this.error = undefined;
        this.#changed();
      } while (this.#again);
    } catch (error) {
      this.error = error;
      if (!this.#closed) this.#changed();
    } finally {
      this.#busy = false;
    }
  }
}
