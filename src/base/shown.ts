/** @file Any value as a short text, for messages that say what was found. */
import { printable } from "./printable.ts";

const LENGTH = 80;
const MOST_ITEMS = 12;
const MOST_LEVELS = 4;

/**
 * Writes a value of whatever kind as one short line: JSON where it is JSON, else what comes closest. Never throws, and
 * looks at no more of the value than it shows.
 *
 * @example shown({ rate: Number.NaN, data: 3n }); // {"rate":NaN,"data":3n}
 */
export function shown(value: unknown, length: number = LENGTH): string {
  try {
    return printable(textOf(value, MOST_LEVELS), length);
  } catch {
    // A getter or a proxy threw.
    return "an object that cannot be read";
  }
}

function textOf(value: unknown, levels: number): string {
  switch (typeof value) {
    case "string":
      // Escaped here, so that a quote in a text cannot end it.
      return JSON.stringify(value.length > 400 ? `${value.slice(0, 300)}…${value.slice(-90)}` : value);
    case "bigint":
      return `${value}n`;
    case "undefined":
      return "absent";
    case "function":
      return value.name === "" ? "a function" : `the function ${value.name}`;
    case "symbol":
      return "a symbol";
    case "object":
      return value === null ? "null" : textOfObject(value, levels);
    default:
      return Object.is(value, -0) ? "-0" : String(value);
  }
}

function textOfObject(value: object, levels: number): string {
  if (ArrayBuffer.isView(value)) return `a ${value.constructor.name} of ${value.byteLength} bytes`;
  const isList = Array.isArray(value);
  if (levels === 0) return isList ? "[…]" : "{…}";
  const prototype = Object.getPrototypeOf(value) as { readonly constructor?: { readonly name?: string } } | null;
  const kind = prototype?.constructor?.name ?? "Object";
  if (!isList && kind !== "Object") return `a ${kind}`;
  const items = isList
    ? Array.from({ length: Math.min(value.length, MOST_ITEMS) }, (_, i) => textOf(value[i], levels - 1))
    : Object.keys(value)
        .slice(0, MOST_ITEMS)
        .map((key) => `${JSON.stringify(key)}:${textOf((value as Record<string, unknown>)[key], levels - 1)}`);
  const rest = (isList ? value.length : Object.keys(value).length) > MOST_ITEMS ? ",…" : "";
  return isList ? `[${items.join(",")}${rest}]` : `{${items.join(",")}${rest}}`;
}
