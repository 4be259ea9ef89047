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
import { type Shape, tensor } from "../tensor/index.ts";
import { encodeTable } from "./encode-table.ts";
import { modelInfo, writeModelInfo } from "./model-info.ts";
import { channelShape, inputType, type TrainedModel, targetDtype, trainedTensors } from "./trained-model.ts";

/**
 * Writes a model as ONNX bytes: opset 17, operators of ONNX itself only, batch normalisation folded where it can be.
 *
 * Input `input`, float32 [batch, ...shape], takes raw values as the data set holds them, of tables [batch, columns]:
 * missing cells as NaN, categories as indices into the list of the metadata, dates as days since 1970. Encoding and
 * standardising them are the first steps of the graph. The output is `logits` [batch, classes], or `prediction`
 * [batch, targets] in the targets' own units. Input and prediction are float64 where float32 does not hold the values
 * well, such as seconds since 1970. The metadata name labels, metrics, data and architecture (see `ModelInfo`). Equal models give equal bytes.
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

/** Puts encoding and standardising in front of a graph and, for regression, undoing that of the targets behind it. */
function onRawValues(graph: Graph, { network, dataset }: TrainedModel): Graph {
  const { task, encoding, standardization, targetStandardization } = dataset;
  const builder = new GraphBuilder();
  builder.reserve([...graph.inputs.keys(), ...graph.constants.keys(), ...graph.nodes.flatMap((node) => node.outputs)]);
  const { shape, dtype } = inputType(dataset);
  const raw = builder.input("input", { dtype, shape: [1, ...shape] });
  const fed =
    encoding === null
      ? standardized(builder, raw, standardization, channelShape(task.inputShape))
      : encodeTable(builder, raw, encoding, standardization);
  const values = new Map([[network.input, fed]]);
  const find = (name: string): Value => values.get(name) ?? builder.value(name);
  for (const [name, value] of graph.constants) builder.constant(value, name);
  for (const node of graph.nodes) builder.copy(node, node.inputs.map(find), node.outputs);
  const output = find(network.output);
  if (targetStandardization === null) return builder.build([output]);
  return builder.build([inUnits(builder, output, targetStandardization)]);
}

function standardized(builder: GraphBuilder, raw: Value, { mean, std }: Standardization, shape: Shape): Value {
  const centred = builder.op("Sub", [raw, builder.constant(tensor("float32", shape, mean), "input_mean")]);
  return builder.op("Div", [centred, builder.constant(tensor("float32", shape, std), "input_std")]);
}

/** Predictions in the units of the targets, in float64 where float32 does not hold them. */
function inUnits(builder: GraphBuilder, output: Value, targets: Standardization): Value {
  const dtype = targetDtype(targets);
  const wide = dtype === "float32" ? output : builder.op("Cast", [output], { to: dtype });
  const shape = [1, targets.mean.length];
  const scaled = builder.op("Mul", [wide, builder.constant(tensor(dtype, shape, targets.std), "target_std")]);
  return builder.op("Add", [scaled, builder.constant(tensor(dtype, shape, targets.mean), "target_mean")]);
}
