/** @file What every storage does alike: checks on the way in, frozen records on the way out. */
import { canonicalJson, InputError, type Json, StorageError } from "../base/index.ts";
import type { CurvePoint, NewTrial, TrialRecord } from "./storage.ts";

/**
 * Writes a JSON value as text, keys in their own order.
 *
 * @param thing  What the value is, for the error text.
 * @throws {InputError} where the value would not come back as it is: NaN, an infinity, undefined.
 */
export function encodeJson(thing: string, value: Json): string {
  const text: string | undefined = JSON.stringify(value, (key, item: unknown) => {
    if (typeof item === "number" && !Number.isFinite(item)) {
      throw new InputError(`Cannot store ${thing}: ${item} at "${key}", expected a finite number`);
    }
    return item;
  });
  if (text === undefined) throw new InputError(`Cannot store ${thing}: found ${typeof value}, expected a JSON value`);
  return text;
}

/**
 * Tells whether a stored attribute equals a value, the order of keys apart; undefined stands for no attribute.
 *
 * @throws {InputError} where the value could not be stored.
 */
export function isAttribute(name: string, stored: Json | undefined, value: Json | undefined): boolean {
  if (stored === undefined || value === undefined) return stored === value;
  return canonicalJson(stored) === canonicalJson(JSON.parse(encodeJson(`attribute "${name}"`, value)));
}

/** Writes metric values as JSON text; unlike `encodeJson` it keeps NaN, infinities and -0, which metrics may well be. */
export function encodeValues(values: Readonly<Record<string, number>>): string {
  return JSON.stringify(values, (_, item: unknown) => {
    const plain = typeof item !== "number" || (Number.isFinite(item) && !Object.is(item, -0));
    return plain ? item : Object.is(item, -0) ? "-0" : String(item);
  });
}

/** Reads the text of `encodeValues`. */
export function decodeValues(text: string): Readonly<Record<string, number>> {
  return Object.freeze(JSON.parse(text, (_, item: unknown) => (typeof item === "string" ? Number(item) : item)));
}

/** Reads JSON text as a value nobody can change. */
export function frozenJson(text: string): Json {
  return JSON.parse(text, (_, item: Json) => Object.freeze(item));
}

/** Replaces what SQLite cannot give back in a text (NUL, half a surrogate pair) by the replacement character. */
export function storableText(text: string): string {
  return text.replace(/\0|\p{Surrogate}/gu, "\uFFFD");
}

/** Freezes a record with its curve; architecture and values must be frozen already. */
export function frozenRecord(record: TrialRecord): TrialRecord {
  return Object.freeze({ ...record, curve: Object.freeze([...record.curve]) });
}

/** Makes the record of a trial just added. */
export function waitingRecord(number: number, trial: NewTrial): TrialRecord {
  return frozenRecord({
    number,
    state: "waiting",
    architecture: frozenJson(encodeJson(`the architecture of trial ${number}`, trial.architecture)),
    key: storableText(trial.key),
    origin: storableText(trial.origin),
    fidelity: finite(`trial ${number}`, "fidelity", trial.fidelity ?? 1),
    continues: trial.continues ?? null,
    values: null,
    curve: [],
    seconds: 0,
    error: null,
    duplicateOf: null,
    worker: null,
    attempts: 0,
    finishOrder: null,
  });
}

/** Copies a point so that the caller's object stays apart. @throws {InputError} if the step is not finite. */
export function frozenPoint(point: CurvePoint): CurvePoint {
  const step = finite("an intermediate value", "step", point.step);
  return Object.freeze({ step, values: Object.freeze({ ...point.values }) });
}

/** Returns the instant a lease ends. @throws {InputError} if `leaseMs` is not positive. */
export function leaseEnd(nowMs: number, leaseMs: number): number {
  if (!(leaseMs > 0)) throw new InputError(`Cannot lease a trial: leaseMs is ${leaseMs}, expected a positive number`);
  return nowMs + leaseMs;
}

/** Returns the number, -0 as 0. @throws {InputError} if it is not finite. */
export function finite(thing: string, field: string, value: number): number {
  if (!Number.isFinite(value)) {
    throw new InputError(`Cannot store ${thing}: ${field} is ${value}, expected a finite number`);
  }
  return value + 0;
}

/** Makes the error of naming a study that is not there. */
export function noSuchStudy(name: string): StorageError {
  return new StorageError(`Cannot use study "${name}": it is not in this storage, expected one made by createStudy`);
}
