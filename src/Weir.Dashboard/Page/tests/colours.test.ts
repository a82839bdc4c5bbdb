import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

const sheet = readFileSync("src/styles/colours.css", "utf8");
const blocks = [...sheet.matchAll(/\{([^{}]*)\}/g)].map((match) => new Map([...match[1]!.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6})/g)].map((one) => [one[1]!, one[2]!])));
const themes = { light: blocks[0]!, dark: blocks[1]!, system: blocks[2]! };

function luminance(colour: string): number {
  const parts = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255).map((one) => (one <= 0.04045 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4));
  return 0.2126 * parts[0]! + 0.7152 * parts[1]! + 0.0722 * parts[2]!;
}

function contrast(a: string, b: string): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

const texts = ["text", "muted", "accent", "good", "bad", "warn", "live"];
const grounds = ["bg", "surface", "raised", "accent-soft"];
const pairs = [...texts.flatMap((text) => grounds.map((ground) => [text, ground] as const)), ["on-accent", "accent"], ["good", "good-soft"], ["bad", "bad-soft"], ["text", "bad-soft"], ["warn", "warn-soft"], ["live", "live-soft"]] as const;
const figures = ["preprepare", "prepare", "commit", "roundchange", "series-1", "series-2", "series-3", "series-4", "series-5", "series-6", "impaired", "node-line"];

for (const [theme, colours] of Object.entries(themes)) {
  test(`every text of the ${theme} theme has 4.5:1, every figure 3:1`, () => {
    const weak = pairs.map(([text, ground]) => [text, ground, contrast(colours.get(text)!, colours.get(ground)!)] as const).filter(([, , ratio]) => ratio < 4.5);
    const faint = figures.map((one) => [one, contrast(colours.get(one)!, colours.get("surface")!)] as const).filter(([, ratio]) => ratio < 3);
    assert.deepEqual([...weak, ...faint].map((one) => one.join(" ")), []);
  });
}

test("the system's dark theme is the chosen one", () => {
  assert.deepEqual([...themes.system], [...themes.dark]);
});
