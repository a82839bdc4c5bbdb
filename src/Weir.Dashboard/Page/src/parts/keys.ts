import { useEffect, useRef } from "preact/hooks";

export interface Shortcut { keys: string; does: string }

type Action = () => void;

const actions = new Map<string, Action[]>();
let pending = "";
let pendingTimer: ReturnType<typeof setTimeout> | undefined;

/** Listens for shortcuts: one key, or `g` and a letter within 1.5 s. Nothing is taken from who types, nor from a browser's own combinations. */
export function listenForKeys(): void {
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    const target = event.target as HTMLElement;
    if (target.closest("input, textarea, select, [contenteditable]")) {
      if (event.key === "Escape") target.blur();
      return;
    }
    if (document.querySelector("dialog[open]")) return;
    // These two press what has the focus.
    if ((event.key === "Enter" || event.key === " ") && target.closest("a[href], button, summary")) return;
    const keys = pending + event.key;
    clearTimeout(pendingTimer);
    if (pending === "" && event.key === "g") {
      pending = "g ";
      pendingTimer = setTimeout(() => { pending = ""; }, 1500);
      return;
    }
    pending = "";
    const action = actions.get(keys)?.at(-1);
    if (!action) return;
    event.preventDefault();
    action();
  });
}

/** Binds a shortcut while the caller is shown; the last that bound it has it. */
export function useKey(keys: string, action: Action): void {
  const latest = useRef(action);
  latest.current = action;
  useEffect(() => {
    const own = () => latest.current();
    const list = actions.get(keys) ?? [];
    actions.set(keys, [...list, own]);
    return () => { actions.set(keys, (actions.get(keys) ?? []).filter((one) => one !== own)); };
  }, [keys]);
}

export const shortcuts: readonly Shortcut[] = [
  { keys: "g r", does: "list of runs" },
  { keys: "g o", does: "overview" },
  { keys: "g t", does: "topology" },
  { keys: "g c", does: "consensus" },
  { keys: "g w", does: "OpenFlow switches" },
  { keys: "g p", does: "packets" },
  { keys: "g l", does: "programs and logs" },
  { keys: "g e", does: "events" },
  { keys: "g k", does: "checks" },
  { keys: "g m", does: "monitors' tables" },
  { keys: "g b", does: "balance" },
  { keys: "/", does: "filter or search in this view" },
  { keys: "j / k", does: "next, previous row" },
  { keys: "Enter", does: "open the run of this row" },
  { keys: "x", does: "choose the run of this row to compare" },
  { keys: "m", does: "set a mark in a living run" },
  { keys: "d", does: "light, dark or the system's theme" },
  { keys: "?", does: "this page" },
];
