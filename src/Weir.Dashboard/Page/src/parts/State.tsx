import type { ComponentChildren } from "preact";
import type { Resource } from "../source/hooks.ts";
import type { SourceError } from "../source/Source.ts";

/** What stands where there is nothing to show, and why. */
export function Empty({ title, children }: { title: string; children?: ComponentChildren }) {
  return <div class="notice" role="status"><strong>{title}</strong>{children && <p>{children}</p>}</div>;
}

export function Failure({ error, retry }: { error: SourceError; retry?: () => void }) {
  if (error.title === "Not in this report") return <Empty title={error.title}>{error.message}</Empty>;
  return (
    <div class="notice bad" role="alert">
      <strong>{error.title}</strong>
      {error.message !== error.title && <p>{error.message}</p>}
      {error.status === 401 && <p>Open the address that <code>weir dashboard</code> printed, with its token.</p>}
      {retry && <button onClick={retry}>Try again</button>}
    </div>
  );
}

export function Loading({ rows = 3 }: { rows?: number }) {
  return <div aria-busy="true" aria-label="loading">{Array.from({ length: rows }, (_, i) => <div class="skeleton" key={i} />)}</div>;
}

/** Shows what an answer holds, or that it is awaited, or why it is not there; an old answer is never shown without a word. */
export function Loaded<T>({ of, children, rows }: { of: Resource<T>; children: (data: T) => ComponentChildren; rows?: number }) {
  if (of.data === undefined) return of.error ? <Failure error={of.error} retry={of.reload} /> : <Loading rows={rows ?? 3} />;
  return (
    <>
      {of.error && <p class="old" role="alert">This is the state of {of.at?.toLocaleTimeString()}: {of.error.message} <button onClick={of.reload}>Try again</button></p>}
      {children(of.data)}
    </>
  );
}
