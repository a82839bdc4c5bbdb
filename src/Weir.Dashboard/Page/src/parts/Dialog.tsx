import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";

/** A question or a page on top of the others: closed by Escape, and the focus goes back to where it was. */
export function Dialog({ title, onClose, children }: { title: string; onClose: () => void; children: ComponentChildren }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const before = document.activeElement as HTMLElement | null;
    dialog.current!.showModal();
    return () => before?.focus();
  }, []);
  return (
    <dialog ref={dialog} aria-label={title} onClose={onClose} onClick={(event) => { if (event.target === dialog.current) onClose(); }}>
      <div class="dialog">
        <header><h2>{title}</h2><button class="plain" aria-label="close" onClick={onClose}>×</button></header>
        {children}
      </div>
    </dialog>
  );
}

/** Asks before something is done that disturbs the experiment. */
export function Confirm({ title, text, does, onDone }: { title: string; text: ComponentChildren; does: string; onDone: (yes: boolean) => void }) {
  return (
    <Dialog title={title} onClose={() => onDone(false)}>
      <p>{text}</p>
      <p class="buttons"><button class="danger" autoFocus onClick={() => onDone(true)}>{does}</button> <button onClick={() => onDone(false)}>Cancel</button></p>
    </Dialog>
  );
}
