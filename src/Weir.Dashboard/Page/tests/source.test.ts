import assert from "node:assert/strict";
import { test } from "node:test";
import { EmbeddedSource } from "../src/source/EmbeddedSource.ts";
import { EventLog } from "../src/source/EventLog.ts";
import { parseExact } from "../src/source/json.ts";
import { LogFollower } from "../src/source/LogFollower.ts";
import { PacketPages } from "../src/source/PacketPages.ts";
import type { LogPart, PacketPart } from "../src/source/api.ts";

const settled = () => new Promise((done) => setTimeout(done, 5));
const event = (index: number) => ({ index, time: index, kind: "mark", text: String(index) });

test("an event is kept once, however often it is told", () => {
  const log = new EventLog(3);
  assert.equal(log.add([event(0), event(1)]), true);
  assert.equal(log.add([event(1)]), false);
  assert.equal(log.add([event(1), event(2), event(3)]), true);
  assert.deepEqual(log.events.map((one) => one.index), [1, 2, 3]);
  assert.equal(log.left, 1);
  assert.equal(log.last, 3);
});

test("a report answers by the whole path, then without the question, else says that it has none", async () => {
  const source = new EmbeddedSource({ "/runs/a/checks": [1], "/runs/a/counters?last=2": [2] });
  assert.deepEqual(await source.get("/runs/a/checks?x=1"), [1]);
  assert.deepEqual(await source.get("/runs/a/counters?last=2"), [2]);
  await assert.rejects(source.get("/runs/a/events"), /open the run/);
  await assert.rejects(source.get("/runs/a/checks?where=x"), /open the run/);
});

test("a report says what it had no room for", async () => {
  const source = new EmbeddedSource({ "/runs/a/checks": [1], "/report": { limit: 1, leftOut: ["/runs/a/programs/web/log"] } });
  assert.deepEqual(source.leftOut, ["/runs/a/programs/web/log"]);
  await assert.rejects(source.get("/runs/a/programs/web/log?tail=5"), /too large/);
  await assert.rejects(source.get("/runs/a/programs/get/log"), /results and the figures/);
  assert.deepEqual(new EmbeddedSource({}).leftOut, []);
});

test("nanoseconds keep their digits where the engine tells them", () => {
  const read = parseExact('{"rows":[[1795677926268042835, 7, "1795677926268042835"]]}') as { rows: unknown[][] };
  const told = (JSON as unknown as { isRawJSON?: unknown }).isRawJSON !== undefined;
  assert.deepEqual(read.rows[0], [told ? "1795677926268042835" : 1795677926268042835, 7, "1795677926268042835"]);
});

/** A capture of so many packets, of which the filter keeps each tenth. */
function capture(total: () => number, filtered: boolean, asked: number[]) {
  return (from: number, limit: number): Promise<PacketPart> => {
    asked.push(from);
    const packets = [];
    let number = from;
    for (; number <= total() && packets.length < limit && number < from + 500; number++) if (!filtered || number % 10 === 0) packets.push({ number, time: number, length: 60 });
    return Promise.resolve({ packets, next: number <= total() ? number : null, ...(filtered ? {} : { total: total() }) });
  };
}

test("without a filter a far page is asked for alone", async () => {
  const asked: number[] = [];
  const pages = new PacketPages(capture(() => 100_000, false, asked), false, true, () => {});
  pages.want(0, 1);
  await settled();
  assert.equal(pages.total, 100_000);
  pages.want(50_000, 50_010);
  await settled();
  assert.deepEqual(asked, [1, 50_001]);
  assert.equal(pages.row(50_005)?.number, 50_006);
  assert.equal(pages.row(300), undefined);
});

test("a report has the rows that it has, however many packets the capture has", async () => {
  const asked: number[] = [];
  const pages = new PacketPages(capture(() => 5000, false, asked), false, false, () => {});
  pages.want(0, 1);
  await settled();
  assert.equal(pages.total, 200);
  pages.want(150, pages.total);
  await settled();
  assert.deepEqual(asked, [1]);
  assert.equal(pages.row(199)?.number, 200);
});

