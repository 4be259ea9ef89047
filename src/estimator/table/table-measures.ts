/** @file What a table says of an architecture: metrics by budget, and the time they took. */
import { InputError, type MetricSpec, type Values } from "../../base/index.ts";
import type { NumberColumn, Table } from "./table.ts";

/** A metric that stands in a table. */
export interface TableMetric extends MetricSpec {
  /** The column, or one for each budget at which it was measured, such as epochs. */
  readonly column: string | readonly { readonly budget: number; readonly column: string }[];
}

/** What an evaluation costs in simulated time: columns in seconds, added up. */
export interface TableSeconds {
  /** Times of the whole budget; a part of the budget takes that part of them. */
  readonly training?: readonly string[];
  /** Part of those times that the whole budget takes; default 1. For a budget that is less than what was timed. */
  readonly trainingShare?: number;
  /** Times of each evaluation, whatever its budget. */
  readonly once?: readonly string[];
}

interface Source {
  readonly metric: MetricSpec;
  /** By increasing budget. */
  readonly columns: readonly { readonly budget: number; readonly column: NumberColumn }[];
}

/** Reads metrics of rows at budgets. A metric without budgets of its own counts as measured at the greatest one. */
export class TableMeasures {
  readonly metrics: readonly MetricSpec[];
  /** All budgets at which something was measured, increasing; at least one. */
  readonly budgets: readonly number[];
  readonly #sources: readonly Source[];
  readonly #training: readonly NumberColumn[];
  readonly #trainingShare: number;
  readonly #once: readonly NumberColumn[];

  /** @throws {InputError} if a column is missing, or there is no metric. */
  constructor(table: Table, metrics: readonly TableMetric[], seconds: TableSeconds = {}) {
    if (metrics.length === 0)
      throw new InputError(`Cannot measure by table ${table.name}: expected at least one metric`);
    this.metrics = metrics.map(({ name, unit, goal }) => ({ name, unit, goal }));
    const given = metrics.flatMap(({ column }) =>
      typeof column === "string" ? [] : column.map(({ budget }) => budget),
    );
    const greatest = given.length === 0 ? 1 : Math.max(...given);
    this.#sources = metrics.map(({ column }, at) => ({
      metric: this.metrics[at] as MetricSpec,
      columns: (typeof column === "string" ? [{ budget: greatest, column }] : column)
        .map((source) => ({ budget: source.budget, column: table.numbers(source.column) }))
        .sort((a, b) => a.budget - b.budget),
    }));
    const budgets = this.#sources.flatMap(({ columns }) => columns.map(({ budget }) => budget));
    this.budgets = [...new Set(budgets)].sort((a, b) => a - b);
    this.#training = (seconds.training ?? []).map((column) => table.numbers(column));
    this.#trainingShare = seconds.trainingShare ?? 1;
    this.#once = (seconds.once ?? []).map((column) => table.numbers(column));
  }

  /** The whole budget: the greatest there is. */
  get wholeBudget(): number {
    return this.budgets.at(-1) as number;
  }

  /** The budgets at which there are values on the way to `budget`: those not above it, or else the smallest alone. */
  budgetsUpTo(budget: number): readonly number[] {
    const reached = this.budgets.filter((known) => known <= budget);
    return reached.length > 0 ? reached : this.budgets.slice(0, 1);
  }

  /** The metrics of a row, each at the largest of its budgets not above `budget`, else at its smallest; NaN: not measured. */
  valuesAt(row: number, budget: number): Values {
    const values: Record<string, number> = {};
    for (const source of this.#sources) values[source.metric.name] = columnAt(source, budget).values[row] as number;
    return values;
  }

  /** The worst value of each metric in the whole table at a budget. */
  worstAt(budget: number): Values {
    const worst = this.#sources.map((source): [string, number] => {
      const measured = Array.from(columnAt(source, budget).values).filter((value) => !Number.isNaN(value));
      const extreme = source.metric.goal === "max" ? Math.min : Math.max;
      return [source.metric.name, measured.reduce((a, b) => extreme(a, b), measured[0] ?? Number.NaN)];
    });
    return Object.fromEntries(worst);
  }

  /** True where time columns were named. */
  get hasSeconds(): boolean {
    return this.#training.length + this.#once.length > 0;
  }

  /** Seconds that an evaluation of a row with a budget takes; NaN where that was not measured. */
  secondsAt(row: number, budget: number): number {
    const sum = (columns: readonly NumberColumn[]): number =>
      columns.reduce((total, { values }) => total + (values[row] as number), 0);
    return (sum(this.#training) * this.#trainingShare * budget) / this.wholeBudget + sum(this.#once);
  }
}

function columnAt({ columns }: Source, budget: number): NumberColumn {
  return (columns.findLast((source) => source.budget <= budget) ?? (columns[0] as Source["columns"][number])).column;
}
