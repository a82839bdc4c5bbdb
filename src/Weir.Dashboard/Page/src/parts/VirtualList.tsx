import type { ComponentChildren } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { scrollToRow, tallest, visibleRows } from "./window.ts";

interface Properties {
  total: number;
  rowHeight: number;
  label: string;
  /** Draws a row; `at` is its place from 0. */
  row: (at: number) => ComponentChildren;
  head?: ComponentChildren;
  /** Stay at the end while rows come. */
  follow?: boolean;
  onFollow?: (follow: boolean) => void;
  selected?: number;
  onRange?: (first: number, last: number) => void;
  role?: "table" | "log";
  wide?: string;
}

/** A list of any length, of which only what is in sight is in the document. */
export function VirtualList({ total, rowHeight, label, row, head, follow, onFollow, selected, onRange, role = "table", wide }: Properties) {
  const box = useRef<HTMLDivElement>(null);
  const [view, setView] = useState({ top: 0, height: 400 });
  const full = total * rowHeight;
  const shown = Math.min(full, tallest);
  // Beyond what a browser can draw, a pixel of the bar stands for several of the list.
  const factor = full > shown && shown > view.height ? (full - view.height) / (shown - view.height) : 1;
  const { first, last } = visibleRows(view.top * factor, view.height, rowHeight, total);
  const offset = factor === 1 ? first * rowHeight : view.top - (view.top * factor - first * rowHeight);

  useLayoutEffect(() => {
    const element = box.current!;
    const watch = new ResizeObserver(() => setView((old) => ({ ...old, height: element.clientHeight })));
    watch.observe(element);
    return () => watch.disconnect();
  }, []);
  useLayoutEffect(() => {
    if (follow) box.current!.scrollTop = shown;
  }, [follow, total]);
  useEffect(() => { onRange?.(first, last); }, [first, last, total]);
  useLayoutEffect(() => {
    if (selected === undefined || selected < 0) return;
    const element = box.current!;
    const to = scrollToRow(selected, element.scrollTop, element.clientHeight, rowHeight, factor);
    if (to !== undefined) element.scrollTop = to;
  }, [selected]);

  const scrolled = () => {
    const element = box.current;
    if (!element) return;
    setView({ top: element.scrollTop, height: element.clientHeight });
    if (onFollow) {
      const atEnd = element.scrollTop + element.clientHeight >= element.scrollHeight - rowHeight;
      if (atEnd !== follow) onFollow(atEnd);
    }
  };
  const rows = [];
  for (let at = first; at < last; at++) rows.push(row(at));
  return (
    <div class="list" ref={box} onScroll={scrolled} tabIndex={0} role={role} aria-label={label} aria-rowcount={role === "table" ? total : undefined}>
      <div class="list-inner" style={{ minWidth: wide }}>
        {head && <div class="list-head" role="row">{head}</div>}
        <div style={{ height: `${shown}px`, position: "relative" }} role="rowgroup">
          <div style={{ transform: `translateY(${offset}px)` }} role="presentation">{rows}</div>
        </div>
      </div>
    </div>
  );
}
