/** @file Training paths of a network with choices one after the other against PyTorch, which leaves weights without gradient alone. */
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { createNodeEngine } from "../../src/engine/index.ts";
import { optimize } from "../../src/graph/index.ts";
import {
  activation,
  choice,
  keepStep,
  linear,
  NetworkBuilder,
  type OptimizerSpec,
  parameterTensors,
  pathFeeds,
  startTraining,
  trainingStep,
} from "../../src/nn/index.ts";
import { type Tensor, tensor } from "../../src/tensor/index.ts";
import { weightsOf } from "./path-network.ts";
import { taskOf } from "./task-fixture.ts";

const python = "/usr/bin/python3";
const [batch, width, layers, rate] = [5, 4, 3, 0.05];
/** Branch 1 of layer 1 is first taken in step 6. */
const paths = [
  [0, 0, 2],
  [1, 2, 0],
  [0, 0, 1],
  [2, 2, 2],
  [1, 0, 0],
  [0, 1, 1],
  [1, 1, 2],
  [0, 0, 0],
];
const optimizers: Readonly<Record<string, OptimizerSpec>> = {
  sgd: { kind: "sgd", momentum: 0.9, weightDecay: 0.01 },
  adam: { kind: "adam", weightDecay: 0.01 },
  adamw: { kind: "adamw", weightDecay: 0.1 },
};

const net = new NetworkBuilder(taskOf(width), batch);
let value = net.input;
for (let layer = 0; layer < layers; layer++)
  value = choice(
    net,
    `${layer}`,
    [value],
    [
      (branch, x) => activation(branch, linear(branch, x, width), "relu"),
      (branch, x) => activation(branch, linear(branch, x, width), "tanh"),
      (_, x) => x,
    ],
  );
const network = net.finish(linear(net, value, 3));
const weights = weightsOf(network);
const examples = Array.from({ length: batch * width }, (_, i) => Math.sin(1 + 1.7 * i));
const labels = [0, 2, 1, 1, 0];

/** Parameters as PyTorch has them: nested lists by `⟨layer⟩.⟨branch⟩.w` or `head.w`. */
function listsOf(flat: Float32Array): Record<string, number[] | number[][]> {
  return Object.fromEntries(
    [...parameterTensors(network, flat).values()].map(({ shape, data }, i) => {
      const owner = network.parameters[i]?.owner;
      const numbers = [...data];
      const columns = shape[1];
      const rows = Array.from({ length: shape[0] as number }, (_, row) =>
        numbers.slice(row * (columns ?? 0), (row + 1) * (columns ?? 0)),
      );
      const name = owner ? `${owner.choice}.${owner.branch}` : "head";
      return columns === undefined ? [`${name}.b`, numbers] : [`${name}.w`, rows];
    }),
  );
}

interface Twin {
  readonly losses: readonly number[];
  readonly parameters: Readonly<Record<string, number[] | number[][]>>;
}

function twins(): Record<string, Twin> | undefined {
  const x = Array.from({ length: batch }, (_, n) => examples.slice(n * width, (n + 1) * width));
  const input = JSON.stringify({ x, labels, rate, paths, parameters: listsOf(weights) });
  const script = fileURLToPath(new URL("torch-choice.py", import.meta.url));
  try {
    return JSON.parse(execFileSync(python, [script], { input, encoding: "utf8", stdio: "pipe" }));
  } catch (error) {
    if (/ENOENT|No module named 'torch'/.test(String(error))) return undefined;
    throw error;
  }
}

test("trainingStep() of paths in turn has PyTorch's losses and weights", async ({ skip }) => {
  const expected = twins();
  if (!expected) return skip(`${python} has no PyTorch`);
  for (const [name, optimizer] of Object.entries(optimizers)) {
    const options = { optimizer, loss: "cross-entropy" } as const;
    await using program = await createNodeEngine().compile(optimize(trainingStep(network, options)));
    const state = startTraining(network, options, weights.slice());
    const losses: number[] = [];
    for (const path of paths) {
      const results = await program.run({
        ...state,
        ...pathFeeds(network, Object.fromEntries(path.map((branch, layer) => [`${layer}`, branch]))),
        x: tensor("float32", [batch, width], examples),
        labels: tensor("int64", [batch], labels),
        rate: tensor("float32", [], [rate]),
      });
      keepStep(network, state, results);
      losses.push((results.loss as Tensor<"float32">).data[0] as number);
    }
    const twin = expected[name] as Twin;
    losses.forEach((loss, i) => void expect(loss, `${name}, step ${i}`).toBeCloseTo(twin.losses[i] as number, 5));
    for (const [key, list] of Object.entries(listsOf(state.params?.data as Float32Array)))
      list
        .flat()
        .forEach(
          (w, i) => void expect(w, `${name}, ${key}[${i}]`).toBeCloseTo(twin.parameters[key]?.flat()[i] as number, 5),
        );
  }
});
