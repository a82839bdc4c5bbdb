import type { CounterSample } from "../source/api.ts";

/** One line of a figure: its name, and a value for each time. */
export interface Series { name: string; values: (number | null)[] }

/** What the busiest interfaces sent and received, over time, and how many interfaces there are. */
export function busiest(samples: readonly CounterSample[], most: number): { times: number[]; series: Series[]; all: number } {
  const sums = new Map<string, number>();
  for (const sample of samples) {
    for (const [name, rates] of Object.entries(sample.interfaces)) sums.set(name, (sums.get(name) ?? 0) + (rates.txBitRate ?? 0));
  }
  const order = [...sums].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).map(([name]) => name);
  const series: Series[] = order.slice(0, most).map((name) => ({ name, values: samples.map((sample) => sample.interfaces[name]?.txBitRate ?? null) }));
  return { times: samples.map((sample) => sample.time), series, all: order.length };
}

/** The sums over all interfaces of one sample. */
export function totals(sample: CounterSample | undefined): { bitRate: number; packetRate: number; dropped: number; errors: number } | undefined {
  if (!sample) return undefined;
  const sum = { bitRate: 0, packetRate: 0, dropped: 0, errors: 0 };
  for (const rates of Object.values(sample.interfaces)) {
    sum.bitRate += rates.txBitRate ?? 0;
    sum.packetRate += rates.txPacketRate ?? 0;
    sum.dropped += rates.dropped ?? 0;
    sum.errors += rates.errors ?? 0;
  }
  return sum;
}
