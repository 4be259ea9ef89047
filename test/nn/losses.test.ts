import { describe, expect, it } from "vitest";
import { appendGradients } from "../../src/autodiff/index.ts";
import { InputError } from "../../src/base/index.ts";
import { createNodeEngine } from "../../src/engine/index.ts";
import { GraphBuilder, optimize, type Value } from "../../src/graph/index.ts";
import {
  binaryCrossEntropy,
  correctCount,
  cosineRate,
  crossEntropy,
  distillationLoss,
  huberLoss,
  meanAbsoluteError,
  meanSquaredError,
  quantileLoss,
} from "../../src/nn/index.ts";
import { type Tensor, tensor } from "../../src/tensor/index.ts";
import { checkSlope } from "../autodiff/compare.ts";
import { referenceRun } from "../reference/index.ts";

type Loss = (graph: GraphBuilder, a: Value, b: Value) => Value;

/** The scalar that `build` makes of two inputs. */
function scalarOf(a: Tensor, b: Tensor, build: Loss): number {
  const graph = new GraphBuilder();
  const input = (name: string, { dtype, shape }: Tensor): Value => graph.input(name, { dtype, shape });
  const result = build(graph, input("a", a), input("b", b));
  expect(result.type).toEqual({ dtype: "float32", shape: [] });
  return referenceRun(graph.build([result]), { a, b })[result.name]?.data[0] as number;
}

const logits = tensor("float32", [2, 3], [1, 2, 3, 0, 0, 0]);
const labels = tensor("int64", [2], [2, 0]);
/** log(e^1 + e^2 + e^3) and log 3. */
const logSums = [Math.log(Math.exp(1) + Math.exp(2) + Math.exp(3)), Math.log(3)] as const;

describe("crossEntropy()", () => {
  it("is the mean of -log softmax at the labels", () => {
    const loss = scalarOf(logits, labels, crossEntropy);

    expect(loss).toBeCloseTo((logSums[0] - 3 + logSums[1]) / 2, 6);
  });

  it("spreads the smoothed share of the target over all classes", () => {
    const loss = scalarOf(logits, labels, (graph, a, b) => crossEntropy(graph, a, b, 0.3));
    const spread = (logSums[0] - 2 + logSums[1]) / 2;

    expect(loss).toBeCloseTo(0.7 * ((logSums[0] - 3 + logSums[1]) / 2) + 0.3 * spread, 6);
  });
});

describe("correctCount()", () => {
  it("counts rows whose greatest logit, the first of equals, is at the label", () => {
    expect(scalarOf(logits, labels, correctCount)).toBe(2);
    expect(scalarOf(logits, tensor("int64", [2], [0, 1]), correctCount)).toBe(0);
  });
});

describe("meanSquaredError() and meanAbsoluteError()", () => {
  it("average over all elements", () => {
    const a = tensor("float32", [2, 2], [1, 2, 3, 4]);
    const b = tensor("float32", [2, 2], [1, 0, 6, 4]);

    expect(scalarOf(a, b, meanSquaredError)).toBeCloseTo(13 / 4, 6);
    expect(scalarOf(a, b, meanAbsoluteError)).toBeCloseTo(5 / 4, 6);
  });
});

describe("huberLoss()", () => {
  it("is half the square near the target and grows linearly beyond delta", () => {
    const a = tensor("float32", [4], [0, 0.5, 3, -2]);
    const b = tensor("float32", [4], [0, 0, 0, 0]);
    const loss = (delta: number): number => scalarOf(a, b, (graph, x, y) => huberLoss(graph, x, y, delta));

    expect(loss(1)).toBeCloseTo((0 + 0.125 + 2.5 + 1.5) / 4, 6);
    expect(loss(2.5)).toBeCloseTo((0 + 0.125 + 2.5 * (3 - 1.25) + 2) / 4, 6);
  });
});

