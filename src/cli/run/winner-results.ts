/** @file What was measured of a winner, in the order people ask: how good on new data, how good in the search, how large, how fast. */
import { type Interval, type MetricSpec, type Values, wilsonInterval } from "../../base/index.ts";
import type { Outcomes } from "../../export/index.ts";
import { formatQuantity, type ReportMetric, type ReportResult } from "../../report/index.ts";
import { testMetrics } from "../../study/index.ts";

const names: Readonly<Record<string, string>> = {
  testAccuracy: "test accuracy",
  testR2: "test R²",
  testLoss: "test loss",
  accuracy: "validation accuracy",
  r2: "validation R²",
  loss: "validation loss",
  trainLoss: "training loss",
  peakMemoryBytes: "peak memory",
  latencyMs: "latency",
};
const TAIL = "latencyP95Ms";

/** Names metrics for a report, and leaves out the second latency where nothing asks for it. */
export function reportMetrics(metrics: readonly MetricSpec[], wanted: readonly string[]): ReportMetric[] {
  return metrics.filter(({ name }) => name !== TAIL || wanted.includes(name)).map(labelled);
}

/** With the name that people know it by, where it has one. */
export function labelled(metric: MetricSpec): ReportMetric {
  const label = names[metric.name];
  return label === undefined ? metric : { ...metric, label };
}

export interface Measured {
  readonly values: Values;
  readonly outcomes?: Outcomes | null | undefined;
  /** Of the search; the test scores are added. */
  readonly metrics: readonly MetricSpec[];
  /** What the winner was chosen by. */
  readonly objective: string;
  /** False where it only leads so far. */
  readonly isFinal: boolean;
}

/** Lists what is known: the test score with its interval first, one latency last. */
export function winnerResults({ values, outcomes, metrics, objective, isFinal }: Measured): ReportResult[] {
  const kind = metrics.some(({ name }) => name === "r2") ? "regression" : "classification";
  const [testScore, ...testOthers] = testMetrics({ kind });
  const [score, ...others] = metrics.filter(({ name }) => name !== TAIL && name !== "latencyMs");
  const result = (metric: MetricSpec | undefined, extra: Partial<ReportResult> = {}): ReportResult[] => {
    const value = metric && values[metric.name];
    if (!metric || value === undefined || !Number.isFinite(value)) return [];
    return [{ name: names[metric.name] ?? metric.name, unit: metric.unit, value, ...extra }];
  };
  const isChosenBy = score?.name === objective;
  const by = isFinal ? "by which it was chosen (optimistic)" : "by which it leads (optimistic)";
  const note = isChosenBy ? by : "it took part in the choice (optimistic)";
  const count = outcomes ? `${outcomes.examples} examples, used for nothing before` : "used for nothing before";
  const tail = values[TAIL];
  return [
    ...result(testScore, { note: count, ...intervalOf(outcomes) }),
    ...result(score, { note }),
    ...testOthers.flatMap((metric) => result(metric)),
    ...others.flatMap((metric) => result(metric, metric.name === "loss" ? { note: "of the search" } : {})),
    ...result(
      metrics.find(({ name }) => name === "latencyMs"),
      {
        note: `median of one example${tail === undefined ? "" : `; 95\u00a0% below ${formatQuantity(tail, "ms").replaceAll(" ", "\u00a0")}`}`,
      },
    ),
  ];
}

function intervalOf(outcomes: Measured["outcomes"]): { interval?: Interval } {
  if (!outcomes) return {};
  if (outcomes.kind === "classification") return { interval: wilsonInterval(outcomes.correct, outcomes.examples) };
  return outcomes.interval ? { interval: { low: outcomes.interval.low, high: outcomes.interval.high } } : {};
}
