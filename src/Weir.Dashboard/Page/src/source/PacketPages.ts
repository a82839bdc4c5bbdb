import type { PacketPart, PacketRow } from "./api.ts";

const pageLength = 200;

type Ask = (from: number, limit: number) => Promise<PacketPart>;

/** The packets of a capture, asked for in pages as they come into sight. Without a filter every page can be gone to at once, for packet n is row n - 1; with one, rows are found from the begin on. Of a row of files there is the newest: when the next one begins, so do the pages. */
export class PacketPages {
  readonly filtered: boolean;
  error: unknown;
  /** With a filter: whether the capture was searched to its end. */
  complete = false;
  /** The file that the packets are of. */
  file: string | undefined;
  readonly #ask: Ask;
  readonly #live: boolean;
  readonly #changed: () => void;
  #pages = new Map<number, PacketRow[]>();
  #asked = new Set<number>();
  #found: PacketRow[] = [];
  #wanted: readonly [number, number] = [0, 1];
  #next: number | undefined = 1;
  #total = 0;
  #busy = false;
  #closed = false;

  /** Of a report (not `live`) there are the packets of its one answer, whatever the capture's total. */
  constructor(ask: Ask, filtered: boolean, live: boolean, changed: () => void) {
    this.#ask = ask;
    this.filtered = filtered;
    this.#live = live;
    this.#changed = changed;
  }

  /** How many rows there are, as far as is known. */
  get total(): number { return this.filtered ? this.#found.length : this.#total; }

  get loading(): boolean { return this.#busy && this.total === 0; }

  get searching(): boolean { return this.filtered && this.#busy; }

  /** The last packet that was looked at by the filter. */
  get searched(): number { return (this.#next ?? 1) - 1; }

  row(at: number): PacketRow | undefined {
    return this.filtered ? this.#found[at] : this.#pages.get(Math.floor(at / pageLength))?.[at % pageLength];
  }

  close(): void { this.#closed = true; }

  /** Sees to it that these rows are here soon. */
  want(first: number, last: number): void {
    this.#wanted = [first, last];
    if (this.filtered) {
      if (last + pageLength / 2 >= this.#found.length && !this.complete && !this.#busy) void this.#search();
      return;
    }
    for (let page = Math.floor(first / pageLength); page <= Math.floor(Math.max(first, last - 1) / pageLength); page++) {
      if (!this.#asked.has(page)) void this.#load(page);
    }
  }

  /** Looks whether the capture grew. */
  grow(): void {
    if (this.#busy) return;
    if (this.filtered) { if (this.complete) { this.complete = false; void this.#search(); } return; }
    void this.#load(Math.floor(this.#total / pageLength));
  }

  /** Takes note of the file that a part is of: all that is known is of the one before when it is a newer one, and the part is of no use when it is an older one. */
  #turn(part: PacketPart): "same" | "newer" | "older" {
    const before = this.file;
    if (part.file === before || part.file === undefined) return "same";
    if (before !== undefined && part.file < before) return "older";
    this.file = part.file;
    if (before === undefined) return "same";
    this.#pages = new Map();
    this.#asked = new Set();
    this.#found = [];
    this.#next = 1;
    this.#total = 0;
    return "newer";
  }

  /** The rows in sight, or the last ones where there are no longer as many. */
  #wantAgain(): void {
    const last = Math.max(1, Math.min(this.#wanted[1], this.#total));
    this.want(Math.min(this.#wanted[0], last - 1), last);
  }

  async #load(page: number): Promise<void> {
    this.#asked.add(page);
    this.#busy = true;
    try {
      const part = await this.#ask(page * pageLength + 1, pageLength);
      const turn = this.#turn(part);
      if (turn === "older") { this.#asked.delete(page); this.#busy = false; return; }
      // What was asked of the file before may lie behind the end of this one: it is asked again when there is something.
      if (turn === "same" || part.packets.length > 0) { this.#asked.add(page); this.#pages.set(page, part.packets); }
      const last = part.packets[part.packets.length - 1]?.number ?? 0;
      // Where the server does not know the total, one more page is there as long as it names a next packet.
      this.#total = !this.#live ? part.packets.length : Math.max(this.#total, part.total ?? last + (part.next && part.packets.length === pageLength ? 1 : 0));
      this.error = undefined;
      if (turn === "newer") this.#wantAgain();
    } catch (error) {
      this.#asked.delete(page);
      this.error = error;
    }
    this.#busy = false;
    if (!this.#closed) this.#changed();
  }

  async #search(): Promise<void> {
    this.#busy = true;
    try {
      let before = this.#found.length;
      // A part may hold no packet at all: then the search goes on behind it.
      while (!this.#closed && this.#next !== undefined && this.#found.length < before + pageLength) {
        const from = this.#next;
        const part = await this.#ask(from, pageLength);
        if (this.#turn(part) === "newer") { before = 0; continue; }
        this.#found.push(...part.packets);
        const next = part.next ?? undefined;
        if (next === undefined || next <= from) {
          this.complete = true;
          this.#next = (part.packets[part.packets.length - 1]?.number ?? from - 1) + 1;
          break;
        }
        this.#next = next;
        if (!this.#closed) this.#changed();
      }
      this.error = undefined;
    } catch (error) {
      this.error = error;
      this.complete = true;
    }
    this.#busy = false;
    if (!this.#closed) this.#changed();
  }
}