describe("quantileLoss()", () => {
  const predictions = tensor("float32", [2, 2], [1, 1, 0, 5]);
  const targets = tensor("float32", [2, 1], [3, 2]);

  it("weighs shortfalls by the quantile and excesses by the rest", () => {
    const loss = scalarOf(predictions, targets, (graph, a, b) => quantileLoss(graph, a, b, [0.5, 0.9]));

    expect(loss).toBeCloseTo((0.5 * 2 + 0.9 * 2 + 0.5 * 2 + 0.1 * 3) / 4, 6);
  });

  it("is least at the quantile of the targets", () => {
    const sorted = tensor("float32", [5, 1], [1, 2, 3, 4, 10]);
    const at = (guess: number): number =>
      scalarOf(tensor("float32", [5, 1], Array(5).fill(guess)), sorted, (graph, a, b) =>
        quantileLoss(graph, a, b, [0.7]),
      );

    for (const other of [1, 2, 3, 3.9, 4.1, 5, 10]) expect(at(4)).toBeLessThan(at(other));
  });
});

describe("binaryCrossEntropy()", () => {
  it("is the mean of -t log p - (1 - t) log (1 - p)", () => {
    const p = [0.9, 0.2, 0.5];
    const t = [1, 0, 0.3];
    const logitsOf = p.map((value) => Math.log(value / (1 - value)));
    const expected = p.map((value, i) => {
      const target = t[i] as number;
      return -target * Math.log(value) - (1 - target) * Math.log(1 - value);
    });
    const loss = scalarOf(tensor("float32", [3], logitsOf), tensor("float32", [3], t), binaryCrossEntropy);

    expect(loss).toBeCloseTo(expected.reduce((a, b) => a + b) / 3, 6);
  });

  it("and its gradient stay finite for logits of any size, in the runtime", async () => {
    const graph = new GraphBuilder();
    const x = graph.input("x", { dtype: "float32", shape: [1] });
    const t = graph.input("t", { dtype: "float32", shape: [1] });
    const loss = binaryCrossEntropy(graph, x, t);
    const [slope] = appendGradients(graph, loss, [x]) as [Value];
    await using program = await createNodeEngine().compile(optimize(graph.build([loss, slope])));
    const at = async (logit: number, target: number): Promise<(number | bigint | undefined)[]> => {
      const feeds = { x: tensor("float32", [1], [logit]), t: tensor("float32", [1], [target]) };
      return Object.values(await program.run(feeds)).map(({ data }) => data[0]);
    };

    expect(await at(1000, 0)).toEqual([1000, 1]);
    expect(await at(1000, 1)).toEqual([0, 0]);
    expect(await at(-1000, 0)).toEqual([0, 0]);
    expect(await at(-1000, 1)).toEqual([1000, -1]);
  });
});

describe("distillationLoss()", () => {
  const student = tensor("float32", [2, 3], [1, 2, 3, 0, 0, 1]);
  const teacher = tensor("float32", [2, 3], [3, 1, 0, 2, -1, 1]);
  const softmax = (row: readonly number[]): number[] => {
    const powers = row.map(Math.exp);
    return powers.map((power) => power / powers.reduce((a, b) => a + b));
  };

  it("is the mean divergence of softened answers, times the squared temperature", () => {
    const rows = (values: ArrayLike<number>): number[][] =>
      [0, 3].map((start) => Array.from(values).slice(start, start + 3));
    const expected = rows(teacher.data).map((row, i) => {
      const p = softmax(row.map((value) => value / 2));
      const q = softmax((rows(student.data)[i] as number[]).map((value) => value / 2));
      return p.reduce((sum, value, k) => sum + value * Math.log(value / (q[k] as number)), 0);
    });
    const loss = scalarOf(student, teacher, (graph, a, b) => distillationLoss(graph, a, b, 2));

    expect(loss).toBeCloseTo((4 * ((expected[0] as number) + (expected[1] as number))) / 2, 6);
    expect(scalarOf(teacher, teacher, (graph, a, b) => distillationLoss(graph, a, b, 3))).toBeCloseTo(0, 12);
  });

  it("gives the teacher no gradient", () => {
    const graph = new GraphBuilder();
    const [a, b] = [student, teacher].map(({ dtype, shape }, i) => graph.input(`x${i}`, { dtype, shape })) as [
      Value,
      Value,
    ];
    const gradients = appendGradients(graph, distillationLoss(graph, a, b, 2), [a, b]);
    const results = Object.values(referenceRun(graph.build(gradients), { x0: student, x1: teacher }));

    expect(results[0]?.data.some((value) => Math.abs(value) > 0.01)).toBe(true);
    expect(results[1]?.data).toEqual(new Float64Array(6));
  });
});

