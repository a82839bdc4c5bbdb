import { parseExact } from "./json.ts";
import { SourceError, type Source, type StreamHandler } from "./Source.ts";

const streamKinds = ["event", "counters", "tables", "log", "state", "runs"];
const silenceLimit = 25_000; // the server says something each 10 s; after two and a half of them the connection is taken for dead

/** The server that served this page. */
export class LiveSource implements Source {
  readonly live = true;
  readonly leftOut = [];

  async get<T>(path: string, signal?: AbortSignal): Promise<T> {
    return this.#ask<T>(path, { signal: signal ?? null, headers: { accept: "application/json" } });
  }

  async post<T>(path: string, body: unknown): Promise<T> {
    return this.#ask<T>(path, { method: "POST", headers: { "content-type": "application/json", accept: "application/json", "X-Weir": "1" }, body: JSON.stringify(body) });
  }

  file(path: string): string {
    return "/api" + path;
  }

  follow(path: () => string, handler: StreamHandler): () => void {
    let stream: EventSource | undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let silence: ReturnType<typeof setTimeout> | undefined;
    let wait = 1;
    let over = false;
    let paused = false;
    let release: (() => void) | undefined;

    // A server that stands still keeps its connections: only its silence tells, from the first moment on.
    const heard = () => {
      clearTimeout(silence);
      silence = setTimeout(retry, silenceLimit);
    };
    const close = () => {
      clearTimeout(silence);
      stream?.close();
      stream = undefined;
    };
    const retry = () => {
      if (over) return;
      close();
      handler.lost(wait);
      clearTimeout(timer);
      timer = setTimeout(open, wait * 1000);
      wait = Math.min(wait * 2, 15);
    };
    const open = () => {
      if (over || paused) return;
      const own = (stream = new EventSource("/api" + path()));
      heard();
      own.onopen = () => { wait = 1; heard(); handler.open(); };
      own.onerror = () => { if (stream === own) retry(); };
      for (const kind of streamKinds) {
        own.addEventListener(kind, (message) => {
          const { data, lastEventId } = message as MessageEvent<string>;
          heard();
          handler.message(kind, parseExact(data), lastEventId === "" ? undefined : Number(lastEventId));
        });
      }
      own.addEventListener("ping", heard);
      own.addEventListener("end", (message) => { over = true; close(); release?.(); handler.ended(parseExact((message as MessageEvent<string>).data)); });
    };
    const again = () => { clearTimeout(timer); if (!stream) open(); };
    const pause = () => {
      paused = true;
      clearTimeout(timer);
      close();
      handler.paused();
    };
    // A browser gives a server six connections, and a stream holds one: of all pages that nobody sees only one keeps its own.
    const seen = () => {
      release?.();
      release = undefined;
      if (over) return;
      if (!document.hidden) {
        paused = false;
        wait = 1;
        again();
      } else if (navigator.locks) {
        navigator.locks.request("weir-hidden-stream", { ifAvailable: true }, (place) => {
          if (over || !document.hidden || release) return;
          if (!place) { pause(); return; }
          again();
          return new Promise<void>((done) => { release = done; });
        }).catch(() => { if (!over) pause(); });
      } else pause();
    };

    seen();
    addEventListener("online", again);
    document.addEventListener("visibilitychange", seen);
    return () => {
      over = true;
      removeEventListener("online", again);
      document.removeEventListener("visibilitychange", seen);
      clearTimeout(timer);
      close();
      release?.();
    };
  }

  async #ask<T>(path: string, init: RequestInit): Promise<T> {
    let answer: Response;
    try {
      answer = await fetch("/api" + path, init);
    } catch (error) {
      if (error instanceof DOMException && error.name === "AbortError") throw error;
      throw new SourceError(0, "No answer", "The server did not answer: it may have ended.");
    }
    const text = await answer.text();
    let body: unknown;
    try {
      body = text === "" ? null : parseExact(text);
    } catch {
      throw new SourceError(answer.status, "Unreadable answer", `The answer (status ${answer.status}) is no JSON.`);
    }
    if (answer.ok) return body as T;
    const problem = (body ?? {}) as { title?: string; detail?: string };
    throw new SourceError(answer.status, problem.title ?? `Status ${answer.status}`, problem.detail);
  }
}
