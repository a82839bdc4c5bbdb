import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";
import { LiveSource } from "../src/source/LiveSource.ts";
import { RunFeed } from "../src/source/RunFeed.ts";

/** A browser's EventSource, whose server says what the test says. */
class Connection extends EventTarget {
  static made: Connection[] = [];
  readonly url: string;
  closed = false;
  onopen: (() => void) | null = null;
  onerror: (() => void) | null = null;

  constructor(url: string) {
    super();
    this.url = url;
    Connection.made.push(this);
  }

  static get last(): Connection { return Connection.made[Connection.made.length - 1]!; }

  close(): void { this.closed = true; }

  say(kind: string, data: unknown): void { this.dispatchEvent(Object.assign(new Event(kind), { data: JSON.stringify(data), lastEventId: "" })); }
}

const browser = new EventTarget();
const page = Object.assign(new EventTarget(), { hidden: false });
Object.assign(globalThis, { EventSource: Connection, document: page, addEventListener: browser.addEventListener.bind(browser), removeEventListener: browser.removeEventListener.bind(browser), requestAnimationFrame: () => 1, cancelAnimationFrame: () => {} });

// A browser's locks, of which nobody waits for one.
const held = new Set<string>();
Object.defineProperty(globalThis, "navigator", { value: { locks: { request: async (name: string, _: unknown, use: (lock: object | null) => unknown) => {
  if (held.has(name)) return use(null);
  held.add(name);
  await use({});
  held.delete(name);
} } } });

const turn = async (hidden: boolean) => { page.hidden = hidden; page.dispatchEvent(new Event("visibilitychange")); await settled(); };

/** Follows a stream; what the handler was told, a word each. */
function follow() {
  const told: string[] = [];
  const stop = new LiveSource().follow(() => "/runs/a/stream", {
    message: (kind) => told.push(kind), open: () => told.push("open"), lost: (wait) => told.push(`lost ${wait}`), paused: () => told.push("paused"), ended: () => told.push("ended"),
  });
  return { told, stop };
}

/** A server that gives these answers; to a path that it has not it gives none at all. */
function serve(answers: Record<string, unknown>) {
  mock.method(globalThis, "fetch", (path: string) => {
    const answer = answers[path.split("?")[0]!.replace("/api/runs/a", "")];
    return answer === undefined ? Promise.reject(new TypeError("refused")) : Promise.resolve(new Response(JSON.stringify(answer)));
  });
  return answers;
}

const settled = async () => { for (let i = 0; i < 50; i++) await Promise.resolve(); await new Promise((done) => setImmediate(done)); };

beforeEach(() => {
  mock.restoreAll();
  mock.timers.reset();
  mock.timers.enable({ apis: ["setTimeout"] });
  Connection.made = [];
  page.hidden = false;
});

test("a server that stands still is given up, though it never had a reason to ping", () => {
  const { told, stop } = follow();
  Connection.last.onopen!();
  for (let i = 0; i < 60; i++) { mock.timers.tick(1000); Connection.last.say("state", {}); }
  assert.equal(Connection.made.length, 1);
  mock.timers.tick(24_000);
  assert.ok(!told.includes("lost 1"));
  mock.timers.tick(1000);
  assert.equal(told.at(-1), "lost 1");
  assert.ok(Connection.made[0]!.closed);
  mock.timers.tick(1000);
  assert.equal(Connection.made.length, 2);
  // A connection that is never opened is one more silence.
  mock.timers.tick(25_000);
  assert.equal(told.at(-1), "lost 2");
  stop();
});

test("after the end nothing is awaited any more", () => {
  const { told } = follow();
  Connection.last.onopen!();
  Connection.last.say("end", {});
  mock.timers.tick(100_000);
  assert.deepEqual(told, ["open", "ended"]);
  assert.equal(Connection.made.length, 1);
});

