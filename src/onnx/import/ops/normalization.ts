/** @file Readers of normalisations. */
import type { GraphBuilder, Value } from "../../../graph/index.ts";
import { type Shape, sizeOf } from "../../../tensor/index.ts";
import type { ImportNode } from "../import-node.ts";
import { countTo, type Reader, type Readers } from "../reader.ts";

/** (x - mean) / sqrt(variance + epsilon) over axes; also the mean and the inverse deviation. */
function standardized(graph: GraphBuilder, x: Value, axes: readonly number[], epsilon: number): [Value, Value, Value] {
  const mean = graph.op("ReduceMean", [x], { axes, keepdims: 1 });
  const centred = graph.op("Sub", [x, mean]);
  const variance = graph.op("ReduceMean", [graph.op("Mul", [centred, centred])], { axes, keepdims: 1 });
  const deviation = graph.op("Sqrt", [graph.op("Add", [variance, graph.scalar(epsilon)])]);
  const inverse = graph.op("Reciprocal", [deviation]);
  return [graph.op("Mul", [centred, inverse]), mean, inverse];
}

/** One number a channel, for all that stands behind axis 1. */
function byChannel(graph: GraphBuilder, values: Value, rank: number): Value {
  return graph.op("Reshape", [values], { shape: [sizeOf(values.type.shape), ...Array(Math.max(rank - 2, 0)).fill(1)] });
}

function scaled(graph: GraphBuilder, x: Value, scale: Value, bias: Value): Value {
  return graph.op("Add", [graph.op("Mul", [x, scale]), bias]);
}

/** Of the forms before opset 14 only inference, which has one output. */
const batchNormalization: Reader = (node) => {
  if (node.since < 7 && !node.flag("is_test")) node.fail("trains", "is_test = 1");
  if (node.since < 9 && !node.flag("spatial", true)) node.fail("has attribute spatial = 0", "1");
  const trains = node.since >= 14 && node.flag("training_mode");
  if (!trains && node.outputs.length > 1) node.fail(`has ${node.outputs.length} outputs`, "one, as it does not train");
  return node.direct("BatchNormalization", node.values(), {
    ...(node.gives("epsilon") && { epsilon: node.float("epsilon", 1e-5) }),
    ...(node.gives("momentum") && { momentum: node.float("momentum", 0.9) }),
    ...(node.since >= 14 && node.gives("training_mode") && { trainingMode: Number(trains) }),
  });
};

const instanceNormalization: Reader = (node) => {
  const { graph } = node;
  const x = node.value(0);
  const rank = needSpace(node, x.type.shape);
  const [y] = standardized(graph, x, countTo(rank).slice(2), node.float("epsilon", 1e-5));
  return [scaled(graph, y, byChannel(graph, node.value(1), rank), byChannel(graph, node.value(2), rank))];
};

/** Scale and bias a group in opset 18, a channel since 21. */
const groupNormalization: Reader = (node) => {
  const { graph } = node;
  const x = node.value(0);
  const { shape } = x.type;
  const rank = needSpace(node, shape);
  node.int("stash_type");
  const [n, channels] = shape as [number, number];
  const groups = node.int("num_groups", 1);
  if (groups < 1 || channels % groups !== 0) node.fail(`has num_groups ${groups}`, `a divisor of ${channels}`);
  const grouped = graph.op("Reshape", [x], { shape: [n, groups, -1] });
  const [y] = standardized(graph, grouped, [2], node.float("epsilon", 1e-5));
  const [scale, bias] = [node.value(1), node.value(2)];
  if (sizeOf(scale.type.shape) === channels) {
    const back = graph.op("Reshape", [y], { shape });
    return [scaled(graph, back, byChannel(graph, scale, rank), byChannel(graph, bias, rank))];
  }
  const sum = scaled(graph, y, byChannel(graph, scale, 3), byChannel(graph, bias, 3));
  return [graph.op("Reshape", [sum], { shape })];
};

function needSpace(node: ImportNode, shape: Shape): number {
  return shape.length > 2 ? shape.length : node.fail(`normalises shape [${shape}]`, "rank 3 or more");
}

