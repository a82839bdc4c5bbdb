import assert from "node:assert/strict";
import { test } from "node:test";
import { bitRate, clock, count, duration, instant, packetRate, plural, size, tickText } from "../src/text/format.ts";

test("rates have the unit that leaves three digits", () => {
  assert.equal(bitRate(0), "0 bit/s");
  assert.equal(bitRate(950), "950 bit/s");
  assert.equal(bitRate(1_200_000), "1.20 Mbit/s");
  assert.equal(bitRate(12_340_000), "12.3 Mbit/s");
  assert.equal(bitRate(999_999), "1.00 Mbit/s");
  assert.equal(bitRate(4_985_000_000_000_000), "4985 Tbit/s");
  assert.equal(bitRate(undefined), "–");
  assert.equal(packetRate(0.5), "0.5 pkt/s");
});

test("sizes are powers of 1024", () => {
  assert.equal(size(1023), "1023 B");
  assert.equal(size(1024), "1.00 KiB");
  assert.equal(size(1536 * 1024), "1.50 MiB");
});

test("the clock of a run turns to minutes and hours", () => {
  assert.equal(clock(1.25), "1.250 s");
  assert.equal(clock(-0.5), "-0.500 s");
  assert.equal(clock(59.9996), "1:00.000");
  assert.equal(clock(723.25), "12:03.250");
  assert.equal(clock(3661, 0), "1:01:01");
  assert.equal(clock(59.6, 0), "1:00");
  assert.equal(clock(undefined), "–");
});

test("durations have a unit that fits", () => {
  assert.equal(duration(0.000_31), "310 µs");
  assert.equal(duration(0.0201), "20.1 ms");
  assert.equal(duration(0.9999), "1.00 s");
  assert.equal(duration(185), "3 min 5 s");
  assert.equal(duration(7260), "2 h 1 min");
  assert.equal(duration(0), "0 s");
});

test("counts part thousands and keep their digits", () => {
  assert.equal(count(1_234_567).replaceAll("\u202f", " "), "1 234 567");
  assert.equal(count(null), "–");
  assert.equal(plural(1, "node"), "1 node");
  assert.equal(plural(0, "node"), "0 nodes");
});

test("an instant that is none is shown as it came", () => {
  assert.match(instant("2026-11-25T21:47:54.512034Z"), /^2026-11-2\d \d\d:\d\d:54$/);
  assert.equal(instant("soon"), "soon");
  assert.equal(instant(undefined), "–");
});

test("a tick has as many decimals as its step", () => {
  assert.equal(tickText(0.30000000000000004, 0.1), "0.3");
  assert.equal(tickText(20, 5), "20");
});
