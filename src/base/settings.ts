/** @file Fills in and checks settings given by name, from code or from a command line. */
import { InputError } from "./errors.ts";
import type { Json } from "./json.ts";
import { shown } from "./shown.ts";

/** Settings by name, as read from outside. */
export type Settings = Readonly<Record<string, Json>>;

/**
 * Returns the defaults with the given settings over them.
 *
 * @param owner  What is being set up, for the error text: "random".
 * @throws {InputError} if a setting is unknown or has another type than its default.
 */
export function mergeSettings<T extends object>(owner: string, defaults: T, given: Partial<T>): T {
  if (typeof given !== "object" || given === null || Array.isArray(given)) {
    throw new InputError(`Cannot set up ${owner}: the settings are ${shown(given)}, expected an object`);
  }
  const known = defaults as Readonly<Record<string, unknown>>;
  const merged: Record<string, unknown> = { ...known };
  for (const [name, one] of Object.entries(given)) {
    if (!Object.hasOwn(known, name)) {
      const names = Object.keys(known);
      throw new InputError(
        `Cannot set up ${owner}: there is no setting "${name}", expected ${names.length > 0 ? names.join(", ") : "none"}`,
      );
    }
    // One value where a list is expected is a list of one: `widths=8` on a command line.
    const value = Array.isArray(known[name]) && !Array.isArray(one) ? [one] : one;
    // What is left undefined is not given.
    if (value === undefined) continue;
    if (kindOf(value) !== kindOf(known[name])) {
      throw new InputError(
        `Cannot set up ${owner}: ${name} is ${shown(value)}, expected ${kindOf(known[name])} such as ${shown(known[name])}`,
      );
    }
    merged[name] = value;
  }
  return merged as T;
}

/** Checks that a setting is an integer not below `min`. @throws {InputError} */
export function checkInteger(owner: string, name: string, value: number, min: number): void {
  if (Number.isSafeInteger(value) && value >= min) return;
  throw new InputError(`Cannot set up ${owner}: ${name} is ${shown(value)}, expected an integer of at least ${min}`);
}

/** Checks that a setting is a finite number from `min` to `max`, both included. @throws {InputError} */
export function checkNumber(owner: string, name: string, value: number, min: number, max: number = Infinity): void {
  if (Number.isFinite(value) && value >= min && value <= max) return;
  const range = max === Infinity ? `of at least ${min}` : `from ${min} to ${max}`;
  throw new InputError(`Cannot set up ${owner}: ${name} is ${shown(value)}, expected a number ${range}`);
}

/** Checks that a setting is a list of integers not below `min`, smaller ones first. @throws {InputError} */
export function checkIncreasing(owner: string, name: string, values: readonly number[], min: number): void {
  const isFine = values.every(
    (value, i) => Number.isSafeInteger(value) && value >= min && value > (values[i - 1] ?? -1),
  );
  if (isFine && values.length > 0) return;
  throw new InputError(
    `Cannot set up ${owner}: ${name} is ${shown(values)}, expected increasing integers of at least ${min}`,
  );
}

function kindOf(value: unknown): string {
  if (Array.isArray(value)) {
    const kinds = new Set(value.map(kindOf));
    return kinds.size === 0 ? "a list" : `a list with ${[...kinds].join(" and ")}`;
  }
  return value === null ? "null" : `a ${typeof value}`;
}
