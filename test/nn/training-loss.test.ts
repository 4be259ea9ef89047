/** @file The losses that a training step knows by name: by plain arithmetic, with gradients by central differences. */
import { describe, expect, it } from "vitest";
import { type LossSpec, linear, NetworkBuilder, trainingStep } from "../../src/nn/index.ts";
import { type Tensor, tensor } from "../../src/tensor/index.ts";
import { referenceRun } from "../reference/index.ts";
import { taskOf } from "./task-fixture.ts";

const [batch, width] = [3, 2];
const examples = [1, -0.5, 0.3, 2, -1.2, 0.7];
const params = [0.4, -0.3, 0.9, 0.2, -0.1, 0.05];

/** What a linear layer of two outputs predicts, row by row. */
function predictions([a, b, c, d, e, f]: readonly number[]): number[][] {
  return Array.from({ length: batch }, (_, n) => {
    const [x, y] = examples.slice(2 * n) as [number, number];
    return [
      x * (a as number) + y * (c as number) + (e as number),
      x * (b as number) + y * (d as number) + (f as number),
    ];
  });
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const pairs = (rows: readonly number[][], targets: readonly number[]): [number, number][] =>
  rows.flat().map((value, i) => [value, targets[i] as number]);
const softmax = (row: readonly number[]): number[] => {
  const powers = row.map(Math.exp);
  return powers.map((power) => power / powers.reduce((a, b) => a + b));
};
const logLoss = (row: readonly number[], label: number): number => -Math.log(softmax(row)[label] as number);

const full = [0.5, 0.2, 1, 0, 0.9, 0.4];
const single = [0.5, -0.2, 1.1];
const labels = [1, 0, 1];
const teacher = [2, -1, 0.5, 0.3, -0.2, 1];
const targetsOf = (values: readonly number[]) => ({
  targets: tensor("float32", [batch, values.length / batch], values),
});
const classes = { labels: tensor("int64", [batch], labels) };

const cases: readonly (readonly [string, LossSpec, Record<string, Tensor>, (rows: number[][]) => number])[] = [
  ["cross-entropy", "cross-entropy", classes, (rows) => mean(rows.map((row, n) => logLoss(row, labels[n] as number)))],
  ["mse", "mse", targetsOf(full), (rows) => mean(pairs(rows, full).map(([p, t]) => (p - t) ** 2))],
  ["mae", "mae", targetsOf(full), (rows) => mean(pairs(rows, full).map(([p, t]) => Math.abs(p - t)))],
  [
    "binary-cross-entropy",
    "binary-cross-entropy",
    targetsOf(full),
    (rows) => mean(pairs(rows, full).map(([p, t]) => Math.log(1 + Math.exp(p)) - p * t)),
  ],
  [
    "huber",
    { kind: "huber", delta: 0.4 },
    targetsOf(full),
    (rows) =>
      mean(
        pairs(rows, full).map(([p, t]) => {
          const distance = Math.abs(p - t);
          return distance < 0.4 ? distance ** 2 / 2 : 0.4 * (distance - 0.2);
        }),
      ),
  ],
  [
    "quantile",
    { kind: "quantile", quantiles: [0.1, 0.8] },
    targetsOf(single),
    (rows) =>
      mean(
        rows.flatMap((row, n) =>
          row.map((p, i) => {
            const shortfall = (single[n] as number) - p;
            return shortfall * ([0.1, 0.8][i] as number) + (shortfall < 0 ? -shortfall : 0);
          }),
        ),
      ),
  ],
  [
    "distillation",
    { kind: "distillation", temperature: 2, share: 0.7 },
    { ...classes, teacher: tensor("float32", [batch, width], teacher) },
    (rows) =>
      mean(
        rows.map((row, n) => {
          const p = softmax(teacher.slice(2 * n, 2 * n + 2).map((value) => value / 2));
          const q = softmax(row.map((value) => value / 2));
          const divergence = p.reduce((sum, value, i) => sum + value * Math.log(value / (q[i] as number)), 0);
          return 0.3 * logLoss(row, labels[n] as number) + 0.7 * 4 * divergence;
        }),
      ),
  ],
];

describe.each(cases)("trainingStep() by %s", (_, loss, truth, byHand) => {
  const net = new NetworkBuilder(taskOf(width), batch);
  const network = net.finish(linear(net, net.input, width));
  const graph = trainingStep(network, { optimizer: { kind: "sgd", momentum: 0, weightDecay: 0 }, loss });
  const results = referenceRun(graph, {
    x: tensor("float32", [batch, width], examples),
    params: tensor("float32", [6], params),
    momentum: tensor("float32", [6], new Float32Array(6)),
    rate: tensor("float32", [], [0]),
    step: tensor("float32", [], [1]),
    ...truth,
  });

  it("measures what the formula gives", () => {
    expect(results.loss?.data[0]).toBeCloseTo(byHand(predictions(params)), 5);
    expect("correct" in results).toBe("labels" in truth);
  });

  it("has its gradient", () => {
    params.forEach((_, i) => {
      const at = (by: number): number => byHand(predictions(params.map((value, j) => (i === j ? value + by : value))));
      expect(results["next.momentum"]?.data[i]).toBeCloseTo((at(1e-6) - at(-1e-6)) / 2e-6, 5);
    });
  });
});

describe("trainingStep()", () => {
  const net = new NetworkBuilder(taskOf(width), batch);
  const network = net.finish(linear(net, net.input, width));
  const build = (loss: LossSpec) =>
    trainingStep(network, { optimizer: { kind: "sgd", momentum: 0, weightDecay: 0 }, loss });

  it("refuses settings of losses that mean nothing", () => {
    expect(() => build({ kind: "huber", delta: 0 })).toThrow("delta is 0");
    expect(() => build({ kind: "quantile", quantiles: [0.5] })).toThrow("expected 2 numbers in (0, 1)");
    expect(() => build({ kind: "distillation", temperature: 1, share: 1.5 })).toThrow("share is 1.5");
  });
});
