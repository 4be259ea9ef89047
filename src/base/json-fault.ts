/** @file Tells whether a value from outside is plain JSON. */
import { shown } from "./shown.ts";

/** Deeper values are taken for endless ones. */
const DEEPEST = 200;

/**
 * Finds the first place of a value that is not plain JSON: a number that is not finite, a bigint, a function, an
 * instance of a class, a circle. Fields that are undefined count as absent. Never throws.
 *
 * @param place  What the value is called in the answer.
 * @returns Where and what, such as `settings.rate is NaN`; undefined where all is JSON.
 */
export function jsonFault(value: unknown, place: string): string | undefined {
  try {
    return faultOf(value, place, 0);
  } catch {
    // A getter or a proxy threw.
    return `${place} cannot be read`;
  }
}

function faultOf(value: unknown, place: string, depth: number): string | undefined {
  if (value === null || typeof value === "string" || typeof value === "boolean" || Number.isFinite(value)) {
    return undefined;
  }
  if (typeof value !== "object") return `${place} is ${shown(value)}`;
  if (depth > DEEPEST) return `${place} is nested without an end`;
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) {
      const fault = faultOf(value[i], `${place}[${i}]`, depth + 1);
      if (fault !== undefined) return fault;
    }
    return undefined;
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== null && Object.getPrototypeOf(prototype) !== null) return `${place} is ${shown(value)}`;
  for (const [key, item] of Object.entries(value)) {
    const fault = item === undefined ? undefined : faultOf(item, `${place}.${key}`, depth + 1);
    if (fault !== undefined) return fault;
  }
  return undefined;
}
