/** @file Runs training steps of a workload, from given or drawn weights. */
import { createRng } from "../../src/base/index.ts";
import { detectTarget, type Engine } from "../../src/engine/index.browser.ts";
import { optimize } from "../../src/graph/index.ts";
import { initialParameters, initialStatistics, slotNames, trainingStep } from "../../src/nn/index.ts";
import { type Tensor, tensor, zeros } from "../../src/tensor/index.ts";
import type { Workload } from "./workloads.ts";

export interface RunningWorkload extends AsyncDisposable {
  /** Weights at the start, flat, and the examples (none for text). */
  readonly weights: Float32Array;
  readonly examples: Float32Array | undefined;
  /** Runs one training step and returns its loss. */
  step(): Promise<number>;
}

/** Compiles a workload's training step and feeds each step with the state the one before left. */
export async function startWorkload(workload: Workload, engine: Engine): Promise<RunningWorkload> {
  const { network, optimizer } = workload;
  const graph = optimize(trainingStep(network, { optimizer, loss: "cross-entropy" }), await detectTarget(engine));
  const program = await engine.compile(graph);
  const rng = createRng("versus");
  const weights = initialParameters(network, rng);
  const inputType = network.graph.inputs.get(network.input) as { shape: readonly number[] };
  const x = workload.ids ?? drawn(inputType.shape, rng.split("x"));
  const state: Record<string, Tensor> = { params: tensor("float32", [weights.length], weights) };
  for (const slot of slotNames(optimizer)) state[slot] = zeros("float32", [weights.length]);
  const statistics = initialStatistics(network);
  if (statistics.length > 0) state.statistics = tensor("float32", [statistics.length], statistics);
  let steps = 0;
  return {
    weights,
    examples: workload.ids ? undefined : (x.data as Float32Array),
    async step() {
      steps++;
      const scalars = { rate: tensor("float32", [], [workload.rate]), step: tensor("float32", [], [steps]) };
      const results = await program.run({ ...state, ...scalars, x, labels: workload.labels });
      for (const name of Object.keys(state)) state[name] = results[`next.${name}`] as Tensor;
      return (results.loss as Tensor<"float32">).data[0] as number;
    },
    [Symbol.asyncDispose]: () => program[Symbol.asyncDispose](),
  };
}

function drawn(shape: readonly number[], rng: ReturnType<typeof createRng>): Tensor<"float32"> {
  const x = zeros("float32", shape);
  for (let i = 0; i < x.data.length; i++) x.data[i] = rng.normal();
  return x;
}
