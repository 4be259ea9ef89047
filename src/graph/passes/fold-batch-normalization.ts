/** @file Folds batch normalisation into the convolution or matrix product before it. */
import { type Tensor, tensor } from "../../tensor/index.ts";
import { numberOf } from "../attributes.ts";
import type { GraphBuilder, Value } from "../builder.ts";
import type { Graph, Node, ValueName } from "../graph.ts";
import { countUses } from "./count-uses.ts";
import { eliminateDeadCode } from "./eliminate-dead-code.ts";
import { rewrite } from "./rewrite.ts";

/** What a normalisation by constants does to channel c: y = x * factor[c] + shift[c]. */
interface Affine {
  readonly factor: Float64Array;
  readonly shift: Float64Array;
}

/**
 * Folds each BatchNormalization by constant statistics into the Conv, Gemm or MatMul it follows, where that has
 * constant weights and nobody else reads its result. Other normalisations stay. Results are equal but for rounding.
 */
export function foldBatchNormalization(graph: Graph): Graph {
  const uses = countUses(graph);
  const folded = rewrite(graph, (node, inputs, builder) => {
    if (node.op !== "BatchNormalization" || uses.get(node.inputs[0] as ValueName) !== 1) return undefined;
    const affine = affineOf(node, graph.constants);
    const producer = builder.nodes.find(({ outputs }) => outputs[0] === inputs[0]?.name);
    if (!affine || !producer) return undefined;
    const y = foldInto(producer, affine, graph.constants, builder, node.outputs[0] as ValueName);
    return y && [y];
  });
  return eliminateDeadCode(folded);
}

function affineOf({ inputs, attributes }: Node, constants: ReadonlyMap<ValueName, Tensor>): Affine | undefined {
  const [scale, bias, mean, variance] = inputs.slice(1).map((name) => constants.get(name)?.data as Float32Array);
  if (!scale || !bias || !mean || !variance || numberOf(attributes, "trainingMode", 0) === 1) return undefined;
  const epsilon = numberOf(attributes, "epsilon", 1e-5);
  const factor = Float64Array.from(scale, (s, c) => s / Math.sqrt((variance[c] as number) + epsilon));
  const shift = Float64Array.from(bias, (b, c) => b - (mean[c] as number) * (factor[c] as number));
  return { factor, shift };
}

/** Appends the producer with new weights and returns its result, or undefined where it cannot take the affine map. */
function foldInto(
  producer: Node,
  { factor, shift }: Affine,
  constants: ReadonlyMap<ValueName, Tensor>,
  builder: GraphBuilder,
  label: ValueName,
): Value | undefined {
  const [x, ...rest] = producer.inputs.map((name) => builder.value(name)) as [Value, ...Value[]];
  const [weight, bias] = rest.map(({ name }) => constants.get(name) as Tensor<"float32"> | undefined);
  if (!weight) return undefined;
  const axis = channelAxis(producer, x);
  if (axis === undefined || rest.length > (bias ? 2 : 1)) return undefined;
  if (bias && (bias.shape.at(-1) !== shift.length || bias.data.length !== shift.length)) return undefined;
  const moved = shift.map((s, c) => s + (bias?.data[c] ?? 0) * (factor[c] as number));
  const operands = [
    x,
    builder.constant(scaleAlong(weight, axis, factor), `${label}.weight`),
    builder.constant(tensor("float32", [moved.length], moved), `${label}.bias`),
  ];
  return builder.op(producer.op === "Conv" ? "Conv" : "Gemm", operands, producer.attributes);
}

/** The axis of the weights that becomes the channels, axis 1 of the result; undefined where nothing can be folded. */
function channelAxis({ op, attributes }: Node, x: Value): number | undefined {
  if (op === "Conv") return 0;
  if (op === "MatMul") return x.type.shape.length === 2 ? 1 : undefined;
  if (op !== "Gemm" || numberOf(attributes, "beta", 1) !== 1) return undefined;
  return numberOf(attributes, "transB", 0) ? 0 : 1;
}

function scaleAlong({ shape, data }: Tensor<"float32">, axis: number, factor: Float64Array): Tensor<"float32"> {
  const inner = shape.slice(axis + 1).reduce((size, dimension) => size * dimension, 1);
  const channels = shape[axis] as number;
  return tensor(
    "float32",
    shape,
    data.map((value, i) => value * (factor[Math.floor(i / inner) % channels] as number)),
  );
}
