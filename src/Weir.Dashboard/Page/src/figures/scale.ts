/** Round steps from 0 (or `low`) to at least `high`: 1, 2 or 5 times a power of ten. */
export function ticks(low: number, high: number, most: number): { step: number; values: number[] } {
  const span = high - low;
  if (!(span > 0) || most < 1) return { step: 1, values: [low] };
  const raw = span / most;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].map((one) => one * power).find((one) => one >= raw * (1 - 1e-9)) ?? 10 * power;
  const values: number[] = [];
  for (let i = Math.ceil(low / step - 1e-9); i * step <= high + step * 1e-9; i++) values.push(i === 0 ? 0 : i * step);
  return { step, values };
}

/** The least round number of the same steps that is not below `high`. */
export function roundUp(high: number, most = 4): number {
  if (!(high > 0)) return 1;
  const { step } = ticks(0, high, most);
  return Math.ceil(high / step - 1e-9) * step;
}

export interface Segment { key: string; from: number; to: number }

/** Values on top of each other, in the order of the keys; what is 0 or missing has no segment. */
export function stack(values: Partial<Record<string, number>>, keys: readonly string[]): { segments: Segment[]; total: number } {
  const segments: Segment[] = [];
  let total = 0;
  for (const key of keys) {
    const value = values[key] ?? 0;
    if (value <= 0) continue;
    segments.push({ key, from: total, to: total + value });
    total += value;
  }
  return { segments, total };
}
