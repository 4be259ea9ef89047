/** @file Tables of options: as flags of a command, as keys of a configuration file, and both read together. */
import type { ArgsDef } from "citty";
import { InputError, type Json } from "../../base/index.ts";
import { valuesOf } from "../args/check-arguments.ts";
import { suggestion } from "../args/nearest-name.ts";
import type { Option, OptionsFor } from "./option.ts";

/** A configuration file that was read. */
export interface Configuration {
  readonly path: string;
  readonly values: Readonly<Record<string, Json>>;
}

/** Describes the options as flags of a command; the flag of `batchSize` is `--batch-size`. */
export function flagsOf<V>(table: OptionsFor<V>): ArgsDef {
  const flags = Object.entries<Option<unknown>>(table).map(([key, { description, hint }]) => [
    flagName(key),
    hint === undefined ? { type: "boolean", description } : { type: "string", description, valueHint: hint },
  ]);
  return Object.fromEntries(flags) as ArgsDef;
}

/**
 * Reads the options given as flags, then those of a configuration file that no flag gave.
 *
 * @param words  The words after the command's name, checked before by `checkArguments`.
 * @throws {InputError} if a value cannot be read or the file has a key that is no option.
 */
export function readOptions<V>(
  table: OptionsFor<V>,
  words: readonly string[],
  definition: ArgsDef,
  configuration?: Configuration,
): Partial<V> {
  const { path = "", values: configured = {} } = configuration ?? {};
  const unknown = Object.keys(configured).find((key) => !Object.hasOwn(table, key));
  if (unknown !== undefined) {
    throw new InputError(
      `Cannot use configuration ${path}: there is no option "${unknown}", ${suggestion(unknown, Object.keys(table))}`,
    );
  }
  const given: Record<string, unknown> = {};
  for (const [key, option] of Object.entries<Option<unknown>>(table)) {
    const flag = flagValue(flagName(key), option, words, definition);
    if (flag !== undefined) given[key] = option.read(`--${flagName(key)}`, flag);
    else if (configured[key] !== undefined) given[key] = option.read(`"${key}" of ${path}`, configured[key] as Json);
  }
  return given as Partial<V>;
}

/**
 * Picks the values that a table has options for, those that are given. What reads options picks them so, never by a list
 * of its own: an option added to the table reaches it by itself.
 */
export function pickOptions<V>(table: OptionsFor<V>, values: Partial<V>): Partial<V> {
  const picked = Object.keys(table).flatMap((key) => {
    const value = values[key as keyof V];
    return value === undefined ? [] : [[key, value]];
  });
  return Object.fromEntries(picked) as Partial<V>;
}

/** Writes values as the words of a command line that give them: what `readOptions` reads back. */
export function flagWords<V>(table: OptionsFor<V>, values: Partial<V>): string[] {
  return Object.entries<Option<unknown>>(table).flatMap(([key, option]) => {
    const value = values[key as keyof V];
    const name = flagName(key);
    if (value === undefined) return [];
    if (option.hint === undefined) return [value === false ? `--no-${name}` : `--${name}`];
    const texts = option.write?.(value) ?? [String(value)];
    // A word that begins as a flag does is a value only where it is joined to its flag.
    return texts.flatMap((text) => (text.startsWith("-") ? [`--${name}=${text}`] : [`--${name}`, text]));
  });
}

function flagValue(
  name: string,
  option: Option<unknown>,
  words: readonly string[],
  definition: ArgsDef,
): Json | undefined {
  if (option.hint === undefined) {
    const last = words.findLast((word) => word === `--${name}` || word === `--no-${name}`);
    return last === undefined ? undefined : last === `--${name}`;
  }
  const values = valuesOf(name, words, definition);
  return option.isList && values.length > 0 ? values : values.at(-1);
}

function flagName(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
