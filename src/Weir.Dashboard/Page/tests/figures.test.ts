import assert from "node:assert/strict";
import { test } from "node:test";
import { alongTheClock, isOfBuilding } from "../src/figures/clock.ts";
import { lineWidth, linkRate } from "../src/figures/linkRates.ts";
import { busiest, totals } from "../src/figures/rates.ts";
import { roundUp, stack, ticks } from "../src/figures/scale.ts";
import { scrollToRow, tallest, visibleRows } from "../src/parts/window.ts";
import type { CounterSample, RunEvent } from "../src/source/api.ts";

test("ticks are round and lie within", () => {
  assert.deepEqual(ticks(0, 25, 5).values, [0, 5, 10, 15, 20, 25]);
  assert.deepEqual(ticks(-0.4, 1, 4).values.map((one) => +one.toFixed(3)), [0, 0.5, 1]);
  assert.deepEqual(ticks(3, 3, 4).values, [3]);
  assert.equal(roundUp(13, 5), 15);
  assert.equal(roundUp(0), 1);
});

test("values are stacked in the order of the keys", () => {
  const { segments, total } = stack({ commit: 7, preprepare: 1, other: 9, prepare: 0 }, ["preprepare", "prepare", "commit"]);
  assert.deepEqual(segments, [{ key: "preprepare", from: 0, to: 1 }, { key: "commit", from: 1, to: 8 }]);
  assert.equal(total, 8);
});

test("only rows in sight are drawn, and never one that is not there", () => {
  assert.deepEqual(visibleRows(0, 220, 22, 1000, 2), { first: 0, last: 12 });
  assert.deepEqual(visibleRows(22 * 990, 220, 22, 1000, 2), { first: 988, last: 1000 });
  assert.deepEqual(visibleRows(5000, 220, 22, 3, 2), { first: 3, last: 3 });
  assert.deepEqual(visibleRows(0, 220, 22, 0), { first: 0, last: 0 });
});

const phase = (index: number, time: number, name: string): RunEvent => ({ index, time, kind: "phase", text: name, phase: name });

test("what happened while the network was built lies before the clock's begin", () => {
  const events = [phase(0, 0.02, "building"), { index: 1, time: 0.41, kind: "monitor", text: "" }, phase(2, 0.0003, "running"), phase(3, 25, "ended")];
  assert.deepEqual(alongTheClock(events, 0.43).map((one) => +one.toFixed(4)), [-0.41, -0.02, 0.0003, 25]);
  assert.deepEqual(events.map((event) => isOfBuilding(events, event)), [true, true, false, false]);
  assert.deepEqual(alongTheClock([phase(0, 0.5, "building")]), [0.5]);
});

const sample: CounterSample = {
  time: 1,
  interfaces: { "a-eth0": { txBitRate: 1000, rxBitRate: 500, txPacketRate: 2, dropped: 1, errors: 0 }, "b-eth0": { txBitRate: 500, rxBitRate: 1000, txPacketRate: 1, dropped: 0, errors: 2 }, "c-eth0": { txBitRate: 9 } },
};

test("the rate of a link is what its ends sent", () => {
  const link = { name: "a -- b", a: { node: "a", interface: "a-eth0" }, b: { node: "b", interface: "b-eth0" } };
  assert.deepEqual(linkRate(link, sample), { aToB: 1000, bToA: 500, dropped: 1 });
  assert.deepEqual(linkRate({ ...link, b: { node: "x", interface: "x-eth0" } }, sample), { aToB: 1000, bToA: 500, dropped: 1 });
  assert.equal(linkRate({ ...link, a: link.b, b: { node: "x", interface: "x-eth0" } }, undefined), undefined);
  assert.ok(lineWidth(1e9) > lineWidth(1e6) && lineWidth(1e15) <= 7);
});

test("the busiest interfaces come first, and sums are over all", () => {
  const { series, all } = busiest([sample], 2);
  assert.deepEqual(series.map((one) => one.name), ["a-eth0", "b-eth0"]);
  assert.equal(all, 3);
  assert.deepEqual(totals(sample), { bitRate: 1509, packetRate: 3, dropped: 1, errors: 2 });
});

test("a chosen row is in sight however long the list is", () => {
  for (const total of [1000, 1_000_000, 50_000_000]) {
    const factor = Math.max(1, (total * 22 - 440) / (tallest - 440));
    let scrollTop = 0;
    for (const at of [0, 1, 19, 20, 500, 501, Math.floor(total / 2), total - 2, total - 1, total - 2, total - 30, 700, 0]) {
      scrollTop = scrollToRow(at, scrollTop, 440, 22, factor) ?? scrollTop;
      const { first, last } = visibleRows(scrollTop * factor, 440, 22, total, 0);
      assert.ok(at >= first && at < last && Number.isInteger(scrollTop), `${at} of ${total}: ${first} to ${last}`);
    }
  }
  assert.equal(scrollToRow(5, 0, 440, 22, 1), undefined);
});
