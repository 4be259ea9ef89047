/** @file A small space and an estimator with made-up values, on which studies run in no time. */
import { type MetricSpec, pick, SpaceError, type Values } from "../../src/base/index.ts";
import type { EstimateContext, Estimator } from "../../src/estimator/index.ts";
import type { SearchSpace } from "../../src/space/index.ts";

/** Three digits; their order does not matter to the network, so that different architectures share a key. */
export type Digits = readonly number[];

/** @param base  Digits are below it: base^3 architectures, fewer keys. */
export function sumSpace(base = 5): SearchSpace<Digits> {
  const all = Array.from({ length: base }, (_, digit) => digit);
  const replaced = (arch: Digits, at: number, digit: number): Digits => arch.with(at, digit);
  return {
    name: `sum(base=${base})`,
    size: BigInt(base ** 3),
    sample: (rng) => [rng.int(base), rng.int(base), rng.int(base)],
    key: (arch) => arch.toSorted().join(""),
    parse: (value) => {
      if (Array.isArray(value) && value.length === 3 && value.every((digit) => all.includes(digit))) return value;
      throw new SpaceError(`Cannot read architecture ${JSON.stringify(value)}: expected three digits below ${base}`);
    },
    build: () => {
      throw new SpaceError("Cannot build a network: this space has none");
    },
    describe: (arch) => arch.join(" "),
    mutate: (arch, rng) => {
      const at = rng.int(3);
      return replaced(
        arch,
        at,
        pick(
          all.filter((digit) => digit !== arch[at]),
          rng,
        ),
      );
    },
    neighbours: (arch) =>
      [0, 1, 2].flatMap((at) => all.filter((d) => d !== arch[at]).map((d) => replaced(arch, at, d))),
    crossover: (a, b, rng) => a.map((digit, at) => (rng.int(2) === 0 ? digit : (b[at] as number))),
    width: 3,
    encode: (arch) => Float64Array.from(arch),
    toDag: (arch) => ({ labels: arch.map(String), edges: [] }),
    parameters: [0, 1, 2].map((at) => ({ name: `digit ${at}`, options: base, ordered: true })),
    toIndices: (arch) => arch,
    fromIndices: (indices) => indices,
  };
}

export const sumMetrics: readonly MetricSpec[] = [
  { name: "loss", unit: "1", goal: "min" },
  { name: "size", unit: "count", goal: "max" },
];

export interface SumEstimator extends Estimator<Digits> {
  /** Keys of all estimates begun, in order. */
  readonly begun: string[];
}

export interface SumOptions {
  readonly fingerprint?: number;
  /** Does something before the result is given, such as failing or waiting. */
  readonly before?: (arch: Digits, context: EstimateContext, begun: number) => Promise<Values | undefined>;
}

/** Loss: distance of the digits' sum from 7, with noise of the trial's own; two steps; a few random weights. */
export function sumEstimator({ fingerprint = 1, before }: SumOptions = {}): SumEstimator {
  const space = sumSpace();
  const begun: string[] = [];
  return {
    name: "sum",
    metrics: sumMetrics,
    fingerprint: { version: fingerprint },
    begun,
    estimate: async (arch, context) => {
      begun.push(space.key(arch));
      const values = valuesOf(arch, context.rng.normal());
      const changed = await before?.(arch, context, begun.length);
      for (let step = 1; step <= context.budget; step++) {
        if (context.signal.aborted) throw context.signal.reason;
        const sofar = { loss: values.loss + 1 / step };
        if ((await context.report(step, sofar)) === "stop") return { state: "pruned", values: sofar };
      }
      const parameters = Float32Array.from({ length: 4 }, () => context.rng.normal());
      const weights = { parameters, statistics: Float32Array.from(arch) };
      return { state: "complete", values: { ...values, ...changed }, weights };
    },
  };
}

function valuesOf(arch: Digits, noise: number): { loss: number; size: number } {
  const sum = arch.reduce((total, digit) => total + digit, 0);
  return { loss: Math.abs(sum - 7) + 0.1 * noise, size: sum };
}

/** Waits so many turns of the event loop: results come in an order the seed decides. */
export async function turns(count: number): Promise<void> {
  for (let i = 0; i < count; i++) await new Promise((resolve) => setImmediate(resolve));
}
