type Reviver = (this: unknown, key: string, value: unknown, context?: { source?: string }) => unknown;

/** JSON whose whole numbers stay exact: one that a number of JavaScript cannot hold (nanoseconds since 1970) becomes a text of its digits, where the browser tells them. */
export function parseExact(text: string): unknown {
  if (!/[[:,]\s*-?\d{16,}\s*[,\]}]/.test(text)) return JSON.parse(text);
  const reviver: Reviver = (_, value, context) => (typeof value === "number" && Number.isInteger(value) && !Number.isSafeInteger(value) ? context?.source ?? value : value);
  return JSON.parse(text, reviver as (key: string, value: unknown) => unknown);
}
