/** @file Checks the options of public functions, which plain JavaScript may call with anything. */
import { InputError } from "./errors.ts";
import { shown } from "./shown.ts";

/** What an option may be. */
export interface OptionCheck {
  /** Completes "expected …". */
  readonly expected: string;
  /** Left out is fine as well. */
  readonly isOptional: boolean;
  readonly test: (value: unknown) => boolean;
}

/** A check for each option that a type has; a new option without one does not compile. */
export type OptionChecks<T> = { readonly [K in keyof T]-?: OptionCheck };

/**
 * Checks the options of a call: that they are an object, that each is what it may be, and that there are no others.
 *
 * @param action  What the call does, completes "Cannot ": "create study".
 * @param known  Further names that are no mistake.
 * @throws {InputError} naming the first option that is wrong, what it is and what is expected.
 */
export function checkOptions<T extends object>(
  action: string,
  options: T,
  checks: OptionChecks<T>,
  known: readonly string[] = [],
): void {
  const given: unknown = options;
  if (typeof given !== "object" || given === null || Array.isArray(given)) {
    throw new InputError(`Cannot ${action}: the options are ${shown(given)}, expected an object`);
  }
  const names = Object.keys(checks);
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined || names.includes(name) || known.includes(name)) continue;
    throw new InputError(`Cannot ${action}: there is no option ${shown(name)}, expected ${names.join(", ")}`);
  }
  for (const [name, check] of Object.entries<OptionCheck>(checks)) {
    checkOption(action, name, (given as Record<string, unknown>)[name], check);
  }
}

/** Checks one value. @throws {InputError} */
export function checkOption(
  action: string,
  name: string,
  value: unknown,
  { isOptional, test, expected }: OptionCheck,
): void {
  if ((isOptional && value === undefined) || passes(test, value)) return;
  throw new InputError(`Cannot ${action}: ${name} is ${shown(value)}, expected ${expected}`);
}

/** Reading a value of another's making may throw. */
function passes(test: OptionCheck["test"], value: unknown): boolean {
  try {
    return test(value);
  } catch {
    return false;
  }
}

function optional(expected: string, test: OptionCheck["test"]): OptionCheck {
  return { expected, isOptional: true, test };
}

/** The same, but it must be given. */
export function needed(check: OptionCheck): OptionCheck {
  return { ...check, isOptional: false };
}

type Test = (value: unknown) => boolean;

/** The checks there are; each takes undefined too, unless `needed`. */
export const optionOf: {
  readonly text: OptionCheck;
  readonly flag: OptionCheck;
  readonly function: OptionCheck;
  readonly signal: OptionCheck;
  readonly anything: OptionCheck;
  integer(min: number): OptionCheck;
  /** A finite number for which `test` holds. */
  number(expected: string, test: (value: number) => boolean): OptionCheck;
  word(...words: readonly string[]): OptionCheck;
  /** A list whose items all pass; may be empty. */
  list(expected: string, test: Test): OptionCheck;
  /** An object whose named fields have these types, as `typeof` tells them. */
  object(expected: string, fields?: Readonly<Record<string, string>>): OptionCheck;
  /** An instance of one of some classes. */
  instance(expected: string, ...classes: readonly (new (...args: never[]) => object)[]): OptionCheck;
  /** Either of the two. */
  either(a: OptionCheck, b: OptionCheck): OptionCheck;
} = {
  text: optional("a text", (value) => typeof value === "string"),
  flag: optional("true or false", (value) => typeof value === "boolean"),
  function: optional("a function", (value) => typeof value === "function"),
  signal: optional("an AbortSignal", (value) => value instanceof AbortSignal),
  anything: optional("anything", () => true),
  integer: (min) =>
    optional(`an integer of at least ${min}`, (value) => Number.isSafeInteger(value) && (value as number) >= min),
  number: (expected, test) =>
    optional(expected, (value) => typeof value === "number" && Number.isFinite(value) && test(value)),
  word: (...words) =>
    optional(words.map((word) => `"${word}"`).join(" or "), (value) => words.includes(value as string)),
  list: (expected, test) => optional(expected, (value) => Array.isArray(value) && value.every((item) => test(item))),
  object: (expected, fields = {}) => optional(expected, (value) => isObject(value) && hasFields(value, fields)),
  instance: (expected, ...classes) => optional(expected, (value) => classes.some((one) => value instanceof one)),
  either: (a, b) =>
    optional(`${a.expected}, or ${b.expected}`, (value) => passes(a.test, value) || passes(b.test, value)),
};

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function hasFields(value: Readonly<Record<string, unknown>>, fields: Readonly<Record<string, string>>): boolean {
  return Object.entries(fields).every(([field, type]) => typeof value[field] === type);
}
