import type { CounterSample, TopologyLink } from "../source/api.ts";

export interface LinkRate { aToB: number; bToA: number; dropped: number }

/** What a link carries each way: what its ends sent, in bits a second; undefined while nothing is known. */
export function linkRate(link: TopologyLink, sample: CounterSample | undefined): LinkRate | undefined {
  const a = sample?.interfaces[link.a.interface];
  const b = sample?.interfaces[link.b.interface];
  if (!a && !b) return undefined;
  return { aToB: a?.txBitRate ?? b?.rxBitRate ?? 0, bToA: b?.txBitRate ?? a?.rxBitRate ?? 0, dropped: (a?.dropped ?? 0) + (b?.dropped ?? 0) };
}

/** The width of a link's line: more by a little for each tenfold of its rate above 1 kbit/s. */
export function lineWidth(rate: number): number {
  return rate < 1000 ? 1.5 : Math.min(7, 1.5 + 0.8 * Math.log10(rate / 1000));
}
