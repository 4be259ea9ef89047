import { describe, expect, it } from "vitest";
import { createRng } from "../../src/base/index.ts";
import { createNodeEngine } from "../../src/engine/index.ts";
import { bindInputs, optimize, verify } from "../../src/graph/index.ts";
import {
  initialParameters,
  initialStatistics,
  parameterCount,
  parameterTensors,
  statisticTensors,
  toInference,
} from "../../src/nn/index.ts";
import { encode } from "../../src/onnx/index.ts";
import { sizeOf, type Tensor, tensor } from "../../src/tensor/index.ts";
import { checkClose, checkSlope } from "../autodiff/compare.ts";
import { type PlainTensor, referenceRun, toPlain } from "../reference/index.ts";
import { layerCases } from "./layer-cases.ts";
import { differentiate, drawFeeds, drawn, layerNetwork } from "./layer-fixture.ts";

const engine = createNodeEngine();

describe.each(Object.entries(layerCases))("%s", (name, testCase) => {
  it("gives the shape and the number of parameters it should", () => {
    const network = layerNetwork(testCase, 2);

    const { dtype, shape } = verify(network.graph).get(network.output) as PlainTensor;
    expect({ dtype, shape }).toEqual({ dtype: "float32", shape: [2, ...testCase.output] });
    expect(parameterCount(network)).toBe(testCase.parameters);
  });

  it("has gradients that are its central differences, in float64 and in the runtime", async () => {
    const network = layerNetwork(testCase, 2);
    const { graph, first, outputShape } = differentiate(network);
    const rng = createRng(name);
    const feeds = { ...drawFeeds(network, testCase, rng), c: drawn(outputShape, rng) };
    const expected = referenceRun(graph, feeds);

    if (first.size > 0) checkSlope(graph, feeds, "loss", first, expected);
    await using program = await engine.compile(optimize(graph));
    const results = Object.entries(await program.run(feeds)).map(([key, value]) => [key, toPlain(value)]);
    checkClose("run", Object.fromEntries(results), expected, () => 1e-4);
  });

  it("has an inference graph that, built for one example, predicts three", async () => {
    const rng = createRng(name);
    const single = layerNetwork(testCase, 1);
    const triple = layerNetwork(testCase, 3);
    const { x } = drawFeeds(triple, testCase, rng) as { x: Tensor };
    const statistics = initialStatistics(single).map((value) => value + 0.25);
    const weights = new Map<string, Tensor>([
      ...parameterTensors(single, initialParameters(single, rng)),
      ...statisticTensors(single, statistics),
    ]);
    const expected = referenceRun(bindInputs(toInference(triple), weights), { x })[triple.output] as PlainTensor;

    const graph = optimize(bindInputs(toInference(single), weights));
    expect(verify(graph).get(single.output)?.shape).toEqual([1, ...testCase.output]);
    await using program = await engine.compileModel(encode(graph, { symbolicBatch: "batch" }));
    const found = (await program.run({ x }))[single.output] as Tensor;

    expect(found.shape).toEqual([3, ...testCase.output]);
    checkClose("three", { y: toPlain(found) }, { y: expected }, () => 1e-5);
  });
});

const causal = Object.entries(layerCases).filter(([, { causal }]) => causal);

describe.each(causal)("causal %s", (name, testCase) => {
  it("gives the same up to a step whatever comes later", () => {
    const network = layerNetwork(testCase, 1);
    const feeds = drawFeeds(network, testCase, createRng(name));
    const { shape, data } = feeds.x as Tensor<"float32">;
    const [length, width] = [shape[1] as number, sizeOf(shape.slice(2))];
    const run = (x: Tensor): Float64Array =>
      (referenceRun(network.graph, { ...feeds, x })[network.output] as PlainTensor).data;
    const before = run(feeds.x as Tensor);
    const step = before.length / length;

    for (let t = 1; t < length; t++) {
      const changed = data.map((value, i) => (Math.floor(i / width) >= t ? value + 1 + (i % 3) : value));
      const after = run(tensor("float32", shape, changed));
      expect(after.subarray(0, t * step)).toEqual(before.subarray(0, t * step));
      // A layer norm of all elements moved alike would not show that the step itself is seen.
      expect(after.subarray(t * step, (t + 1) * step)).not.toEqual(before.subarray(t * step, (t + 1) * step));
    }
  });
});

it("selfAttention without mask sees later steps", () => {
  const testCase = layerCases.selfAttention as (typeof layerCases)[string];
  const network = layerNetwork(testCase, 1);
  const feeds = drawFeeds(network, testCase, createRng(1));
  const { shape, data } = feeds.x as Tensor<"float32">;
  const changed = data.map((value, i) => (i >= 16 ? value + i : value));
  const run = (x: Tensor): Float64Array =>
    (referenceRun(network.graph, { ...feeds, x })[network.output] as PlainTensor).data;

  const [before, after] = [run(feeds.x as Tensor), run(tensor("float32", shape, changed))];
  expect(Math.abs((before[0] as number) - (after[0] as number))).toBeGreaterThan(1e-3);
});
