/** @file Names of classes as their labels are written: in order, and with a warning where two look like one. Pure. */
import { DataError } from "../../base/index.ts";
import type { Finding } from "../finding.ts";
import { numberForms } from "./number-form.ts";
import { listed, quoted } from "./quoted.ts";

/** Sorts texts: by value where all are plain numbers, else by their characters, the same on every machine. */
export function sortedTexts(texts: readonly string[]): string[] {
  const sorted = texts.toSorted((a, b) => (a < b ? -1 : 1));
  const isPlain = (text: string): boolean => numberForms[0]?.pattern.test(text) ?? false;
  // Sorting is stable: equal numbers stay in the order of their characters.
  return sorted.every(isPlain) ? sorted.sort((a, b) => Number(a) - Number(b)) : sorted;
}

/** @throws {DataError} if there is one class only or a class of one row. */
export function checkClasses(table: string, column: string, counts: ReadonlyMap<string, number>): void {
  const names = sortedTexts([...counts.keys()]);
  if (names.length < 2) {
    throw new DataError(
      `Cannot read table ${table}: all labels are ${quoted(names[0] ?? "")}, expected at least two classes`,
    );
  }
  const rare = names.filter((name) => counts.get(name) === 1);
  const [first] = rare;
  if (first === undefined) return;
  const others = rare.length > 1 ? `, as have ${rare.length - 1} more of ${names.length}` : "";
  throw new DataError(
    `Cannot read table ${table}: class ${quoted(first)} of column ${quoted(column)} has one row${others}, expected at least two in each class`,
  );
}

/** Warns of classes that differ in nothing but how a number, upper case or blanks are written. */
export function warnOfTwins(column: string, names: readonly string[]): Finding[] {
  const groups = new Map<string, string[]>();
  for (const name of names) {
    const key = keyOf(name);
    groups.set(key, [...(groups.get(key) ?? []), name]);
  }
  const twins = [...groups.values()].filter((group) => group.length > 1);
  if (twins.length === 0) return [];
  const shown = twins.slice(0, 3).map((group) => group.map(quoted).join(" and "));
  const more = twins.length > shown.length ? `; ${twins.length - shown.length} more` : "";
  return [
    {
      kind: "warning",
      text: `classes in ${listed([column])} differ only in how they are written: ${shown.join("; ")}${more}`,
    },
  ];
}

/** Equal for texts that people take for the same. Digits are compared as text: a double would merge long ones. */
function keyOf(name: string): string {
  const text = name.normalize("NFKC").trim().replace(/\s+/g, " ").toLowerCase();
  const number = /^([+-]?)0*(\d*)(?:\.(\d*?)0*)?$/.exec(text);
  if (!number || !/\d/.test(text)) return text;
  const [, sign, whole, fraction = ""] = number;
  return `${sign === "-" ? "-" : ""}${whole || "0"}.${fraction}`;
}
