/** @file What a model mixes up and where it errs most, as plain text for terminals. */
import { printable } from "../base/index.ts";
import type { ClassOutcomes, Outcomes, TargetOutcomes } from "../export/index.ts";
import { roundTo } from "./format.ts";

/** With more classes a matrix is a blur: the pairs mixed up most are named instead. */
export const MATRIX_CLASSES = 20;
const LONGEST_NAME = 24;
const SHOWN_MISTAKES = 5;
const SHOWN_PAIRS = 10;

/** Renders a confusion matrix or the most confused classes, and the worst mistakes. Ends without a line break. */
export function renderOutcomes(outcomes: Outcomes): string {
  return outcomes.kind === "classification" ? renderClasses(outcomes) : renderTargets(outcomes);
}

function renderClasses(outcomes: ClassOutcomes): string {
  const { counts, labels, pairs, undecided, mistakes } = outcomes;
  const matrix =
    counts !== null && labels.length <= MATRIX_CLASSES
      ? [
          "Rows: true classes, columns: predicted ones.",
          ...aligned([
            ["", ...labels.map(short), "right"],
            ...labels.map((label, i) => {
              const row = counts[i] ?? [];
              const total = row.reduce((sum, count) => sum + count, 0);
              const right = total === 0 ? "–" : `${roundTo((100 * (row[i] ?? 0)) / total, 3)} %`;
              return [short(label), ...row.map(String), right];
            }),
          ]),
        ]
      : [
          pairs.length === 0 ? "No class is taken for another one." : "Most confused classes:",
          ...pairs
            .slice(0, SHOWN_PAIRS)
            .map(
              ({ truth, predicted, count, of }) => `  ${short(truth)} taken for ${short(predicted)}: ${count} of ${of}`,
            ),
        ];
  const worst = mistakes.slice(0, SHOWN_MISTAKES).map(({ example, name, truth, predicted, probability }) => {
    const found = predicted === null ? "no class (outputs are no numbers)" : short(predicted);
    const sure = probability === null ? "" : `, probability ${roundTo(probability, 3)}`;
    return `  ${exampleName(example, name)}: ${short(truth)} taken for ${found}${sure}`;
  });
  return [
    ...matrix,
    ...(undecided > 0 ? [`${undecided} examples have outputs that are no numbers.`] : []),
    ...(worst.length > 0 ? ["Worst mistakes, by loss:", ...worst] : []),
  ].join("\n");
}

function renderTargets({ mistakes }: TargetOutcomes): string {
  const lines = mistakes.slice(0, SHOWN_MISTAKES).map(({ example, name, target, truth, predicted }) => {
    const found = predicted === null ? "no number" : roundTo(predicted, 5);
    return `  ${exampleName(example, name)}: ${short(target)} ${roundTo(truth, 5)}, predicted ${found}`;
  });
  return ["Largest errors, in standard deviations of the target:", ...lines].join("\n");
}

function exampleName(example: number, name: string | null): string {
  return name === null ? `example ${example}` : `example ${example} (${printable(name)})`;
}

function short(name: string): string {
  const characters = [...printable(name)];
  return characters.length <= LONGEST_NAME ? characters.join("") : `${characters.slice(0, LONGEST_NAME - 1).join("")}…`;
}

/** The first column to the left, the others to the right. */
function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map((row) => [...(row[i] as string)].length)));
  return rows.map((row) =>
    `  ${row
      .map((text, i) => {
        const space = " ".repeat((widths[i] as number) - [...text].length);
        return i === 0 ? text + space : space + text;
      })
      .join("  ")}`.trimEnd(),
  );
}
