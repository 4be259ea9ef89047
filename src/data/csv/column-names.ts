/** @file What the columns of a table are called, each by a name of its own. Pure. */
import { InputError } from "../../base/index.ts";
import type { Finding } from "../finding.ts";
import { listed, quoted } from "./quoted.ts";

export interface ColumnNames {
  readonly names: readonly string[];
  /** Columns that a header has no name for, or the one pandas gives a nameless column. */
  readonly unnamed: ReadonlySet<number>;
  /** Columns by a name that several had, before they were told apart. */
  readonly repeated: ReadonlyMap<string, readonly number[]>;
  readonly findings: readonly Finding[];
}

/** @param header  The first line; undefined without a header: column1, column2, ... */
export function nameColumns(header: readonly string[] | undefined, width: number): ColumnNames {
  const given = header ?? Array.from({ length: width }, () => "");
  const unnamed = given.flatMap((cell, at) => (header && (cell === "" || /^Unnamed: \d+$/.test(cell)) ? [at] : []));
  const byName = new Map<string, number[]>();
  given.forEach((cell, at) => {
    if (cell !== "") byName.set(cell, [...(byName.get(cell) ?? []), at]);
  });
  const repeated = new Map([...byName].filter(([, columns]) => columns.length > 1));
  const taken = new Set(byName.keys());
  const names = given.map((cell, at) => {
    if (cell === "") return freeName(taken, (round) => `column${at + 1}${"_".repeat(round)}`);
    return repeated.has(cell) ? freeName(taken, (round) => `${cell}.${round + 1}`) : cell;
  });
  const findings = [...repeated].map(([cell, columns]): Finding => {
    const now = listed(columns.map((at) => names[at] as string));
    return { kind: "warning", text: `${columns.length} columns are called ${quoted(cell)}: they are read as ${now}` };
  });
  return { names, unnamed: new Set(unnamed), repeated, findings };
}

/** Takes the first name that no other column has. */
function freeName(taken: Set<string>, candidate: (round: number) => string): string {
  let round = 0;
  while (taken.has(candidate(round))) round++;
  taken.add(candidate(round));
  return candidate(round);
}

/** @throws {InputError} if no column or several are called so. */
export function findColumn(table: string, { names, repeated }: ColumnNames, name: string): number {
  const several = repeated.get(name);
  if (several) {
    throw new InputError(
      `Cannot read table ${table}: ${several.length} columns are called ${quoted(name)}, expected one of ${listed(several.map((at) => names[at] as string))}`,
    );
  }
  const found = names.indexOf(name);
  if (found >= 0) return found;
  throw new InputError(
    `Cannot read table ${table}: no column is called ${quoted(name)}, expected one of ${listed(names)}`,
  );
}
