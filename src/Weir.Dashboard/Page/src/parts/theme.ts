import { useEffect, useState } from "preact/hooks";
import { read, write } from "../source/hooks.ts";

export const themes = ["system", "light", "dark"] as const;

export type Theme = (typeof themes)[number];

const changed = new EventTarget();

export function theme(): Theme {
  const kept = read("weir-theme");
  return kept === "light" || kept === "dark" ? kept : "system";
}

export function setTheme(next: Theme): void {
  write("weir-theme", next === "system" ? "" : next);
  if (next === "system") delete document.documentElement.dataset["theme"];
  else document.documentElement.dataset["theme"] = next;
  changed.dispatchEvent(new Event("change"));
}

/** Counts how often the colours changed, by the switch or by the system: what draws on a canvas draws again then. */
export function useThemeChanges(): number {
  const [count, setCount] = useState(0);
  useEffect(() => {
    const more = () => setCount((n) => n + 1);
    const system = matchMedia("(prefers-color-scheme: dark)");
    changed.addEventListener("change", more);
    system.addEventListener("change", more);
    return () => { changed.removeEventListener("change", more); system.removeEventListener("change", more); };
  }, []);
  return count;
}

/** A colour of the style sheet, by its name, as it is now. */
export function colour(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}