test("the verdict of a run whose server ends with it has its reasons", async () => {
  const answers = serve({ "": { id: "a", lab: "a", state: "running", now: 1, seconds: 1, reasons: [] }, "/events": { events: [], next: 0 }, "/counters": { samples: [] } });
  const feed = new RunFeed(new LiveSource(), "a");
  await settled();
  Connection.last.onopen!();
  for (const path of Object.keys(answers)) delete answers[path];
  Connection.last.say("end", { state: "ended", now: 9, result: "fail", trust: "trustworthy", reasons: ["check 'ping' failed"], doubts: [], durations: { build: 0.5, run: 8.5 } });
  mock.timers.tick(1000);
  await settled();
  assert.equal(feed.connection, "ended");
  assert.deepEqual([feed.detail?.result, feed.detail?.reasons, feed.detail?.seconds, feed.detail?.durations?.["build"]], ["fail", ["check 'ping' failed"], 8.5, 0.5]);
  feed.close();
});

test("'Try again' begins all that the first try did not reach", async () => {
  const answers = serve({});
  const feed = new RunFeed(new LiveSource(), "a");
  await settled();
  assert.equal(feed.error?.title, "No answer");
  Object.assign(answers, { "": { id: "a", lab: "a", state: "running", now: 1 }, "/events": { events: [{ index: 0, time: 0, kind: "mark", text: "x" }], next: 1 }, "/counters": { samples: [{ time: 1, interfaces: {} }] } });
  feed.refresh();
  mock.timers.tick(250);
  await settled();
  Connection.last.onopen!();
  assert.deepEqual([feed.error, feed.events.last, feed.eventsLoaded, feed.samples.length, feed.connection], [undefined, 0, true, 1, "live"]);
  feed.close();
});

test("events that could not be read at first are read when it is tried again", async () => {
  const answers = serve({ "": { id: "a", lab: "a", state: "ended", now: 1 }, "/counters": { samples: [] } });
  const feed = new RunFeed(new LiveSource(), "a");
  await settled();
  assert.equal(feed.error?.title, "No answer");
  assert.equal(feed.eventsLoaded, false);
  answers["/events"] = { events: [{ index: 0, time: 0, kind: "mark", text: "x" }], next: 1 };
  feed.refresh();
  mock.timers.tick(250);
  await settled();
  assert.deepEqual([feed.error, feed.events.last, feed.eventsLoaded], [undefined, 0, true]);
  assert.equal(Connection.made.length, 0);
  feed.close();
});

test("of the pages that nobody sees one keeps its connection, and the others catch up when they are seen", async () => {
  const first = follow();
  const second = follow();
  for (const one of Connection.made) one.onopen!();
  await turn(true);
  assert.deepEqual([first.told.at(-1), second.told.at(-1)], ["open", "paused"]);
  assert.deepEqual(Connection.made.map((one) => one.closed), [false, true]);
  // Nothing is tried meanwhile.
  browser.dispatchEvent(new Event("online"));
  assert.equal(Connection.made.length, 2);
  await turn(false);
  assert.equal(Connection.made.length, 3);
  Connection.last.onopen!();
  assert.deepEqual(second.told, ["open", "paused", "open"]);
  first.stop();
  second.stop();
  await settled();
  assert.equal(held.size, 0);
});

test("a run that was not seen for a while is asked for what was missed", async () => {
  const answers = serve({ "": { id: "a", lab: "a", state: "running", now: 1 }, "/events": { events: [], next: 0 }, "/counters": { samples: [] } });
  const other = follow();
  const feed = new RunFeed(new LiveSource(), "a");
  await settled();
  Connection.last.onopen!();
  await turn(true);
  assert.equal(feed.connection, "connecting");
  answers["/counters"] = { samples: [{ time: 7, interfaces: {} }] };
  await turn(false);
  Connection.last.onopen!();
  await settled();
  assert.deepEqual([feed.connection, feed.samples.length], ["live", 1]);
  feed.close();
  other.stop();
  await settled();
});
