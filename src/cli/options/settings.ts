/** @file Settings of spaces and strategies on the command line: `key=value`. */
import { InputError, type Json } from "../../base/index.ts";
import { isTextList, type Option, wrong } from "./option.ts";

export type SettingsRecord = Readonly<Record<string, Json>>;

/** Reads `key=value` given any number of times, or an object in a configuration file. */
export function settings(description: string): Option<SettingsRecord> {
  return {
    description,
    hint: "KEY=VALUE",
    isList: true,
    read: (label, value) => {
      if (isTextList(value)) return Object.fromEntries(value.map((item) => parseSetting(label, item)));
      if (value !== null && typeof value === "object" && !Array.isArray(value)) return value as SettingsRecord;
      throw wrong(label, value, "settings as KEY=VALUE");
    },
    write: (record) => Object.entries(record).map(([key, value]) => `${key}=${JSON.stringify(value)}`),
  };
}

/**
 * Reads one `key=value`. The value is JSON where it can be (`8`, `true`, `[8,16]`), numbers separated by commas are a
 * list (`8,16,32`), and anything else is text. Keys may be written in kebab-case.
 *
 * @throws {InputError} if there is no key or no value.
 */
export function parseSetting(label: string, item: string): [key: string, value: Json] {
  const [, key, value] = /^([A-Za-z][\w-]*)=(.+)$/s.exec(item) ?? [];
  if (key === undefined || value === undefined) {
    throw new InputError(`Cannot read ${label}: found "${item}", expected KEY=VALUE such as maxDepth=3`);
  }
  return [key.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase()), parseValue(value)];
}

function parseValue(value: string): Json {
  for (const candidate of [value, `[${value}]`]) {
    try {
      return JSON.parse(candidate) as Json;
    } catch {}
  }
  return value;
}
