import type { CounterSample, RunDetail, RunEvent, StateNote } from "./api.ts";
import { EventLog } from "./EventLog.ts";
import { type Source, SourceError } from "./Source.ts";
import { runPath } from "../text/route.ts";

export type Connection = "connecting" | "live" | "lost" | "ended";

const mostSamples = 600;
const pageOfEvents = 2000;

/** All that is followed of one run: its state, events, counters, and how often its tables, logs, programs, checks and links changed. Views listen to it; nothing is drawn more than once a frame. */
export class RunFeed {
  readonly events = new EventLog();
  detail: RunDetail | undefined;
  error: SourceError | undefined;
  samples: CounterSample[] = [];
  connection: Connection = "connecting";
  lostAt: Date | undefined;
  retryIn = 0;
  eventsLoaded = false;
  readonly changes = { detail: 0, checks: 0, programs: 0, links: 0, balance: 0 };
  readonly tableChanges = new Map<string, number>();
  readonly logChanges = new Map<string, number>();

  readonly #listeners = new Set<() => void>();
  readonly #source: Source;
  readonly #run: string;
  #stop: (() => void) | undefined;
  #away = false;
  #beginning = false;
  #begun = false;
  #over = false;
  #frame = 0;
  #version = 0;
  #measured = false;
  #detailTimer: ReturnType<typeof setTimeout> | undefined;
  #clock: { now: number; at: number } | undefined;

  constructor(source: Source, run: string) {
    this.#source = source;
    this.#run = run;
    void this.#begin();
  }

