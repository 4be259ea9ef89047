/** @file Which columns become features and how their cells are read. Pure. */
import { DataError } from "../../base/index.ts";
import type { Finding } from "../finding.ts";
import type { TableColumn } from "../table-column.ts";
import { LEADING_ZERO, LONG_INTEGER, MISSING, MISSING_AMONG_NUMBERS, type Shape } from "./cell-shape.ts";
import { cellText } from "./column-kind.ts";
import type { ColumnProfile } from "./column-profile.ts";
import type { Candidate } from "./label-column.ts";
import { numberForms } from "./number-form.ts";
import { listed, named, quoted } from "./quoted.ts";

export interface FeaturePlan {
  readonly index: number;
  readonly name: string;
  readonly kind: TableColumn["kind"];
  /** Reads a cell of numbers or dates; NaN where it is missing. */
  readonly parse: (cell: string) => number;
}

export interface FeaturesPlan {
  readonly features: readonly FeaturePlan[];
  readonly findings: readonly Finding[];
}

/** Why a column is left out, in the words of a finding. */
const reasons = {
  empty: "no cell is filled",
  constant: "all cells are equal",
  text: "texts of which most occur once, or of more than 1000 values",
} as const;

/** Names of columns that number the rows. */
const ID_NAME =
  /^(id|idx|index|rows?|row[ _]?(id|no|number|names?)|rownames|nr|no|obs|uuid|guid)$|[_ .-](id|idx|index|nr|no)$/i;
const CAMEL_ID_NAME = /[a-z]I[dD]$/;

/**
 * Plans the features from columns that are neither label nor dropped.
 *
 * @throws {DataError} naming a cell that does not fit its column, and all columns that have one; also if none is left.
 */
export function planFeatures(table: string, candidates: readonly Candidate[]): FeaturesPlan {
  checkClear(table, candidates);
  const used: Candidate[] = [];
  const leftOut: Record<keyof typeof reasons, string[]> = { empty: [], constant: [], text: [] };
  for (const candidate of candidates) {
    const reason = reasonToLeaveOut(candidate);
    if (reason === null) used.push(candidate);
    else leftOut[reason].push(candidate.name);
  }
  const findings = Object.entries(leftOut).flatMap(([reason, names]): Finding[] => {
    if (names.length === 0) return [];
    const columns = `column${names.length > 1 ? "s" : ""} ${listed(names)} ${names.length > 1 ? "are" : "is"} left out`;
    return [{ kind: "left out", text: `${columns}: ${reasons[reason as keyof typeof reasons]}` }];
  });
  if (used.length === 0) {
    const found = findings.map(({ text }) => text).join("; ") || "there is none beside the label";
    throw new DataError(`Cannot read table ${table}: no feature column is left: ${found}, expected one at least`);
  }
  return { features: used.map(planOf), findings: [...findings, ...findingsOf(used)] };
}

function checkClear(table: string, candidates: readonly Candidate[]): void {
  const wrong = candidates.flatMap(({ name, kind }) => (kind.kind === "unclear" ? [{ name, kind }] : []));
  const first = wrong.toSorted((a, b) => a.kind.cell.line - b.kind.cell.line)[0];
  if (!first) return;
  const all =
    wrong.length > 1
      ? `; the same is so in ${listed(wrong.filter((other) => other !== first).map(({ name }) => name))}`
      : "";
  throw new DataError(
    `Cannot read table ${table}: ${cellText(first.kind.cell, first.name)}, expected ${first.kind.expected}${all}; --drop leaves columns out`,
  );
}

function reasonToLeaveOut({ profile, kind }: Candidate): keyof typeof reasons | null {
  const { counts } = profile;
  if (kind.kind === "empty") return "empty";
  const isText = kind.kind === "text";
  const missing = profile.countOf(isText ? MISSING : MISSING | MISSING_AMONG_NUMBERS);
  if (counts !== null && missing === 0) {
    const values =
      kind.kind === "number" || kind.kind === "date" ? [...counts.keys()].map(kind.form.parse) : counts.keys();
    if (new Set<number | string>(values).size === 1) return "constant";
  }
  if (isText && (counts === null || 2 * counts.size > profile.rows - missing)) return "text";
  return null;
}

function planOf({ index, name, kind }: Candidate): FeaturePlan {
  if (kind.kind === "number" || kind.kind === "date") return { index, name, kind: kind.kind, parse: kind.form.parse };
  return { index, name, kind: "category", parse: () => Number.NaN };
}

function findingsOf(used: readonly Candidate[]): Finding[] {
  const findings: Finding[] = [];
  for (const form of numberForms.slice(1)) {
    const names = used.filter(({ kind }) => kind.kind === "number" && kind.form === form).map(({ name }) => name);
    if (names.length > 0)
      findings.push({ kind: "guessed", text: `numbers in ${listed(names)} are read with ${form.name}` });
  }
  const dates = used.filter(({ kind }) => kind.kind === "date");
  for (const { name, kind } of dates) {
    if (kind.kind === "date") findings.push({ kind: "guessed", text: `${named(name)} holds dates: ${kind.form.name}` });
  }
  return [...findings, ...missingFinding(used), ...used.flatMap(warningsOf)];
}

function missingFinding(used: readonly Candidate[]): Finding[] {
  const counts = used.flatMap(({ name, profile, kind }) => {
    const count = profile.countOf(kind.kind === "text" ? MISSING : MISSING | MISSING_AMONG_NUMBERS);
    return count > 0 ? [{ name, count }] : [];
  });
  if (counts.length === 0) return [];
  const all = counts.reduce((sum, { count }) => sum + count, 0);
  const where = listed(counts.map(({ name, count }) => `${name} (${count})`));
  return [{ kind: "guessed", text: `${all} cell${all > 1 ? "s are" : " is"} read as missing, in ${where}` }];
}

function warningsOf({ name, profile, kind }: Candidate): Finding[] {
  if (kind.kind !== "number") return [];
  const warn = (text: string): Finding => ({ kind: "warning", text: `${text} (drop leaves it out)` });
  if ((ID_NAME.test(name) || CAMEL_ID_NAME.test(name)) && profile.isIncreasing)
    return [warn(`${named(name)} is a feature, but seems to number the rows`)];
  const long = firstOf(profile, LONG_INTEGER);
  if (long) return [warn(`${named(name)} holds whole numbers of too many digits for a feature, as ${quoted(long)}`)];
  const zero = firstOf(profile, LEADING_ZERO);
  return zero ? [warn(`${named(name)} holds numbers that begin with 0, as ${quoted(zero)}: they lose it`)] : [];
}

function firstOf(profile: ColumnProfile, bit: Shape): string | undefined {
  return profile.firstOf((shape) => (shape & bit) !== 0)?.cell;
}
