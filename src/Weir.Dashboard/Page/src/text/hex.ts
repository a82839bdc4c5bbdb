export interface HexRow { offset: number; bytes: number[] }

/** Bytes of a text of hexadecimal digits; white space and an odd digit at the end are left out. */
export function bytesOf(hex: string): number[] {
  const clean = hex.replace(/[^0-9a-fA-F]/g, "");
  const bytes: number[] = [];
  for (let i = 0; i + 1 < clean.length; i += 2) bytes.push(Number.parseInt(clean.slice(i, i + 2), 16));
  return bytes;
}

/** Rows of sixteen bytes. */
export function hexRows(bytes: readonly number[], width = 16): HexRow[] {
  const rows: HexRow[] = [];
  for (let offset = 0; offset < bytes.length; offset += width) rows.push({ offset, bytes: bytes.slice(offset, offset + width) });
  return rows;
}

export const hexByte = (value: number): string => value.toString(16).padStart(2, "0");

/** The character that a byte stands for in ASCII; a point when it is none that can be seen. */
export const printable = (value: number): string => (value >= 0x20 && value < 0x7f ? String.fromCharCode(value) : "·");

export interface Range { from?: number; to?: number }

/** The innermost of the ranges (the shortest) that holds the byte. */
export function innermost<T extends Range>(ranges: readonly T[], at: number): T | undefined {
  let best: T | undefined;
  for (const one of ranges) {
    if (one.from === undefined || one.to === undefined || at < one.from || at >= one.to) continue;
    if (!best || one.to - one.from <= best.to! - best.from!) best = one;
  }
  return best;
}