test("a filter searches on until there is enough to show, to the end when it is wanted", async () => {
  const asked: number[] = [];
  const pages = new PacketPages(capture(() => 5000, true, asked), true, true, () => {});
  pages.want(0, 1);
  await settled();
  assert.ok(pages.total >= 200 && !pages.complete, `${pages.total}`);
  while (!pages.complete) { pages.want(pages.total - 1, pages.total); await settled(); }
  assert.equal(pages.total, 500);
  assert.equal(pages.row(499)?.number, 5000);
});

test("a capture that grows shows what came", async () => {
  let total = 10;
  const pages = new PacketPages(capture(() => total, false, []), false, true, () => {});
  pages.want(0, 1);
  await settled();
  total = 250;
  pages.grow();
  await settled();
  assert.equal(pages.total, 250);
  pages.want(200, 250);
  await settled();
  assert.equal(pages.row(249)?.number, 250);
});

test("when the next file of a row begins, so do the pages", async () => {
  let [file, total] = ["all-00001.pcapng", 1000];
  const asked: number[] = [];
  const ask = async (from: number, limit: number) => ({ ...await capture(() => total, false, asked)(from, limit), file });
  const pages = new PacketPages(ask, false, true, () => {});
  pages.want(0, 1);
  pages.want(600, 620);
  await settled();
  assert.deepEqual([pages.file, pages.total, pages.row(605)?.number], ["all-00001.pcapng", 1000, 606]);
  [file, total] = ["all-00002.pcapng", 30];
  pages.grow();
  await settled();
  assert.deepEqual([pages.file, pages.total, pages.row(5)?.number, pages.row(605)], ["all-00002.pcapng", 30, 6, undefined]);
  total = 250;
  pages.grow();
  await settled();
  assert.equal(pages.total, 250);
});

test("a filter searches the next file of a row from its begin on", async () => {
  let [file, total] = ["all-00001.pcapng", 1000];
  const ask = async (from: number, limit: number) => ({ ...await capture(() => total, true, [])(from, limit), file });
  const pages = new PacketPages(ask, true, true, () => {});
  while (!pages.complete) { pages.want(Math.max(0, pages.total - 1), pages.total); await settled(); }
  assert.equal(pages.total, 100);
  [file, total] = ["all-00002.pcapng", 50];
  pages.grow();
  await settled();
  assert.deepEqual([pages.total, pages.row(0)?.number, pages.complete], [5, 10, true]);
});

test("a failure is kept for the view, and the page can be asked for again", async () => {
  let fails = true;
  const pages = new PacketPages((from) => (fails ? Promise.reject(new Error("away")) : Promise.resolve({ packets: [{ number: from, time: 0, length: 1 }], next: null, total: 1 })), false, true, () => {});
  pages.want(0, 1);
  await settled();
  assert.match(String(pages.error), /away/);
  fails = false;
  pages.want(0, 1);
  await settled();
  assert.equal(pages.error, undefined);
  assert.equal(pages.row(0)?.number, 1);
});

test("a log is read from its tail on, each line once", async () => {
  const text = ["a", "b", "c"].map((one, i) => ({ time: i, stream: "out", text: one }));
  let known = 2;
  const queries: string[] = [];
  const log = new LogFollower((query) => {
    queries.push(query);
    const after = /after=(\d+)/.exec(query);
    const from = after ? Number(after[1]) : 0;
    return Promise.resolve<LogPart>({ lines: text.slice(from, known), next: known, end: true });
  }, () => {});
  await log.read();
  known = 3;
  await log.read();
  await log.read();
  assert.deepEqual(log.lines.map((line) => line.text), ["a", "b", "c"]);
  assert.ok(queries[0]!.startsWith("?tail=") && queries[1]!.startsWith("?after=2"));
});
