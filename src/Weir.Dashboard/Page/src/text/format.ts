// Figures as people read them. The exact value belongs into the tooltip.

const none = "–";

function scaled(value: number, units: readonly string[], step: number): string {
  let index = 0;
  let rest = Math.abs(value);
  while (rest >= step && index < units.length - 1) { rest /= step; index++; }
  // Three digits; what rounds up to the next unit is shown in it.
  if (index < units.length - 1 && Number(digits(rest)) >= step) { rest /= step; index++; }
  return `${value < 0 ? "-" : ""}${index === 0 ? trim(rest) : digits(rest)} ${units[index]}`;
}

function digits(value: number): string {
  return value >= 99.95 ? value.toFixed(0) : value >= 9.995 ? value.toFixed(1) : value.toFixed(2);
}

function trim(value: number): string {
  return Number.isInteger(value) ? String(value) : digits(value).replace(/\.?0+$/, "");
}

/** `1.20 Mbit/s`. */
export function bitRate(value: number | undefined): string {
  return value === undefined ? none : scaled(value, ["bit/s", "kbit/s", "Mbit/s", "Gbit/s", "Tbit/s"], 1000);
}

/** `950 pkt/s`. */
export function packetRate(value: number | undefined): string {
  return value === undefined ? none : scaled(value, ["pkt/s", "kpkt/s", "Mpkt/s"], 1000);
}

/** `1.50 KiB`. */
export function size(value: number | undefined): string {
  return value === undefined ? none : scaled(value, ["B", "KiB", "MiB", "GiB", "TiB"], 1024);
}

/** A time of the run's clock: `1.250 s`, `12:03.250` from a minute on. */
export function clock(seconds: number | undefined, places = 3): string {
  if (seconds === undefined || !Number.isFinite(seconds)) return none;
  const sign = seconds < 0 ? "-" : "";
  const units = Math.round(Math.abs(seconds) * 10 ** places);
  const scale = 10 ** places;
  const minutes = Math.floor(units / (60 * scale));
  const rest = ((units % (60 * scale)) / scale).toFixed(places);
  if (minutes === 0) return `${sign}${rest} s`;
  const padded = rest.padStart(places === 0 ? 2 : places + 3, "0");
  return minutes < 60 ? `${sign}${minutes}:${padded}` : `${sign}${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")}:${padded}`;
}

/** How long something took: `310 µs`, `20.1 ms`, `1.25 s`, `3 min 5 s`. */
export function duration(seconds: number | undefined): string {
  if (seconds === undefined || !Number.isFinite(seconds)) return none;
  const size = Math.abs(seconds);
  if (size === 0) return "0 s";
  if (size < 0.000_999_5) return `${digits(seconds * 1e6)} µs`;
  if (size < 0.999_5) return `${digits(seconds * 1e3)} ms`;
  if (size < 60) return `${digits(seconds)} s`;
  const whole = Math.round(seconds);
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}

/** A count with thin spaces between thousands: `12 345`. */
export function count(value: number | undefined | null): string {
  if (value === undefined || value === null) return none;
  return Number.isInteger(value) ? String(value).replace(/\B(?=(\d{3})+(?!\d))/g, "\u202f") : String(value);
}

/** `3 nodes`, `1 node`. */
export function plural(value: number, one: string, many = one + "s"): string {
  return `${count(value)} ${value === 1 ? one : many}`;
}

/** An instant in the reader's own time zone: `2026-11-25 22:47:54`. */
export function instant(iso: string | undefined): string {
  if (!iso) return none;
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return iso;
  const two = (value: number) => String(value).padStart(2, "0");
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())} ${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;
}

/** How many characters a tick of an axis needs at least: as many decimals as the step has. */
export function tickText(value: number, step: number): string {
  const places = Math.max(0, Math.min(6, -Math.floor(Math.log10(step) + 1e-9)));
  return value.toFixed(places);
}