describe("gradients", () => {
  const a = tensor("float32", [3, 2], [0.3, -2, 1.7, 0.2, -0.4, 5]);
  const b = tensor("float32", [3, 2], [0.1, 0.9, 0.5, 0.6, 0.2, 0.3]);

  it.each<readonly [string, Loss, byTarget: boolean]>([
    ["meanSquaredError", meanSquaredError, true],
    ["meanAbsoluteError", meanAbsoluteError, true],
    ["huberLoss", huberLoss, true],
    ["quantileLoss", (graph, x, y) => quantileLoss(graph, x, y, [0.1, 0.8]), true],
    ["binaryCrossEntropy", binaryCrossEntropy, true],
    ["distillationLoss", (graph, x, y) => distillationLoss(graph, x, y, 3), false],
  ])("of %s() are its central differences", (_, build, byTarget) => {
    const graph = new GraphBuilder();
    const inputs = ["a", "b"].map((name) => graph.input(name, { dtype: "float32", shape: [3, 2] })) as [Value, Value];
    const loss = build(graph, ...inputs);
    const names = byTarget ? ["a", "b"] : ["a"];
    const gradients = appendGradients(graph, loss, inputs.slice(0, names.length));
    const named = new Map([["loss", loss], ...names.map((name, i) => [`by ${name}`, gradients[i] as Value] as const)]);
    const built = graph.build(named);

    const expected = referenceRun(built, { a, b });
    checkSlope(built, { a, b }, "loss", new Map(names.map((name) => [`by ${name}`, name])), expected);
  });
});

describe("losses", () => {
  it.each<readonly [string, Loss]>([
    ["the Huber loss: delta is 0", (graph, x, y) => huberLoss(graph, x, y, 0)],
    ["the distillation loss: temperature is NaN", (graph, x, y) => distillationLoss(graph, x, y, Number.NaN)],
    ["quantiles are [0.5], expected 3 numbers in (0, 1)", (graph, x, y) => quantileLoss(graph, x, y, [0.5])],
    ["quantiles are [0,0.5,1], expected 3", (graph, x, y) => quantileLoss(graph, x, y, [0, 0.5, 1])],
  ])("are refused: %s", (message, build) => {
    expect(() => scalarOf(logits, logits, build)).toThrow(InputError);
    expect(() => scalarOf(logits, logits, build)).toThrow(message);
  });
});

describe("cosineRate()", () => {
  it("falls from the peak towards zero by half a cosine", () => {
    const rates = [0, 1, 2, 3].map((step) => cosineRate(step, 4, 0.8));

    expect(rates[0]).toBe(0.8);
    expect(rates[2]).toBeCloseTo(0.4, 12);
    expect(rates[1]).toBeCloseTo(0.4 * (1 + Math.SQRT1_2), 12);
    expect(rates[3]).toBeCloseTo(0.4 * (1 - Math.SQRT1_2), 12);
  });

  it("rises linearly through the warm-up", () => {
    const rates = Array.from({ length: 10 }, (_, step) => cosineRate(step, 10, 1, 0.3));

    [0.25, 0.5, 0.75, 1].forEach((rate, step) => {
      expect(rates[step]).toBeCloseTo(rate, 12);
    });
    expect(rates.slice(3)).toEqual(rates.slice(3).sort((a, b) => b - a));
  });

  it("is the peak throughout where there is one step", () => {
    expect(cosineRate(0, 1, 0.1)).toBe(0.1);
  });
});
