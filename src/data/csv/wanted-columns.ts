/** @file Features whose names and kinds are known beforehand, as those a model takes. Pure. */
import { DataError } from "../../base/index.ts";
import type { Finding } from "../finding.ts";
import type { TableColumn } from "../table-column.ts";
import { MISSING, MISSING_AMONG_NUMBERS } from "./cell-shape.ts";
import { cellText } from "./column-kind.ts";
import type { FeaturePlan, FeaturesPlan } from "./feature-plan.ts";
import type { Candidate } from "./label-column.ts";
import { listed, quoted } from "./quoted.ts";

/**
 * Plans those columns as features, in the order of the table, be they constant or of texts that all differ; what they
 * hold is not guessed.
 *
 * @throws {DataError} naming the columns that are missing, or a cell that is not what its column holds.
 */
export function planWanted(
  table: string,
  candidates: readonly Candidate[],
  columns: readonly TableColumn[],
): FeaturesPlan {
  const kinds = new Map(columns.map(({ name, kind }) => [name, kind]));
  const missing = columns.map(({ name }) => name).filter((name) => !candidates.some((other) => other.name === name));
  if (missing.length > 0) {
    throw new DataError(
      `Cannot read table ${table}: no column is called ${listed(missing)}, expected the columns of the model; ` +
        `found ${listed(candidates.map(({ name }) => name))}`,
    );
  }
  const others = candidates.filter(({ name }) => !kinds.has(name)).map(({ name }) => name);
  const findings: Finding[] =
    others.length === 0
      ? []
      : [
          {
            kind: "left out",
            text: `column${others.length > 1 ? "s" : ""} ${listed(others)}: the model does not take ${others.length > 1 ? "them" : "it"}`,
          },
        ];
  const features = candidates.flatMap((candidate) => {
    const kind = kinds.get(candidate.name);
    return kind === undefined ? [] : [planOf(table, candidate, kind)];
  });
  return { features, findings };
}

function planOf(table: string, { index, name, profile, kind }: Candidate, wanted: TableColumn["kind"]): FeaturePlan {
  if (wanted === "category" || kind.kind === "empty") return { index, name, kind: wanted, parse: () => Number.NaN };
  if (kind.kind === wanted) return { index, name, kind: wanted, parse: kind.form.parse };
  const odd =
    kind.kind === "unclear" ? kind.cell : profile.firstOf((shape) => !(shape & (MISSING | MISSING_AMONG_NUMBERS)));
  const found = odd ? cellText(odd, name) : `column ${quoted(name)} holds none`;
  throw new DataError(`Cannot read table ${table}: ${found}, expected a ${wanted} as the model takes`);
}
