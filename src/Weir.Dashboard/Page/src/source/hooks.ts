import { createContext } from "preact";
import { useContext, useEffect, useRef, useState } from "preact/hooks";
import { EmbeddedSource } from "./EmbeddedSource.ts";
import { asSourceError, RunFeed } from "./RunFeed.ts";
import type { Source, SourceError } from "./Source.ts";

export const SourceContext = createContext<Source>(new EmbeddedSource({}));
export const FeedContext = createContext<RunFeed | undefined>(undefined);

export const useSource = (): Source => useContext(SourceContext);

/** The run that is looked at; draws again when something of it changed. */
export function useFeed(): RunFeed {
  const feed = useContext(FeedContext)!;
  const [, draw] = useState(0);
  const drawn = feed.version;
  useEffect(() => {
    // What was told between the drawing and now was heard by nobody.
    if (feed.version !== drawn) draw((n) => n + 1);
    return feed.listen(() => draw((n) => n + 1));
  }, [feed]);
  return feed;
}

export interface Resource<T> {
  data: T | undefined;
  /** The last request failed; `data` may still be an earlier answer, from `at`. */
  error: SourceError | undefined;
  loading: boolean;
  at: Date | undefined;
  reload(): void;
}

/** One answer of the API, asked for again when the path or the version changes, at most twice a second. An earlier answer of the same path stays until the next one is here. */
export function useResource<T>(path: string | undefined, version: number = 0): Resource<T> {
  const source = useSource();
  const [state, setState] = useState<{ path?: string; data?: T; error?: SourceError; at?: Date }>({});
  const request = useRef<() => void>(() => {});
  useEffect(() => {
    if (path === undefined) return;
    const abort = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    let busy = false;
    let again = false;
    let last = -Infinity;
    // A request under way is waited for, however slow the server is: broken off by each change it would never end.
    const ask = () => {
      if (busy) again = true;
      if (busy || timer !== undefined) return;
      timer = setTimeout(async () => {
        timer = undefined;
        busy = true;
        last = performance.now();
        try {
          const data = await source.get<T>(path, abort.signal);
          if (!abort.signal.aborted) setState({ path, data, at: new Date() });
        } catch (error) {
          if (!abort.signal.aborted) setState((old) => ({ ...(old.path === path ? old : {}), path, error: asSourceError(error) }));
        }
        busy = false;
        if (again && !abort.signal.aborted) { again = false; ask(); }
      }, Math.max(0, 500 - (performance.now() - last)));
    };
    request.current = ask;
    ask();
    return () => { clearTimeout(timer); abort.abort(); };
  }, [source, path]);
  useEffect(() => { if (path !== undefined) request.current(); }, [version]);
  const current = state.path === path ? state : {};
  return { data: current.data, error: current.error, at: current.at, loading: path !== undefined && !current.data && !current.error, reload: () => request.current() };
}

/** A value that is kept in this browser, where it can be. */
export function useKept(key: string, first: string): [string, (value: string) => void] {
  const [value, setValue] = useState(() => read(key) ?? first);
  return [value, (next) => { setValue(next); write(key, next); }];
}

export function read(key: string): string | undefined {
  try { return localStorage.getItem(key) ?? undefined; } catch { return undefined; }
}

export function write(key: string, value: string): void {
  try { localStorage.setItem(key, value); } catch { /* no storage: the value holds until the page is left */ }
}
