/** @file A trained model as an ONNX file that needs nothing beside it. */
import { ModelError } from "../base/index.ts";
import type { Standardization } from "../data/index.ts";
import {
  bindInputs,
  eliminateCommonSubexpressions,
  eliminateDeadCode,
  foldBatchNormalization,
  type Graph,
  GraphBuilder,
  ops,
  type Value,
} from "../graph/index.ts";
import { toInference } from "../nn/index.ts";
import { encode } from "../onnx/index.ts";
import { tensor } from "../tensor/index.ts";
import { modelInfo, writeModelInfo } from "./model-info.ts";
import { channelShape, type TrainedModel, trainedTensors } from "./trained-model.ts";

/**
 * Writes a model as ONNX bytes: opset 17, operators of ONNX itself only, batch normalisation folded where it can be.
 *
 * Input `input`, float32 [batch, ...shape], takes raw values as the data set holds them: standardising them is the
 * first step of the graph. The output is `logits` [batch, classes], or `prediction` [batch, targets] in the targets'
 * own units. The metadata name labels, metrics, data and architecture (see `ModelInfo`). Equal models give equal bytes.
 *
 * @throws {InputError} if network, weights and data set do not fit together.
 * @throws {ModelError} if the network uses an operator outside the ONNX standard.
 */
export function exportOnnx(model: TrainedModel): Uint8Array {
  const { network, dataset } = model;
  const trained = bindInputs(toInference(network), trainedTensors(model));
  const passes = [foldBatchNormalization, eliminateCommonSubexpressions, eliminateDeadCode];
  const graph = onRawValues(
    passes.reduce((current, pass) => pass(current), trained),
    model,
  );
  const foreign = graph.nodes.filter((node) => node.op !== "Switch").find(({ op }) => ops[op].domain !== "");
  if (foreign) {
    throw new ModelError(
      `Cannot export model: ${foreign.outputs[0]} is a ${foreign.op} of ${ops[foreign.op].domain}, expected operators of the ONNX standard`,
    );
  }
  return encode(graph, {
    outputNames: [dataset.task.kind === "classification" ? "logits" : "prediction"],
    metadata: writeModelInfo(modelInfo(model)),
    symbolicBatch: "batch",
  });
}

/** Puts standardising in front of a graph and, for regression, undoing that of the targets behind it. */
function onRawValues(graph: Graph, { network, dataset }: TrainedModel): Graph {
  const { task, standardization, targetStandardization } = dataset;
  const builder = new GraphBuilder();
  builder.reserve([...graph.inputs.keys(), ...graph.constants.keys(), ...graph.nodes.flatMap((node) => node.outputs)]);
  const raw = builder.input("input", { dtype: "float32", shape: [1, ...task.inputShape] });
  const shape = channelShape(task.inputShape);
  const [mean, std] = constants(builder, "input", standardization, shape);
  builder.node("Div", [builder.op("Sub", [raw, mean]), std], {}, [network.input]);
  for (const [name, value] of graph.constants) builder.constant(value, name);
  for (const node of graph.nodes) {
    const inputs = node.inputs.map((name) => builder.value(name));
    builder.copy(node, inputs, node.outputs);
  }
  const output = builder.value(network.output);
  if (targetStandardization === null) return builder.build([output]);
  const [targetMean, targetStd] = constants(builder, "target", targetStandardization, [1, task.outputs]);
  return builder.build([builder.op("Add", [builder.op("Mul", [output, targetStd]), targetMean])]);
}

function constants(
  builder: GraphBuilder,
  label: string,
  { mean, std }: Standardization,
  shape: readonly number[],
): [mean: Value, std: Value] {
  return [
    builder.constant(tensor("float32", shape, mean), `${label}_mean`),
    builder.constant(tensor("float32", shape, std), `${label}_std`),
  ];
}
