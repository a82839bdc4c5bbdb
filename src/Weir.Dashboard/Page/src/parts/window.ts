/** Which rows of a long list are to be drawn: those in sight and a few on either side. */
export function visibleRows(scrollTop: number, height: number, rowHeight: number, total: number, margin = 12): { first: number; last: number } {
  const first = Math.max(0, Math.min(total, Math.floor(scrollTop / rowHeight) - margin));
  const last = Math.max(first, Math.min(total, Math.ceil((scrollTop + height) / rowHeight) + margin));
  return { first, last };
}

/** Browsers draw no element higher than some millions of pixels: longer lists are scrolled in proportion. */
export const tallest = 8_000_000;
