/** @file Numbers as people read them: rounded, with a unit. */

const prefixes = [
  [1e12, "T"],
  [1e9, "G"],
  [1e6, "M"],
  [1e3, "k"],
] as const;

/** Rounds to so many significant digits, without an exponent for everyday sizes. */
export function roundTo(value: number, digits: number): string {
  if (Number.isNaN(value)) return "–";
  if (!Number.isFinite(value)) return value < 0 ? "−∞" : "∞";
  const rounded = Number(value.toPrecision(digits));
  const size = Math.abs(rounded);
  if (size !== 0 && (size < 1e-4 || size >= 1e15)) return rounded.toExponential().replace("-", "−");
  return String(rounded).replace("-", "−");
}

/**
 * Writes a value without its unit, as for a table whose header names the unit: ratios to four decimals, others to four
 * digits, counts below a million in full. Undefined and NaN become a dash.
 */
export function formatValue(value: number | undefined, unit: string): string {
  if (value === undefined || !Number.isFinite(value)) return roundTo(value ?? Number.NaN, 4);
  if (unit === "1") return Math.abs(value) < 10 ? value.toFixed(4).replace("-", "−") : roundTo(value, 4);
  if (isCounted(unit) && Number.isInteger(value) && Math.abs(value) < 1e6) return grouped(value);
  return isCounted(unit) ? withPrefix(value) : roundTo(value, 4);
}

/** Writes a value with its unit: "0.9731", "12.5 ms", "81.9 kB". */
export function formatQuantity(value: number, unit: string): string {
  if (unit === "1") return formatValue(value, unit);
  if (!isCounted(unit)) return `${roundTo(value, 4)} ${unit}`;
  return unit === "count" ? withPrefix(value) : joinUnit(withPrefix(value), unit);
}

/** Writes a tick of an axis, whose label names the unit. */
export function formatTick(value: number, unit: string): string {
  return isCounted(unit) ? withPrefix(value) : roundTo(value, 6);
}

/** Names a metric with its unit, as for an axis or a column: "latency (ms)". */
export function formatHeader({ name, unit }: { readonly name: string; readonly unit: string }): string {
  return unit === "1" || unit === "count" ? name : `${name} (${unit})`;
}

/** Writes seconds as people say them: "0.4 s", "12 s", "3 min 20 s", "2 h 5 min". */
export function formatDuration(seconds: number): string {
  if (!(seconds >= 0) || !Number.isFinite(seconds)) return "–";
  if (seconds < 59.95) return `${roundTo(seconds, seconds < 10 ? 2 : 3)} s`;
  const total = Math.round(seconds);
  if (total < 3600) return `${Math.floor(total / 60)} min ${total % 60} s`;
  return `${Math.floor(total / 3600)} h ${Math.floor((total % 3600) / 60)} min`;
}

/** Writes a number of things in full, in groups of three digits. */
export function formatCount(count: number): string {
  return grouped(count);
}

/** Keeps number and unit on one line of a page. */
export function unbroken(text: string): string {
  return text.replaceAll(" ", "\u00a0");
}

/** Counts and bytes are exact and may be large: they take prefixes. */
function isCounted(unit: string): boolean {
  return unit === "count" || unit === "B" || unit === "FLOP";
}

function withPrefix(value: number): string {
  const prefix = prefixes.find(([size]) => Math.abs(value) >= size);
  return prefix ? `${roundTo(value / prefix[0], 3)} ${prefix[1]}` : roundTo(value, 3);
}

function joinUnit(number: string, unit: string): string {
  return /[A-Za-z]$/.test(number) ? `${number}${unit}` : `${number} ${unit}`;
}

function grouped(value: number): string {
  return String(value)
    .replace("-", "−")
    .replace(/\B(?=(\d{3})+$)/g, "\u202f");
}
