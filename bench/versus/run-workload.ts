/** @file Runs training steps of a workload, from given or drawn weights. */
import { createRng, type Rng } from "../../src/base/index.ts";
import { detectTarget, type Engine } from "../../src/engine/index.browser.ts";
import { optimize, type Pass, standardPasses } from "../../src/graph/index.ts";
import { initialParameters, initialStatistics, slotNames, trainingStep } from "../../src/nn/index.ts";
import { type Tensor, tensor, zeros } from "../../src/tensor/index.ts";
import type { Workload } from "./workloads.ts";

export interface WorkloadStart {
  readonly weights: Float32Array;
  /** Images, rows or sequences; of text, ids. */
  readonly x: Tensor;
}

/** Draws a workload's first weights, the same each time, and its examples, where these are drawn, from a seed. */
export function drawStart({ network, ids }: Workload, seed: string | number = "x"): WorkloadStart {
  const rng = createRng("versus");
  const weights = initialParameters(network, rng);
  const { shape } = network.graph.inputs.get(network.input) as { shape: readonly number[] };
  return { weights, x: ids ?? drawn(shape, rng.split(seed)) };
}

export interface RunningWorkload extends AsyncDisposable {
  /** What it started from. */
  readonly start: WorkloadStart;
  /** Runs one training step and returns its loss. */
  step(): Promise<number>;
  /** The optimiser's vector of this name, flat, after the last step. */
  slot(name: string): Float32Array;
}

/** Compiles a workload's training step and feeds each step with the state the one before left. */
export async function startWorkload(
  workload: Workload,
  engine: Engine,
  start: WorkloadStart = drawStart(workload),
  passes: readonly Pass[] = standardPasses,
): Promise<RunningWorkload> {
  const { network, optimizer, labels } = workload;
  const { weights, x } = start;
  const step = trainingStep(network, { optimizer, loss: "cross-entropy" });
  const program = await engine.compile(optimize(step, await detectTarget(engine), passes));
  const state: Record<string, Tensor> = { params: tensor("float32", [weights.length], weights) };
  for (const slot of slotNames(optimizer)) state[slot] = zeros("float32", [weights.length]);
  const statistics = initialStatistics(network);
  if (statistics.length > 0) state.statistics = tensor("float32", [statistics.length], statistics);
  let steps = 0;
  return {
    start,
    async step() {
      steps++;
      const scalars = { rate: tensor("float32", [], [workload.rate]), step: tensor("float32", [], [steps]) };
      const results = await program.run({ ...state, ...scalars, x, labels });
      for (const name of Object.keys(state)) state[name] = results[`next.${name}`] as Tensor;
      return (results.loss as Tensor<"float32">).data[0] as number;
    },
    slot: (name) => (state[name] as Tensor<"float32">).data,
    [Symbol.asyncDispose]: () => program[Symbol.asyncDispose](),
  };
}

function drawn(shape: readonly number[], rng: Rng): Tensor<"float32"> {
  const x = zeros("float32", shape);
  for (let i = 0; i < x.data.length; i++) x.data[i] = rng.normal();
  return x;
}
