import { useState } from "preact/hooks";
import { useSource } from "../source/hooks.ts";
import { asSourceError } from "../source/RunFeed.ts";
import type { SourceError } from "../source/Source.ts";
import { runPath } from "../text/route.ts";
import { Dialog } from "./Dialog.tsx";
import { Failure } from "./State.tsx";

/** Sets a mark: a word of the reader's own among the events and in the captures. */
export function MarkDialog({ run, onClose }: { run: string; onClose: () => void }) {
  const source = useSource();
  const [text, setText] = useState("");
  const [error, setError] = useState<SourceError>();
  const set = async (event: Event) => {
    event.preventDefault();
    try {
      await source.post(runPath(run, "mark"), { text });
      onClose();
    } catch (failure) {
      setError(asSourceError(failure));
    }
  };
  return (
    <Dialog title="Set a mark" onClose={onClose}>
      <form onSubmit={set}>
        <p>It stands among the events and, as a comment, in every capture.</p>
        <input autoFocus required maxLength={500} aria-label="text of the mark" placeholder="what happens now" value={text} onInput={(event) => setText(event.currentTarget.value)} />
        <p class="buttons"><button class="primary">Set the mark</button></p>
        {error && <Failure error={error} />}
      </form>
    </Dialog>
  );
}
