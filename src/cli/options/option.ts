/** @file One option of a command line or configuration file: how it is named, explained and read. */
import { InputError, type Json } from "../../base/index.ts";
import { suggestion } from "../args/nearest-name.ts";

export interface Option<T> {
  readonly description: string;
  /** What stands for its value in help; absent for a switch. */
  readonly hint?: string;
  /** May be given several times; `read` then gets a list. */
  readonly isList?: boolean;
  /**
   * Reads the value: text from the command line, any JSON from a configuration file.
   *
   * @param label  The option as its user wrote it, for the error text.
   * @throws {InputError}
   */
  read(label: string, value: Json): T;
  /** Writes a value as texts that `read` takes, one for each time the flag is given. Default: `String(value)`. */
  write?(value: T): readonly string[];
}

/** A table of options by camelCase name; `V` says what each reads. */
export type OptionsFor<V> = { readonly [K in keyof V]: Option<V[K]> };

export function text(hint: string, description: string): Option<string> {
  return {
    description,
    hint,
    read: (label, value) => {
      if (typeof value === "string" && value !== "") return value;
      throw wrong(label, value, "a text");
    },
  };
}

const LONGEST_HINT = 28;

/** One of some words. */
export function word<const W extends string>(words: readonly W[], description: string): Option<W> {
  const all = words.join("|");
  // A long hint would leave the texts beside it no width.
  const named = all.length > LONGEST_HINT;
  return {
    description: named ? `${description} One of ${words.join(", ")}.` : description,
    hint: named ? "NAME" : all,
    read: (label, value) => {
      const found = words.find((known) => known === value);
      if (found !== undefined) return found;
      if (typeof value !== "string") throw wrong(label, value, `one of ${words.join(", ")}`);
      throw new InputError(`Cannot read ${label}: found "${value}", ${suggestion(value, words)}`);
    },
  };
}

/** An integer not below `min`. */
export function count(hint: string, description: string, min: number): Option<number> {
  return number(
    hint,
    description,
    `an integer of at least ${min}`,
    (value) => Number.isSafeInteger(value) && value >= min,
  );
}

/** A finite number for which `isFine` holds. */
export function number(
  hint: string,
  description: string,
  expected: string,
  isFine: (value: number) => boolean,
): Option<number> {
  return {
    description,
    hint,
    read: (label, value) => {
      const isNumeric = typeof value === "number" || (typeof value === "string" && value.trim() !== "");
      const found = isNumeric ? Number(value) : Number.NaN;
      if (Number.isFinite(found) && isFine(found)) return found;
      throw wrong(label, value, expected);
    },
  };
}

/** True where given; `--no-…` or false in a configuration file turns it off. */
export function toggle(description: string): Option<boolean> {
  return {
    description,
    read: (label, value) => {
      if (typeof value === "boolean") return value;
      throw wrong(label, value, "true or false");
    },
  };
}

/** Words separated by commas, or a list in a configuration file. A word that holds a comma stands in double quotes. */
export function words(hint: string, description: string): Option<readonly string[]> {
  return {
    description,
    hint,
    read: (label, value) => {
      const items = typeof value === "string" ? splitWords(value) : value;
      if (isTextList(items) && items.length > 0 && items.every((item) => item !== "")) return items;
      throw wrong(label, value, "names separated by commas");
    },
    write: (items) => [items.map(quotedWord).join(",")],
  };
}

/** Splits at commas; quotes count where they open and close a word, and stand doubled within it. */
function splitWords(text: string): string[] {
  const words: string[] = [];
  for (const [, quoted, plain = "", end] of text.matchAll(/\s*(?:"((?:[^"]|"")*)"\s*(?=,|$)|([^,]*))(,|$)/g)) {
    words.push(quoted?.replaceAll('""', '"') ?? plain.trim());
    if (end === "") break;
  }
  return words;
}

function quotedWord(word: string): string {
  return /[",]|^\s|\s$/.test(word) ? `"${word.replaceAll('"', '""')}"` : word;
}

export function isTextList(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}

/** The error for a value that cannot be read. */
export function wrong(label: string, value: Json, expected: string): InputError {
  const found = typeof value === "string" ? `"${value}"` : JSON.stringify(value);
  return new InputError(`Cannot read ${label}: found ${found}, expected ${expected}`);
}