/** Over all axes from the given one on; outputs y, mean and inverse deviation. */
const layerNormalization: Reader = (node) => {
  const { graph } = node;
  const x = node.value(0);
  const { shape } = x.type;
  const first = node.axis(node.int("axis", -1), shape.length);
  needFloatStash(node);
  const [y, mean, inverse] = standardized(graph, x, countTo(shape.length).slice(first), node.float("epsilon", 1e-5));
  const product = graph.op("Mul", [y, node.value(1)]);
  const bias = node.optional(2);
  return [bias ? graph.op("Add", [product, bias]) : product, mean, inverse];
};

const rmsNormalization: Reader = (node) => {
  const { graph } = node;
  const x = node.value(0);
  const { shape } = x.type;
  const axes = countTo(shape.length).slice(node.axis(node.int("axis", -1), shape.length));
  needFloatStash(node);
  const squares = graph.op("ReduceMean", [graph.op("Mul", [x, x])], { axes, keepdims: 1 });
  const deviation = graph.op("Sqrt", [graph.op("Add", [squares, graph.scalar(node.float("epsilon", 1e-5))])]);
  return [graph.op("Mul", [graph.op("Div", [x, deviation]), node.value(1)])];
};

function needFloatStash(node: ImportNode): void {
  const stash = node.int("stash_type", 1);
  if (stash !== 1) node.fail(`has attribute stash_type = ${stash}`, "1");
}

const meanVarianceNormalization: Reader = (node) => {
  const x = node.value(0);
  const axes = node.axes(node.ints("axes") ?? [0, 2, 3], x.type.shape.length);
  return [standardized(node.graph, x, axes, 1e-9)[0]];
};

/** y = x / (bias + alpha / size · Σ x²)^beta, the sum over `size` channels around: an average with padding. */
const localResponse: Reader = (node) => {
  const { graph } = node;
  const x = node.value(0);
  const { shape } = x.type;
  const size = node.int("size", 1);
  const [alpha, beta, bias] = [node.float("alpha", 1e-4), node.float("beta", 0.75), node.float("bias", 1)];
  const rank = needSpace(node, shape);
  const [before, after] = [Math.floor((size - 1) / 2), Math.ceil((size - 1) / 2)];
  const rows = graph.op("Reshape", [graph.op("Mul", [x, x])], {
    shape: [shape[0] as number, 1, shape[1] as number, sizeOf(shape.slice(2, rank))],
  });
  const mean = graph.op("AveragePool", [rows], {
    kernelShape: [size, 1],
    pads: [before, 0, after, 0],
    countIncludePad: 1,
  });
  const terms = graph.op("Mul", [graph.op("Reshape", [mean], { shape }), graph.scalar(alpha)]);
  const base = graph.op("Add", [terms, graph.scalar(bias)]);
  return [graph.op("Div", [x, graph.op("Pow", [base, graph.scalar(beta)])])];
};

/** x / ‖x‖ along an axis. */
const lpNormalization: Reader = (node) => {
  const { graph } = node;
  const x = node.value(0);
  const [p, axis] = [node.int("p", 2), node.axis(node.int("axis", -1), x.type.shape.length)];
  if (p !== 1 && p !== 2) node.fail(`has attribute p = ${p}`, "1 or 2");
  const over = { axes: [axis], keepdims: 1 };
  const norm =
    p === 1
      ? graph.op("ReduceSum", [graph.op("Abs", [x])], over)
      : graph.op("Sqrt", [graph.op("ReduceSumSquare", [x], over)]);
  const isZero = graph.op("Equal", [norm, graph.scalar(0)]);
  return [graph.op("Div", [x, graph.op("Where", [isZero, graph.scalar(1), norm])])];
};

export const normalizationReaders: Readers = {
  BatchNormalization: batchNormalization,
  InstanceNormalization: instanceNormalization,
  GroupNormalization: groupNormalization,
  LayerNormalization: layerNormalization,
  RMSNormalization: rmsNormalization,
  MeanVarianceNormalization: meanVarianceNormalization,
  LRN: localResponse,
  LpNormalization: lpNormalization,
};
