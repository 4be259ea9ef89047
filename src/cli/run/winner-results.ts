/** @file What was measured of a winner, in the order people ask: how good on new data, how good in the search, how large, how fast. */
import { type Interval, type MetricSpec, type Values, wilsonInterval } from "../../base/index.ts";
import { absenceNote, type Dataset, type PartName } from "../../data/index.ts";
import { scoreMetrics } from "../../estimator/index.ts";
import type { Outcomes } from "../../export/index.ts";
import { formatQuantity, type ReportMetric, type ReportResult, type ReportWinner } from "../../report/index.ts";
import type { TrialRecord } from "../../storage/index.ts";
import { testMetrics } from "../../study/index.ts";

const names: Readonly<Record<string, string>> = {
  testAccuracy: "test accuracy",
  testR2: "test R²",
  testLoss: "test loss",
  accuracy: "validation accuracy",
  r2: "validation R²",
  loss: "validation loss",
  trainLoss: "training loss",
  trainAccuracy: "training accuracy",
  peakMemoryBytes: "peak memory",
  latencyMs: "latency",
};
const TAIL = "latencyP95Ms";

/** Names metrics for a report, and leaves out the second latency where nothing asks for it. */
export function reportMetrics(metrics: readonly MetricSpec[], wanted: readonly string[]): ReportMetric[] {
  return metrics.filter(({ name }) => name !== TAIL || wanted.includes(name)).map(labelled);
}

/** What trials report as they run, by the names that people know. */
export function stepMetrics(trials: readonly TrialRecord[]): ReportMetric[] {
  const reported = new Set(trials.flatMap(({ curve }) => curve.flatMap(({ values }) => Object.keys(values))));
  return [...reported].map((name) => labelled({ name, unit: "1", goal: "max" }));
}

function labelled(metric: MetricSpec): ReportMetric {
  const label = names[metric.name];
  return label === undefined ? metric : { ...metric, label };
}

export interface Measured {
  readonly values: Values;
  readonly outcomes?: Outcomes | null | undefined;
  /** Of the search; the test scores are added. */
  readonly metrics: readonly MetricSpec[];
  readonly role: NonNullable<ReportWinner["role"]>;
  /** What trials are chosen by first; undefined where there was no choice. */
  readonly objective: string | undefined;
  /** Of the data, where that is known. */
  readonly absent?: Dataset["absent"] | undefined;
}

/** Lists what is known: the test score with its interval first, one latency last. */
export function winnerResults({ values, outcomes, metrics, role, objective, absent }: Measured): ReportResult[] {
  const kind = metrics.some(({ name }) => name === "r2") ? "regression" : "classification";
  const [testScore, ...testOthers] = testMetrics({ kind });
  const partsOf = new Map<string, PartName>([
    ...scoreMetrics({ kind }).map(({ name }): [string, PartName] => [name, "validation"]),
    ...testMetrics({ kind }).map(({ name }): [string, PartName] => [name, "test"]),
  ]);
  const [score, ...others] = metrics.filter(({ name }) => name !== TAIL && name !== "latencyMs");
  const result = (metric: MetricSpec | undefined, extra: Partial<ReportResult> = {}): ReportResult[] => {
    const value = metric && values[metric.name];
    if (!metric || value === undefined || !Number.isFinite(value)) return [];
    const absence = absent && partsOf.has(metric.name) && absenceNote({ absent }, partsOf.get(metric.name) as PartName);
    const note = [extra.note, absence].filter(Boolean).join("; ");
    const named = { name: names[metric.name] ?? metric.name, unit: metric.unit, value };
    return [{ ...named, ...extra, ...(note === "" ? {} : { note }) }];
  };
  const part = objective === undefined ? {} : { note: `${partOf(role, score?.name === objective)} (optimistic)` };
  const count = outcomes ? `${outcomes.examples} examples, used for nothing before` : "used for nothing before";
  const tail = values[TAIL];
  return [
    ...result(testScore, { note: count, ...intervalOf(outcomes) }),
    ...result(score, part),
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

/** What a score on the validation part had to do with the choice. */
function partOf(role: Measured["role"], isFirst: boolean): string {
  if (role === "chosen" || !isFirst) return "it took part in the choice";
  return role === "winner" ? "by which it was chosen" : "by which it leads";
}

function intervalOf(outcomes: Measured["outcomes"]): { interval?: Interval } {
  if (!outcomes) return {};
  if (outcomes.kind === "classification") return { interval: wilsonInterval(outcomes.correct, outcomes.examples) };
  return outcomes.interval ? { interval: { low: outcomes.interval.low, high: outcomes.interval.high } } : {};
}