  get run(): string { return this.#run; }

  /** Grows with everything that is told to listeners, before it is told. */
  get version(): number { return this.#version; }

  /** Whether the run goes on, as far as is known. */
  get alive(): boolean {
    const state = this.detail?.state;
    return this.#source.live && (state === "building" || state === "running" || state === "removing");
  }

  /** Whether acts can be asked for now. */
  get canAct(): boolean { return this.alive && this.detail?.state === "running" && this.connection === "live"; }

  /** The run's clock now: what was told last, moved on while the connection holds. */
  get now(): number | undefined {
    if (!this.#clock) return undefined;
    return this.alive && this.connection === "live" ? this.#clock.now + (performance.now() - this.#clock.at) / 1000 : this.#clock.now;
  }

  listen(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => { this.#listeners.delete(listener); };
  }

  close(): void {
    this.#over = true;
    this.#stop?.();
    clearTimeout(this.#detailTimer);
    cancelAnimationFrame(this.#frame);
  }

  /** Asks for the run's state again soon, and for all that could not be had at first. */
  refresh(): void {
    clearTimeout(this.#detailTimer);
    this.#detailTimer = setTimeout(() => void (this.#begun ? this.#again() : this.#begin()), 250);
  }

  async #begin(): Promise<void> {
    if (this.#beginning) return;
    this.#beginning = true;
    await this.#loadDetail();
    if (!this.#over && this.detail) {
      await Promise.all([this.#loadEvents(), this.#loadSamples()]);
      this.#begun = true;
      if (this.alive && !this.#over) this.#follow();
      else { this.connection = "ended"; this.#notify(); }
    }
    this.#beginning = false;
  }

  async #again(): Promise<void> {
    await this.#loadDetail();
    if (!this.eventsLoaded && !this.#over) await Promise.all([this.#loadEvents(), this.#loadSamples()]);
  }

  async #loadDetail(): Promise<void> {
    try {
      this.detail = await this.#source.get<RunDetail>(runPath(this.#run));
      this.error = undefined;
      this.#setClock(this.detail.now);
      this.changes.detail++;
    } catch (error) {
      this.error = asSourceError(error);
    }
    this.#notify();
  }

  async #loadEvents(): Promise<void> {
    try {
      for (;;) {
        const part = await this.#source.get<{ events: RunEvent[]; next: number }>(`${runPath(this.#run, "events")}?after=${this.events.last}&limit=${pageOfEvents}`);
        if (!this.events.add(part.events) || part.events.length < pageOfEvents || this.#over) break;
      }
      this.eventsLoaded = true;
    } catch (error) {
      this.error ??= asSourceError(error);
    }
    this.#notify();
  }

  async #loadSamples(): Promise<void> {
    try {
      this.samples = (await this.#source.get<{ samples: CounterSample[] }>(`${runPath(this.#run, "counters")}?last=${mostSamples}`)).samples;
    } catch { /* a run that never ran has no counters: views say so */ }
    this.#notify();
  }

  #follow(): void {
    this.#stop = this.#source.follow(() => `${runPath(this.#run, "stream")}?after=${this.events.last}`, {
      open: () => {
        this.connection = "live";
        this.lostAt = undefined;
        if (this.#away) this.#missed();
        this.#away = false;
        this.#notify();
      },
      lost: (retryIn) => {
        this.#away = true;
        this.connection = "lost";
        this.lostAt ??= new Date();
        this.retryIn = retryIn;
        this.#notify();
      },
      paused: () => {
        this.#away = true;
        if (this.connection === "live") this.connection = "connecting";
        this.#notify();
      },
      ended: (told) => {
        // A server that belongs to the run ends with it: what it says last must do.
        this.#take(told as StateNote);
        this.connection = "ended";
        this.#missed();
        this.#notify();
      },
      message: (kind, data, index) => this.#heard(kind, data, index),
    });
  }

  /** After a pause everything may have changed. */
  #missed(): void {
    this.refresh();
    void this.#loadEvents();
    void this.#loadSamples();
    for (const key of ["checks", "programs", "links", "balance"] as const) this.changes[key]++;
    for (const [key, value] of this.tableChanges) this.tableChanges.set(key, value + 1);
    for (const [key, value] of this.logChanges) this.logChanges.set(key, value + 1);
  }

  #heard(kind: string, data: unknown, index: number | undefined): void {
    switch (kind) {
      case "event": this.#event(data as RunEvent, index); break;
      case "counters": this.#sample(data as CounterSample); break;
      case "tables":
        for (const monitor of Object.keys(data as object)) this.tableChanges.set(monitor, (this.tableChanges.get(monitor) ?? 0) + 1);
        this.changes.balance++;
        break;
      case "log": {
        const { program } = data as { program: string };
        this.logChanges.set(program, (this.logChanges.get(program) ?? 0) + 1);
        break;
      }
      case "state": {
        if (this.#take(data as StateNote)) this.refresh();
        break;
      }
    }
    this.#notify();
  }

  /** True when the state is another one. */
  #take(told: StateNote): boolean {
    const changed = this.detail?.state !== told.state;
    const seconds = told.durations?.["run"];
    if (this.detail) this.detail = { ...this.detail, ...told, ...(seconds === undefined ? {} : { seconds }) };
    this.#setClock(told.now);
    return changed;
  }

  #event(event: RunEvent, index: number | undefined): void {
    if (!this.events.add([{ ...event, index: event.index ?? index ?? this.events.last + 1 }])) return;
    if (event.kind === "check") this.changes.checks++;
    if (event.kind.startsWith("program")) this.changes.programs++;
    if (["link", "applied", "fired"].includes(event.kind)) this.changes.links++;
    if (["phase", "check", "applied", "monitor", "capture"].includes(event.kind)) this.refresh();
  }

  #sample(sample: CounterSample): void {
    // How long a sample takes from the wire to the screen: read by whoever wants to know, and by the tests.
    performance.clearMarks("weir-counters");
    performance.mark("weir-counters");
    this.#measured = true;
    this.samples = [...this.samples.slice(-(mostSamples - 1)), sample];
    this.#setClock(sample.time);
  }

  #setClock(now: number | undefined): void {
    if (now !== undefined) this.#clock = { now, at: performance.now() };
  }

  #notify(): void {
    this.#version++;
    if (this.#frame !== 0 || this.#over) return;
    // A hidden page gets no frames: it is brought up to date when it is seen again.
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0;
      for (const listener of [...this.#listeners]) listener();
      if (this.#measured) { this.#measured = false; requestAnimationFrame(() => performance.measure("weir-counters-to-pixel", "weir-counters")); }
    });
  }
}

/** Any failure as one that can be shown. */
export function asSourceError(error: unknown): SourceError {
  return error instanceof SourceError ? error : new SourceError(0, "Failed", error instanceof Error ? error.message : String(error));
}
