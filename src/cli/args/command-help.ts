/** @file The help text of a command: what it does, its arguments and flags with defaults, examples. */
import type { ArgDef, ArgsDef } from "citty";

export interface CommandHelp {
  /** As typed: "espalier search". */
  readonly name: string;
  readonly description: string;
  readonly args: ArgsDef;
  /** Command lines, each with what it does. */
  readonly examples: readonly (readonly [line: string, meaning: string])[];
  /** Further paragraphs. */
  readonly notes?: readonly string[];
}

const WIDTH = 100;

/** Writes the help of a command as plain text, lines of at most 100 characters where words allow. */
export function renderHelp({ name, description, args, examples, notes = [] }: CommandHelp): string {
  const entries = Object.entries(args);
  const positionals = entries.filter(([, { type }]) => type === "positional");
  const flags = entries.filter(([, { type }]) => type !== "positional");
  const usage = [name, ...positionals.map(([key]) => `<${key}>`), "[flags]"].join(" ");
  const flagRows: Row[] = [
    ...flags.map(([key, flag]): Row => [flagLabel(key, flag), flagText(flag)]),
    ["--help", "Print this text."],
  ];
  const sections = [
    wrap(description, ""),
    `Usage: ${usage}`,
    section(
      "Arguments",
      positionals.map(([key, { description: text }]) => [`<${key}>`, text ?? ""]),
    ),
    section("Flags", flagRows),
    ...notes.map((note) => wrap(note, "")),
    `Examples:\n${examples.map(([line, meaning]) => `  ${line}\n      ${meaning}`).join("\n")}`,
  ];
  return `${sections.filter((text) => text !== "").join("\n\n")}\n`;
}

type Row = readonly [label: string, text: string];

/** Writes rows under a title, their texts in one column; nothing where there are no rows. */
export function section(title: string, rows: readonly Row[]): string {
  if (rows.length === 0) return "";
  const width = Math.max(...rows.map(([label]) => label.length)) + 4;
  return `${title}:\n${rows.map(([label, text]) => `  ${label}`.padEnd(width) + wrap(text, " ".repeat(width))).join("\n")}`;
}

function flagLabel(name: string, { type, valueHint }: ArgDef): string {
  return type === "boolean" ? `--${name}` : `--${name} ${valueHint ?? "X"}`;
}

function flagText({ description = "" }: ArgDef): string {
  return description;
}

function wrap(text: string, indent: string): string {
  const lines: string[] = [""];
  for (const word of text.split(" ")) {
    const line = lines.at(-1) as string;
    if (line !== "" && indent.length + line.length + 1 + word.length > WIDTH) lines.push(word);
    else lines[lines.length - 1] = line === "" ? word : `${line} ${word}`;
  }
  return lines.join(`\n${indent}`);
}
