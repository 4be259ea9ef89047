/** Evolves the topology and the weights of a network for exclusive or, and writes it as ONNX. */
import { writeFile } from "node:fs/promises";
import { createRng, type Task } from "espalier";
import { bindInputs } from "espalier/graph";
import { initialParameters, parameterTensors, toInference } from "espalier/nn";
import { encode } from "espalier/onnx";
import { type NeatGenome, neatSpace } from "espalier/space";
import { neat, type Proposal } from "espalier/strategy";
import { InferenceSession, Tensor } from "onnxruntime-node";

const examples = [
  [0, 0],
  [0, 1],
  [1, 0],
  [1, 1],
] as const;
const targets = [0, 1, 1, 0];

const space = neatSpace({ inputs: 2, outputs: 1 });
const strategy = neat().create(space, [{ name: "fitness", unit: "1", goal: "max" }], createRng(3));

/** Four less the squared errors: 4 at best, no more than 3 for a network without hidden nodes. */
function fitnessOf(genome: NeatGenome): number {
  const predict = space.evaluator(genome);
  return examples.reduce((sum, example, i) => sum - ((predict(example)[0] ?? 0) - (targets[i] ?? 0)) ** 2, 4);
}

let best: NeatGenome | undefined;
for (let trial = 0; best === undefined && trial < 20_000; trial++) {
  const { architecture } = strategy.ask(1)[0] as Proposal<NeatGenome>;
  const fitness = fitnessOf(architecture);
  if (fitness >= 3.9) {
    best = architecture;
    console.log(`trial ${trial}: fitness ${fitness.toFixed(3)}\n${space.describe(best)}`);
  }
  const result = { values: { fitness }, feasible: true, state: "complete" as const };
  strategy.tell([{ trial, architecture, key: space.key(architecture), ...result }]);
}
if (!best) throw new Error("no network solves the task");

// The genome's network as a graph; its parameters start as the weights that evolved, and stay so here.
const task: Task = { kind: "regression", inputShape: [2], outputs: 1, labels: [] };
const network = space.build(best, task, 1);
const weights = parameterTensors(network, initialParameters(network, createRng(0)));
const graph = bindInputs(toInference(network), weights);
await writeFile("xor.onnx", encode(graph, { symbolicBatch: "batch", outputNames: ["prediction"] }));

const session = await InferenceSession.create("xor.onnx");
const { prediction } = await session.run({ x: new Tensor("float32", examples.flat(), [4, 2]) });
const predict = space.evaluator(best);
examples.forEach((example, i) => {
  const [own = 0, exported = 0] = [predict(example)[0], Number(prediction?.data[i])];
  console.log(`${example.join(" xor ")} is ${exported.toFixed(3)}`);
  if (Math.abs(own - exported) > 1e-5) throw new Error(`the exported network says ${exported}, the genome ${own}`);
});
