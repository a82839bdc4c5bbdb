import { useEffect, useRef, useState } from "preact/hooks";
import { useKey } from "./keys.ts";

interface Properties { label: string; value: string; onChange: (value: string) => void; placeholder?: string; commit?: boolean; invalid?: boolean }

/** A field that `/` goes to. With `commit` the value counts at Enter, else as it is typed; Enter leaves it for the rows, Escape empties it. */
export function SearchBox({ label, value, onChange, placeholder, commit, invalid }: Properties) {
  const field = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState(value);
  // What comes back from the owner is the past while somebody types: nothing is put into a field that has the focus.
  useEffect(() => {
    if (document.activeElement !== field.current) setTyped(value);
  }, [value]);
  useKey("/", () => field.current?.focus());
  return (
    <form class="search" role="search" onSubmit={(event) => { event.preventDefault(); onChange(typed.trim()); field.current?.blur(); }}>
      <input ref={field} type="search" aria-label={label} placeholder={placeholder ?? label} value={typed} spellcheck={false} autocomplete="off" aria-invalid={invalid || undefined}
        onInput={(event) => {
          const next = event.currentTarget.value;
          setTyped(next);
          if (!commit || next === "") onChange(next.trim());
        }} />
      <kbd aria-hidden="true">/</kbd>
    </form>
  );
}
