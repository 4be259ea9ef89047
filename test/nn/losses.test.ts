import { describe, expect, it } from "vitest";
import { GraphBuilder, type Value } from "../../src/graph/index.ts";
import { correctCount, cosineRate, crossEntropy, meanAbsoluteError, meanSquaredError } from "../../src/nn/index.ts";
import { type Tensor, tensor } from "../../src/tensor/index.ts";
import { referenceRun } from "../reference/index.ts";

/** The scalar that `build` makes of two inputs. */
function scalarOf(a: Tensor, b: Tensor, build: (graph: GraphBuilder, a: Value, b: Value) => Value): number {
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
