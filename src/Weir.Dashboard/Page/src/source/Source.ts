/** What a stream tells, by the name of its message; `open` when it is connected, `lost` when it is not, with the seconds until the next try; `paused` when nobody sees the page and it is no longer connected, until `open`; `ended` with what its last message told. */
export interface StreamHandler {
  message(kind: string, data: unknown, index: number | undefined): void;
  open(): void;
  lost(retryIn: number): void;
  paused(): void;
  ended(data: unknown): void;
}

/** Where the page takes its data from: a server, or the report that it stands in. */
export interface Source {
  /** Whether there is a server: without one nothing changes and nothing can be done. */
  readonly live: boolean;
  /** Paths of answers for which a report had no room. */
  readonly leftOut: readonly string[];
  /** One answer of the API; fails with a SourceError. */
  get<T>(path: string, signal?: AbortSignal): Promise<T>;
  /** Asks for an act; fails with a SourceError that says why it was not done. */
  post<T>(path: string, body: unknown): Promise<T>;
  /** Follows a stream; the path is made anew for each connection. Returns what ends it. */
  follow(path: () => string, handler: StreamHandler): () => void;
  /** The address of a file to download, where there is one. */
  file(path: string): string | undefined;
}

/** A request that did not give an answer: the title, what is wrong, and the status (0: no answer came). */
export class SourceError extends Error {
  readonly status: number;
  readonly title: string;

  constructor(status: number, title: string, detail?: string) {
    super(detail && detail !== title ? detail : title);
    this.status = status;
    this.title = title;
  }
}
