/** @file What is to be predicted: classes or a quantity, and from which cells. Pure. */
import { DataError } from "../../base/index.ts";
import type { Task } from "../dataset.ts";
import type { Finding } from "../finding.ts";
import { MISSING, MISSING_AMONG_NUMBERS, type Shape } from "./cell-shape.ts";
import { type ColumnKind, cellText } from "./column-kind.ts";
import type { CsvOptions } from "./csv-options.ts";
import { type Candidate, hasClasses } from "./label-column.ts";
import { numberForms } from "./number-form.ts";
import { named, quoted } from "./quoted.ts";

export interface TargetPlan {
  readonly kind: Task["kind"];
  readonly index: number;
  readonly name: string;
  /** Shapes of cells that are no label. */
  readonly missing: Shape;
  /** Reads a quantity. */
  readonly parse: (cell: string) => number;
  /** Rows with a label. */
  readonly rows: number;
  readonly findings: readonly Finding[];
}

/**
 * Decides by the labels that are there.
 *
 * @throws {DataError} if a label is missing and `dropMissingTarget` does not leave its row out, if quantities are wanted
 *   and a label is no number, or if the labels are neither classes nor quantities.
 */
export function planTarget(table: string, label: Candidate, options: CsvOptions): TargetPlan {
  const { index, name, profile } = label;
  const kind = numericOf(label.kind);
  const missing = kind === null ? MISSING : MISSING | MISSING_AMONG_NUMBERS;
  const absent = profile.countOf(missing);
  const rows = profile.rows - absent;
  if (rows === 0) throw new DataError(`Cannot read table ${table}: column ${quoted(name)} is empty, expected labels`);
  const findings = checkMissing(table, label, absent, missing, options);
  const task = options.task ?? guessTask(table, label, rows);
  if (options.task === undefined) findings.push(taskFinding(task, label, rows, missing));
  if (task === "regression" && kind === null) throw noNumber(table, label);
  const form = kind ?? numberForms[0];
  if (form !== numberForms[0] && task === "regression") {
    findings.push({ kind: "guessed", text: `numbers in ${named(name)} are read with ${form?.name}` });
  }
  return { kind: task, index, name, missing, parse: form?.parse ?? Number, rows, findings };
}

function numericOf(kind: ColumnKind): (typeof numberForms)[number] | null {
  return kind.kind === "number" ? kind.form : null;
}

function checkMissing(
  table: string,
  { name, profile }: Candidate,
  absent: number,
  missing: Shape,
  { dropMissingTarget = false }: CsvOptions,
): Finding[] {
  if (absent === 0) return [];
  const [always, among] = profile.missingLines;
  const first = [...always, ...(missing & MISSING_AMONG_NUMBERS ? among : [])].sort((a, b) => a - b).slice(0, 5);
  const where = `line${absent > 1 ? "s" : ""} ${first.join(", ")}${absent > first.length ? ", ..." : ""}`;
  const what = `${absent} of ${profile.rows} labels in ${named(name)} ${absent > 1 ? "are" : "is"} missing (${where})`;
  if (dropMissingTarget)
    return [
      {
        kind: "left out",
        text: `${absent} row${absent > 1 ? "s are" : " is"} left out: no label in ${named(name)} (${where})`,
      },
    ];
  throw new DataError(
    `Cannot read table ${table}: ${what}, expected a label in each row; --drop-missing-target leaves such rows out`,
  );
}

function guessTask(table: string, label: Candidate, rows: number): Task["kind"] {
  const { kind, name, profile } = label;
  if (kind.kind === "number") return hasClasses(label) ? "classification" : "regression";
  if (kind.kind === "unclear" && !areClasses(label, rows)) {
    throw new DataError(
      `Cannot read table ${table}: ${cellText(kind.cell, name)}, expected ${kind.expected}; ` +
        "--task classification takes the labels as texts",
    );
  }
  const distinct = profile.counts?.size ?? 0;
  const differ = profile.counts === null ? profile.wereAllDifferent : 2 * distinct > rows && distinct > 2;
  if (kind.kind === "date" || differ) {
    const found = kind.kind === "date" ? "holds dates" : "holds texts of which most occur once";
    throw new DataError(
      `Cannot read table ${table}: the label column ${quoted(name)} ${found}, expected classes or numbers; --label names another column`,
    );
  }
  return "classification";
}

/** Whether labels of several forms are classes nevertheless: few, each several times. */
function areClasses({ profile: { counts } }: Candidate, rows: number): boolean {
  return (
    counts !== null && counts.size <= Math.min(20, rows / 2) && [...counts.values()].every(({ times }) => times > 1)
  );
}

function taskFinding(task: Task["kind"], { name, kind, profile }: Candidate, rows: number, missing: Shape): Finding {
  const counted = profile.counts && [...profile.counts.values()].filter(({ shape }) => !(shape & missing)).length;
  const distinct = `${counted ?? "many"} distinct values`;
  const what = kind.kind === "number" ? "numbers" : "texts";
  return {
    kind: "guessed",
    text: `task is ${task}: ${rows} of ${profile.rows} labels in ${named(name)} are ${what} with ${distinct} (task changes it)`,
  };
}

function noNumber(table: string, { name, kind, profile }: Candidate): DataError {
  const cell =
    kind.kind === "unclear" ? kind.cell : profile.firstOf((shape) => !(shape & (MISSING | MISSING_AMONG_NUMBERS)));
  const expected = kind.kind === "unclear" ? kind.expected : "a number";
  return new DataError(
    `Cannot read table ${table}: ${cell ? cellText(cell, name) : `column ${quoted(name)} is empty`}, expected ${expected}`,
  );
}
