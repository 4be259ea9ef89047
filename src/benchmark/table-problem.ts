/** @file A problem whose results stand in a table. */
import { DataError, InputError, type Json, pick } from "../base/index.ts";
import { architectureText, type Table } from "../estimator/index.ts";
import { restrictSpace, type SearchSpace } from "../space/index.ts";
import type { Problem } from "./problem.ts";
import { withRememberedKeys } from "./remembered-keys.ts";
import { RowIndex } from "./row-index.ts";
import { RowMeasurements, type RowMeasurementsOptions } from "./row-measurements.ts";
import { tableFeatures } from "./table-features.ts";

export interface TableProblemOptions extends RowMeasurementsOptions {
  readonly features?: Table;
  /** Leaves out architectures without features. Default false. */
  readonly onlyWithFeatures?: boolean;
}

/**
 * Creates the problem of searching a space whose results stand in a table. Where the table does not hold the whole space,
 * the space is narrowed to what it holds: rows whose searched and reported values were all measured; sampling then draws
 * from the rows uniformly.
 *
 * @throws {InputError} if a column is missing or no row is left; {DataError} if a row is about another space.
 */
export function tableProblem<A extends Json>(
  table: Table,
  space: SearchSpace<A>,
  options: TableProblemOptions,
): Problem<A> {
  const keyed = withRememberedKeys(space);
  const index = new RowIndex(table, keyed);
  const measurements = new RowMeasurements(table, options);
  const features = options.features && tableFeatures(new RowIndex(options.features, keyed));
  const rows = table.architectures.flatMap((_, row) => {
    const isMember = !options.onlyWithFeatures || features?.of(index.architectureAt(row)) !== undefined;
    return isMember && measurements.at(row) ? [row] : [];
  });
  if (rows.length === 0) {
    throw new InputError(
      `Cannot search table ${table.name}: it has no row with all that is asked for, expected one at least`,
    );
  }
  return {
    space: BigInt(rows.length) === space.size ? keyed : partOf(keyed, index, rows),
    ...measurements.metrics,
    fidelities: measurements.fidelities,
    optimum: measurements.best(rows, ({ searched }) => searched.at(-1) as number, options.searched),
    reportedOptimum: measurements.best(rows, ({ reported }) => reported, options.reported),
    ...(features && { features }),
    measure: (arch) => {
      const row = index.rowOf(arch);
      const found = row === undefined ? undefined : measurements.at(row);
      if (found) return found;
      const fault = row === undefined ? "it is not in the table" : "it was not measured in full";
      throw new DataError(
        `Cannot look up ${architectureText(arch)} in table ${table.name}: ${fault}, expected one of the ${rows.length} architectures there`,
      );
    },
  };
}

/** The architectures of some rows; sampling draws from them uniformly. */
function partOf<A extends Json>(space: SearchSpace<A>, index: RowIndex<A>, rows: readonly number[]): SearchSpace<A> {
  const members = new Set(rows);
  const part = restrictSpace(space, {
    name: `${space.name} in table ${index.table.name}`,
    isMember: (arch) => members.has(index.rowOf(arch) ?? -1),
    size: BigInt(rows.length),
  });
  return { ...part, sample: (rng) => index.architectureAt(pick(rows, rng)) };
}
