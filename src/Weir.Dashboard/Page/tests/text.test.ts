import assert from "node:assert/strict";
import { test } from "node:test";
import { words } from "../src/text/command.ts";
import { bytesOf, hexRows, innermost, printable } from "../src/text/hex.ts";
import { compareHash, parseRoute, runHash, runPath } from "../src/text/route.ts";

test("a route there and back, whatever a name holds", () => {
  for (const name of ["20261126T072523Z-consensus", "a b", "a/b", "50%", "ü"]) {
    assert.deepEqual(parseRoute(runHash(name, "packets", name)), { at: "run", run: name, view: "packets", rest: name });
    assert.deepEqual(parseRoute(compareHash(name, "x")), { at: "compare", a: name, b: "x" });
  }
});

test("a hash that names no view is said so, and nothing is the list", () => {
  assert.deepEqual(parseRoute(""), { at: "runs" });
  assert.deepEqual(parseRoute("#/runs/x"), { at: "run", run: "x", view: "overview", rest: undefined });
  assert.equal(parseRoute("#/runs/x/nothing").at, "unknown");
  assert.equal(parseRoute("#/compare/a").at, "unknown");
  assert.equal(parseRoute("#/runs/%E0%A4%A/overview").at, "run");
});

test("a path of the API cannot leave its run", () => {
  assert.equal(runPath("../x", "captures", "h1/..", "packets"), "/runs/..%2Fx/captures/h1%2F../packets");
});

test("a command line is parted as a shell parts it, and nothing more", () => {
  assert.deepEqual(words("ip -s  link"), ["ip", "-s", "link"]);
  assert.deepEqual(words(`sh -c 'echo "a b" $x' c\\ d ""`), ["sh", "-c", 'echo "a b" $x', "c d", ""]);
  assert.deepEqual(words(`"a\\"b"`), ['a"b']);
  assert.deepEqual(words("   "), []);
  assert.throws(() => words("echo 'a"), /not closed/);
});

test("bytes in rows of sixteen", () => {
  assert.deepEqual(bytesOf("00 ff\n1"), [0, 255]);
  assert.deepEqual(hexRows(Array.from({ length: 17 }, (_, i) => i)).map((row) => [row.offset, row.bytes.length]), [[0, 16], [16, 1]]);
  assert.equal(printable(0x41), "A");
  assert.equal(printable(0x7f), "·");
});

test("a byte belongs to the innermost field that holds it", () => {
  const fields = [{ name: "ip", from: 14, to: 34 }, { name: "src", from: 26, to: 30 }, { name: "derived" }];
  assert.equal(innermost(fields, 27)?.name, "src");
  assert.equal(innermost(fields, 33)?.name, "ip");
  assert.equal(innermost(fields, 34), undefined);
});
