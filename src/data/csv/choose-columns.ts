/** @file Parts the columns of a table into the label, features, and what is left out. Pure. */
import { DataError, InputError } from "../../base/index.ts";
import type { Finding } from "../finding.ts";
import { kindOf, settleDecimalMarks } from "./column-kind.ts";
import { type ColumnNames, findColumn } from "./column-names.ts";
import type { ColumnProfile } from "./column-profile.ts";
import type { CsvOptions } from "./csv-options.ts";
import { type Candidate, guessLabel } from "./label-column.ts";
import { listed, quoted } from "./quoted.ts";

export interface ChosenColumns {
  readonly label: Candidate;
  readonly features: readonly Candidate[];
  readonly findings: readonly Finding[];
}

/**
 * @param profiles  Of all columns, over all rows.
 * @throws {InputError} if `label` or `drop` name no column, or `drop` the label.
 * @throws {DataError} if there are too few columns, or several could be the label.
 */
export function chooseColumns(
  table: string,
  columns: ColumnNames,
  profiles: readonly ColumnProfile[],
  options: CsvOptions,
): ChosenColumns {
  const rows = profiles[0]?.rows ?? 0;
  if (rows === 0 || profiles.length < 2) throw tooLittle(table, profiles.length, rows);
  const dropped = new Set((options.drop ?? []).map((column) => findColumn(table, columns, column)));
  const given = options.label === undefined ? undefined : findColumn(table, columns, options.label);
  const kinds = settleDecimalMarks(profiles, profiles.map(kindOf));
  const all = columns.names.map((name, index) => {
    return { index, name, profile: profiles[index], kind: kinds[index] } as Candidate;
  });
  const nameless = all.filter(
    (column) => column.index !== given && !dropped.has(column.index) && isNameless(columns, column),
  );
  const named = all.filter((column) => !nameless.includes(column));
  const findings = nameless.map(({ index, kind }): Finding => {
    const reason = kind.kind === "empty" ? "no name and no filled cell" : "no name, and it numbers or names the rows";
    return { kind: "left out", text: `column ${index + 1} is left out: it has ${reason}` };
  });
  const last = given === undefined ? named.at(-1) : all[given];
  if (last === undefined) throw tooLittle(table, 0, rows);
  if (dropped.has(last.index)) throw dropsLabel(table, last.name, given === undefined);
  const candidates = named.filter(({ index }) => !dropped.has(index));
  if (given !== undefined) {
    return { label: last, features: candidates.filter((column) => column !== last), findings };
  }
  const guessed = guessLabel(table, candidates);
  checkOnce(table, columns, guessed.label.index);
  return {
    label: guessed.label,
    features: candidates.filter((column) => column !== guessed.label),
    findings: [...guessed.findings, ...findings],
  };
}

/** Whether a column without a name holds nothing, or stands first and tells the rows apart. */
function isNameless({ unnamed }: ColumnNames, { index, kind, profile }: Candidate): boolean {
  if (!unnamed.has(index)) return false;
  const { counts, wereAllDifferent, isIncreasing, rows } = profile;
  const tellsRows = isIncreasing || (counts === null ? wereAllDifferent : counts.size === rows && rows > 1);
  return kind.kind === "empty" || (index === 0 && tellsRows);
}

/** Another column of the label's name may hold the same: it would give the answer away. */
function checkOnce(table: string, { names, repeated }: ColumnNames, label: number): void {
  for (const [name, same] of repeated) {
    if (!same.includes(label)) continue;
    throw new DataError(
      `Cannot read table ${table}: ${same.length} columns are called ${quoted(name)} as the label, expected --label to name ` +
        `one of ${listed(same.map((at) => names[at] as string))}`,
    );
  }
}

function tooLittle(table: string, columns: number, rows: number): DataError {
  return new DataError(
    `Cannot read table ${table}: found ${columns} columns and ${rows} rows, expected at least one feature column, ` +
      "one label column and one row, separated by comma, semicolon, tab or |",
  );
}

function dropsLabel(table: string, name: string, isGuessed: boolean): InputError {
  const hint = isGuessed ? "; it is the last column, --label names another" : "";
  return new InputError(
    `Cannot read table ${table}: drop names the label column ${quoted(name)}, expected others${hint}`,
  );
}
