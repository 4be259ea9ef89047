/** @file An estimator that looks results up instead of training: searches on published measurements. */
import { DataError, type Json, type MetricSpec, type Values } from "../../base/index.ts";
import type { Estimate, EstimateContext, Estimator } from "../estimator.ts";
import { architectureText, type Table } from "./table.ts";
import { TableMeasures, type TableMetric, type TableSeconds } from "./table-measures.ts";

export interface TableEstimatorOptions<A extends Json> {
  readonly metrics: readonly TableMetric[];
  /** Columns that become the metric `simulatedSeconds`. Default: none, and no such metric. */
  readonly seconds?: TableSeconds;
  /**
   * What becomes of an architecture that is not in the table, or was not measured: its trial fails (default), or it gets
   * the worst value of every metric in the table.
   */
  readonly missing?: "fail" | "worst";
  /** The text by which the table knows an architecture. Default: itself where it is text, else its canonical JSON. */
  readonly textOf?: (arch: A) => string;
}

const secondsMetric: MetricSpec = { name: "simulatedSeconds", unit: "s", goal: "min" };

/**
 * Creates an estimator that answers from a table. The budget is in the unit of the metrics' columns; values are those of
 * the largest budget measured that is not above it, or else of the smallest, and values at smaller budgets are reported
 * on the way.
 *
 * @throws {InputError} if the table has no such column.
 */
export function tableEstimator<A extends Json>(table: Table, options: TableEstimatorOptions<A>): Estimator<A> {
  const { metrics, seconds = {}, missing = "fail", textOf = architectureText } = options;
  const measures = new TableMeasures(table, metrics, seconds);
  const lookUp = (arch: A, budget: number): Values => {
    const text = textOf(arch);
    const row = table.rowOf(text);
    const values = row === undefined ? undefined : valuesOf(measures, row, budget);
    if (values && Object.values(values).every(Number.isFinite)) return values;
    if (missing === "worst")
      return { ...measures.worstAt(budget), ...(measures.hasSeconds && { simulatedSeconds: 0 }) };
    throw absent(table, text, values);
  };
  return {
    name: "table",
    metrics: [...measures.metrics, ...(measures.hasSeconds ? [secondsMetric] : [])],
    fingerprint: { table: table.hash, metrics, seconds, missing } as unknown as Json,
    estimate: (arch, context) =>
      follow(measures.budgetsUpTo(context.budget), (budget) => lookUp(arch, budget), context),
  };
}

async function follow(
  budgets: readonly number[],
  lookUp: (budget: number) => Values,
  { report, budget: asked }: EstimateContext,
): Promise<Estimate> {
  let values: Values = {};
  for (const budget of budgets) {
    values = lookUp(budget);
    // Less than the smallest budget measured may have been asked for.
    if ((await report(Math.min(budget, asked), values)) === "stop") return { state: "pruned", values };
  }
  return { state: "complete", values };
}

function valuesOf(measures: TableMeasures, row: number, budget: number): Values {
  const values = measures.valuesAt(row, budget);
  return measures.hasSeconds ? { ...values, simulatedSeconds: measures.secondsAt(row, budget) } : values;
}

function absent(table: Table, text: string, values: Values | undefined): DataError {
  const unmeasured = Object.entries(values ?? {}).find(([, value]) => !Number.isFinite(value))?.[0];
  const fault = unmeasured === undefined ? "it is not in the table" : `its ${unmeasured} was not measured`;
  return new DataError(
    `Cannot look up ${text} in table ${table.name}: ${fault}, expected one of the ${table.size} architectures there`,
  );
}
