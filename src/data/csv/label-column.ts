/** @file Which column of a table is to be predicted. Pure. */
import { DataError } from "../../base/index.ts";
import type { Finding } from "../finding.ts";
import type { ColumnKind } from "./column-kind.ts";
import type { ColumnProfile } from "./column-profile.ts";
import { listed, named } from "./quoted.ts";

/** A column that may be the label. */
export interface Candidate {
  readonly index: number;
  readonly name: string;
  readonly profile: ColumnProfile;
  readonly kind: ColumnKind;
}

export interface GuessedLabel {
  readonly label: Candidate;
  readonly findings: readonly Finding[];
}

/** A number column of more distinct values than this holds quantities, not classes. */
export const MOST_INTEGER_CLASSES = 20;

/** What label columns are called, and little else. */
const LABEL_NAMES =
  /^(labels?|class(es)?|targets?|y|outcome|response|species|diagnosis|survived|churn|(class|target)[ _.-]?(label|name|id)|label[ _.-]?(name|id))$/i;
/** What label columns are called, and features as well. */
const PERHAPS_NAMES = /^(kind|type|category)$/i;

/**
 * Takes the last column, unless it looks like a feature and another is called as labels are.
 *
 * @param candidates  In the order of the table, one at least.
 * @throws {DataError} if another column is as likely.
 */
export function guessLabel(table: string, candidates: readonly Candidate[]): GuessedLabel {
  const last = candidates.at(-1) as Candidate;
  const others = candidates.slice(0, -1);
  // Beside an x, y is a place.
  const hasX = candidates.some(({ name }) => /^x$/i.test(name));
  const isCalledLabel = ({ name }: Candidate): boolean => LABEL_NAMES.test(name) && !(hasX && /^y$/i.test(name));
  const called = others.filter(isCalledLabel);
  const perhaps = others.filter(({ name }) => PERHAPS_NAMES.test(name));
  const [first] = called;
  if (isCalledLabel(last) || hasClasses(last)) {
    if (called.length > 0) throw unclear(table, [...called, last]);
  } else if (called.length === 1 && first) {
    return { label: first, findings: [guessed(`label is column ${named(first.name)}, by its name`)] };
  } else if (called.length + perhaps.length > 0) {
    throw unclear(table, [...called, ...perhaps, last]);
  }
  return { label: last, findings: [guessed(`label is column ${named(last.name)}, the last`)] };
}

/** Whether label columns are called so. */
export function isLabelName(name: string): boolean {
  return LABEL_NAMES.test(name) || PERHAPS_NAMES.test(name);
}

/** Whether the values repeat as classes do. */
export function hasClasses({ profile, kind }: Pick<Candidate, "profile" | "kind">): boolean {
  const { counts } = profile;
  if (counts === null) return false;
  if (kind.kind === "number") {
    const { form } = kind;
    const values = new Set([...counts.keys()].map(form.parse).filter((value) => !Number.isNaN(value)));
    return values.size <= MOST_INTEGER_CLASSES && [...values].every(Number.isInteger);
  }
  return kind.kind === "text" && 2 * counts.size <= profile.rows;
}

function guessed(text: string): Finding {
  return { kind: "guessed", text: `${text} (label changes it)` };
}

function unclear(table: string, candidates: readonly Candidate[]): DataError {
  const names = listed(candidates.map(({ name }) => name));
  return new DataError(`Cannot read table ${table}: the label could be ${names}, expected --label to name one`);
}
