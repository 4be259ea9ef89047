/** @file Weights that fewer branches read than could: what is declared outside of a branch is not the branch's own. */
import { describe, expect, it } from "vitest";
import { createNodeEngine } from "../../src/engine/index.ts";
import { type Network, optimize, type Value, verify } from "../../src/graph/index.ts";
import {
  choice,
  keepStep,
  linear,
  NetworkBuilder,
  type OptimizerSpec,
  type Path,
  pathFeeds,
  slotNames,
  startTraining,
  subnetwork,
  subnetworkParameters,
  trainingStep,
} from "../../src/nn/index.ts";
import { type Tensor, tensor } from "../../src/tensor/index.ts";
import { taskOf } from "./task-fixture.ts";

const engine = createNodeEngine();
const [batch, width] = [3, 4];
const initializer = { kind: "lecun", fanIn: width } as const;
const times = (net: NetworkBuilder, x: Value, w: Value): Value => net.op("MatMul", [x, w]);

/**
 * Three choices within each other. `shared` is read by branch 0 of the first alone; `middle`, of its branch 1, by branch 0 of
 * the second alone; `twice`, of branch 1 of the second, by both branches of the third, and twice by one.
 */
function build(): Network {
  const net = new NetworkBuilder(taskOf(width), batch);
  const shared = net.parameter([width, width], initializer, "shared");
  const y = choice(
    net,
    "first",
    [net.input, shared],
    [
      (inside, x, w) => times(inside, x, w),
      (inside, x) => {
        const middle = inside.parameter([width, width], initializer, "middle");
        return choice(
          inside,
          "second",
          [x, middle],
          [
            (deep, v, w) => times(deep, v, w),
            (deep, v) => {
              const twice = deep.parameter([width, width], initializer, "twice");
              return choice(
                deep,
                "third",
                [v, twice],
                [
                  (deepest, u, w) => times(deepest, times(deepest, u, w), w),
                  (deepest, u, w) => linear(deepest, times(deepest, u, w), width),
                ],
              );
            },
          ],
        );
      },
    ],
  );
  return net.finish(y);
}

const paths: readonly Path[] = [
  { first: 0 },
  { first: 1, second: 0 },
  { first: 1, second: 1, third: 0 },
  { first: 1, second: 1, third: 1 },
];
const numbers = (count: number, seed: number): Float32Array =>
  Float32Array.from({ length: count }, (_, i) => Math.cos(seed + 2.7 * i));
const feeds: Record<string, Tensor> = {
  x: tensor("float32", [batch, width], numbers(batch * width, 1)),
  targets: tensor("float32", [batch, width], numbers(batch * width, 2)),
  rate: tensor("float32", [], [0.05]),
};

describe("a training step of choices within choices", () => {
  it.each<OptimizerSpec>([
    { kind: "sgd", momentum: 0.9, nesterov: true, weightDecay: 0.1 },
    { kind: "adam", weightDecay: 0.1 },
  ])("changes what its path's subnetwork changes, as that does, and nothing else: %j", async (optimizer) => {
    const network = build();
    verify(network.graph);
    const step = trainingStep(network, { optimizer, loss: "mse" });
    verify(step);
    await using program = await engine.compile(optimize(step));
    const weights = numbers(
      network.parameters.reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0),
      3,
    );
    for (const path of paths) {
      const part = subnetwork(network, path);
      verify(part.graph);
      expect(part.parameters.every(({ name }) => part.graph.inputs.has(name))).toBe(true);
      await using alone = await engine.compile(optimize(trainingStep(part, { optimizer, loss: "mse" })));
      const state = startTraining(network, { optimizer }, weights.slice());
      for (const slot of slotNames(optimizer)) state[slot]?.data.set(weights.map((value) => value ** 2));
      state.steps?.data.fill(1);
      const share = (name: string): Float32Array =>
        subnetworkParameters(network, state[name]?.data as Float32Array, part);
      const ofPart = startTraining(part, { optimizer }, share("params"));
      for (const slot of slotNames(optimizer)) ofPart[slot]?.data.set(share(slot));

      keepStep(network, state, await program.run({ ...state, ...feeds, ...pathFeeds(network, path) }));
      keepStep(part, ofPart, await alone.run({ ...ofPart, ...feeds, step: tensor("float32", [], [2]) }));
      for (const name of Object.keys(ofPart)) expect(share(name), name).toEqual(ofPart[name]?.data);
      const after = [...(state.params?.data ?? [])];
      expect(after.filter((value, i) => value !== weights[i])).toHaveLength(ofPart.params?.data.length ?? -1);
    }
  });
});
