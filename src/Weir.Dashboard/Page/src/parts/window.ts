/** Which rows of a long list are to be drawn: those in sight and a few on either side. */
export function visibleRows(scrollTop: number, height: number, rowHeight: number, total: number, margin = 12): { first: number; last: number } {
  const first = Math.max(0, Math.min(total, Math.floor(scrollTop / rowHeight) - margin));
  const last = Math.max(first, Math.min(total, Math.ceil((scrollTop + height) / rowHeight) + margin));
  return { first, last };
}

/** Where to scroll so that a row is in sight, below a head of a row's height; undefined when it is. A pixel of the bar stands for `factor` pixels of the list: it is rounded to the side on which the row stays in sight. */
export function scrollToRow(at: number, scrollTop: number, height: number, rowHeight: number, factor: number): number | undefined {
  const top = at * rowHeight;
  if (top < scrollTop * factor) return Math.floor(top / factor);
  if (top + rowHeight * 2 > scrollTop * factor + height) return Math.ceil((top - height + rowHeight * 2) / factor);
  return undefined;
}

/** Browsers draw no element higher than some millions of pixels: longer lists are scrolled in proportion. */
export const tallest = 8_000_000;
