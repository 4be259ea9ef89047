/** @file A problem whose results stand in a table. */
import { DataError, type Json, type MetricSpec } from "../base/index.ts";
import {
  architectureText,
  type Table,
  TableMeasures,
  type TableMetric,
  type TableSeconds,
} from "../estimator/index.ts";
import type { SearchSpace } from "../space/index.ts";
import { isBetter, type Measurement, type Problem } from "./problem.ts";
import { RowIndex } from "./row-index.ts";
import { narrowedTo, withRememberedKeys } from "./space-variants.ts";
import { tableFeatures } from "./table-features.ts";

export interface TableProblemOptions {
  readonly searched: TableMetric;
  readonly reported: TableMetric;
  /** Columns with the time of an evaluation. Default: a whole evaluation takes one second. */
  readonly seconds?: TableSeconds;
  readonly features?: Table;
  /** Leaves out architectures without features. Default false. */
  readonly onlyWithFeatures?: boolean;
}

/**
 * Creates the problem of searching a space whose results stand in a table. Where the table does not hold the whole space,
 * the space is narrowed to what it holds: rows whose searched and reported values were all measured.
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
  const isMember = (row: number, arch: () => A): boolean =>
    measurements.at(row) !== undefined && (!options.onlyWithFeatures || features?.of(arch()) !== undefined);
  const rows = table.architectures.flatMap((_, row) => {
    return isMember(row, () => index.architectures[row] as A) ? [row] : [];
  });
  const isWhole = BigInt(rows.length) === space.size;
  // Reading one architecture tells a table of another space before any search.
  if (rows.length > 0) void index.architectures;
  const isIn = new Set(rows);
  const members = {
    name: `table ${table.name}`,
    list: isWhole ? [] : rows.map((row) => index.architectures[row] as A),
    has: (arch: A): boolean => isIn.has(index.rowOf(arch) ?? -1),
  };
  return {
    space: isWhole ? keyed : narrowedTo(keyed, members),
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

/** What the table says of each row, put together when first asked for. */
class RowMeasurements {
  readonly metrics: { readonly searched: MetricSpec; readonly reported: MetricSpec };
  readonly fidelities: readonly number[];
  readonly #searched: TableMeasures;
  readonly #reported: TableMeasures;
  readonly #rows: (Measurement | null | undefined)[];

  constructor(table: Table, { searched, reported, seconds }: TableProblemOptions) {
    this.#searched = new TableMeasures(table, [searched], seconds);
    this.#reported = new TableMeasures(table, [reported]);
    this.metrics = {
      searched: this.#searched.metrics[0] as MetricSpec,
      reported: this.#reported.metrics[0] as MetricSpec,
    };
    const { budgets, wholeBudget } = this.#searched;
    this.fidelities = budgets.map((budget) => budget / wholeBudget);
    this.#rows = new Array<Measurement | null | undefined>(table.size).fill(undefined);
  }

  /** Undefined where something was not measured. */
  at(row: number): Measurement | undefined {
    this.#rows[row] ??= this.#measure(row) ?? null;
    return this.#rows[row] ?? undefined;
  }

  best(rows: readonly number[], read: (measurement: Measurement) => number, { goal }: MetricSpec): number {
    const values = rows.map((row) => read(this.at(row) as Measurement));
    return values.reduce((best, value) => (isBetter(goal, value, best) ? value : best), values[0] ?? Number.NaN);
  }

  #measure(row: number): Measurement | undefined {
    const { searched, reported } = this.metrics;
    const { budgets, wholeBudget, hasSeconds } = this.#searched;
    const values = budgets.map((budget) => this.#searched.valuesAt(row, budget)[searched.name] as number);
    const value = this.#reported.valuesAt(row, this.#reported.wholeBudget)[reported.name] as number;
    const once = hasSeconds ? this.#searched.secondsAt(row, 0) : 0;
    const seconds = hasSeconds ? this.#searched.secondsAt(row, wholeBudget) - once : 1;
    if (![...values, value, once, seconds].every(Number.isFinite)) return undefined;
    return { searched: values, reported: value, seconds, secondsOnce: once };
  }
}
