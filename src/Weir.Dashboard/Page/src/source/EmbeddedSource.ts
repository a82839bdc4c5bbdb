import { SourceError, type Source } from "./Source.ts";

/** What makes an answer another one: a report cannot work it out. */
const narrowing = ["filter", "where", "order", "point"];

/** The answers that stand in a report's own file. An answer is found by its whole path, or else by its path without the question. */
export class EmbeddedSource implements Source {
  readonly live = false;
  readonly leftOut: readonly string[];
  readonly #answers: Record<string, unknown>;

  constructor(answers: Record<string, unknown>) {
    this.#answers = answers;
    this.leftOut = (answers["/report"] as { leftOut?: string[] } | undefined)?.leftOut ?? [];
  }

  get<T>(path: string): Promise<T> {
    const [plain = path, query = ""] = path.split("?");
    const other = narrowing.some((name) => new URLSearchParams(query).has(name));
    const answer = this.#answers[path] ?? (other ? undefined : this.#answers[plain]);
    return answer === undefined
      ? Promise.reject(new SourceError(404, "Not in this report", `${this.leftOut.includes(plain) ? "It would have made the report too large" : "A report keeps the results and the figures"}; for packets, whole tables and logs open the run: weir dashboard RUN.`))
      : Promise.resolve(structuredClone(answer) as T);
  }

  post<T>(): Promise<T> {
    return Promise.reject(new SourceError(409, "Nothing can be done in a report"));
  }

  follow(): () => void {
    return () => {};
  }

  file(): undefined {
    return undefined;
  }
}
