/** @file The measurements in the rows of a table. */
import type { MetricSpec } from "../base/index.ts";
import { type Table, TableMeasures, type TableMetric, type TableSeconds } from "../estimator/index.ts";
import { isBetter, type Measurement } from "./problem.ts";

export interface RowMeasurementsOptions {
  readonly searched: TableMetric;
  readonly reported: TableMetric;
  /** Columns with the time of an evaluation. Default: a whole evaluation takes one second. */
  readonly seconds?: TableSeconds;
}

/** What the table says of each row, put together when first asked for. */
export class RowMeasurements {
  readonly metrics: { readonly searched: MetricSpec; readonly reported: MetricSpec };
  readonly fidelities: readonly number[];
  readonly #searched: TableMeasures;
  readonly #reported: TableMeasures;
  readonly #rows: (Measurement | null | undefined)[];

  constructor(table: Table, { searched, reported, seconds }: RowMeasurementsOptions) {
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
