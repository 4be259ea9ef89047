/** @file Refuses what a command does not know, before it runs. */
import { parseArgs } from "node:util";
import type { ArgsDef } from "citty";
import { InputError } from "../../base/index.ts";
import { suggestion } from "./nearest-name.ts";

/**
 * Checks the words after a command's name against its definition.
 *
 * @throws {InputError} on an unknown flag, naming the nearest one; a flag without its value, or with one it does not
 *   take; an argument too many or too few.
 */
export function checkArguments(command: string, words: readonly string[], definition: ArgsDef): void {
  const flags = flagsOf(definition);
  const positionals: string[] = [];
  for (const token of tokensOf(words, definition)) {
    if (token.kind === "positional") positionals.push(token.value);
    if (token.kind === "option") checkFlag(command, token, flags);
  }
  const expected = Object.entries(definition).filter(([, { type }]) => type === "positional");
  const missing = expected.find(([, { required }], i) => required !== false && positionals[i] === undefined);
  if (missing) {
    throw new InputError(
      `Cannot run ${command}: <${missing[0]}> is missing, expected it after the command; see ${command} --help`,
    );
  }
  const extra = positionals[expected.length];
  if (extra !== undefined && !isRest(expected.at(-1)?.[0])) {
    const shape = expected.length === 0 ? "none" : expected.map(([name]) => `<${name}>`).join(" ");
    throw new InputError(`Cannot run ${command}: found an argument too many, "${extra}", expected ${shape}`);
  }
}

/** True for the name of an argument that takes all that are left, such as `files...`. */
function isRest(name: string | undefined): boolean {
  return name?.endsWith("...") === true;
}

/** Returns the arguments that are no flags, in the order given. */
export function positionalsOf(words: readonly string[], definition: ArgsDef): string[] {
  return tokensOf(words, definition).flatMap((token) => (token.kind === "positional" ? [token.value] : []));
}

/** Returns every value of a flag that may be repeated, in the order given. */
export function valuesOf(flag: string, words: readonly string[], definition: ArgsDef): string[] {
  return tokensOf(words, definition).flatMap((token) =>
    token.kind === "option" && token.name === flag && token.value !== undefined ? [token.value] : [],
  );
}

interface FlagToken {
  readonly name: string;
  readonly rawName: string;
  readonly value: string | undefined;
  readonly inlineValue: boolean | undefined;
}

function checkFlag(command: string, token: FlagToken, flags: ReadonlyMap<string, "boolean" | "string">): void {
  const { rawName, value, inlineValue } = token;
  const negated = token.name.startsWith("no-") ? token.name.slice(3) : undefined;
  const type = flags.get(token.name) ?? (negated !== undefined && flags.get(negated) === "boolean" ? "boolean" : null);
  if (type === null || !rawName.startsWith("--")) {
    const known = [...flags.keys(), "help"].map((name) => `--${name}`);
    throw new InputError(
      `Cannot run ${command}: there is no flag ${rawName}, ${suggestion(rawName, known, `a flag of ${command} --help`)}`,
    );
  }
  if (type === "boolean" && value !== undefined) {
    throw new InputError(`Cannot run ${command}: ${rawName} is "${value}", expected the flag alone`);
  }
  // A flag after a flag that wants a value is a value forgotten; a negative number is a value.
  if (type === "string" && (value === undefined || value === "" || (!inlineValue && value.startsWith("--")))) {
    throw new InputError(`Cannot run ${command}: ${rawName} has no value, expected one after it`);
  }
}

function flagsOf(definition: ArgsDef): Map<string, "boolean" | "string"> {
  const named = Object.entries(definition).filter(([, { type }]) => type !== "positional");
  return new Map(named.map(([name, { type }]) => [name, type === "boolean" ? "boolean" : "string"]));
}

function tokensOf(words: readonly string[], definition: ArgsDef): ReturnType<typeof parseTokens> {
  return parseTokens(words, Object.fromEntries([...flagsOf(definition)].map(([name, type]) => [name, { type }])));
}

function parseTokens(words: readonly string[], options: Record<string, { type: "boolean" | "string" }>) {
  return parseArgs({ args: [...words], options, strict: false, allowPositionals: true, tokens: true }).tokens;
}
