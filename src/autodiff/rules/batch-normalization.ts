/** @file Rule of batch normalisation, training and inference form (Ioffe, Szegedy 2015). */
import { GraphError } from "../../base/index.ts";
import { type GraphBuilder, numberOf, type Value } from "../../graph/index.ts";
import { sizeOf, tensor } from "../../tensor/index.ts";
import type { VjpContext, VjpRules } from "../vjp-rule.ts";

export const batchNormalizationRules: VjpRules<"BatchNormalization"> = {
  BatchNormalization: (context) =>
    numberOf(context.attributes, "trainingMode", 0) ? trainingGradients(context) : inferenceGradients(context),
};

const mul = (graph: GraphBuilder, a: Value, b: Value): Value => graph.op("Mul", [a, b]);

/** Reshapes [C] so that it broadcasts over [N, C, ...]. */
function perChannel(graph: GraphBuilder, value: Value, x: Value): Value {
  return graph.op("Reshape", [value], { shape: x.type.shape.map((d, i) => (i === 1 ? d : 1)) });
}

function sumPerChannel(graph: GraphBuilder, value: Value): Value {
  const axes = value.type.shape.flatMap((_, i) => (i === 1 ? [] : [i]));
  return graph.op("ReduceSum", [value], { axes, keepdims: 0 });
}

function inverseDeviation(graph: GraphBuilder, variance: Value, epsilon: number): Value {
  return graph.op("Reciprocal", [graph.op("Sqrt", [graph.op("Add", [variance, graph.scalar(epsilon)])])]);
}

/** scale · x + shift per channel, as one operation of the runtime. */
function affine(graph: GraphBuilder, x: Value, scale: Value, shift: Value): Value {
  const channels = x.type.shape[1] as number;
  const zero = graph.constant(tensor("float32", [channels], new Float32Array(channels)));
  const one = graph.constant(tensor("float32", [channels], new Float32Array(channels).fill(1)));
  return graph.op("BatchNormalization", [x, scale, shift, zero, one], { epsilon: 0 });
}

/**
 * y = scale · (x - mean) / sqrt(var + eps) + bias with the batch's own mean and var, which are outputs too. Per channel,
 * with m elements, i = 1 / sqrt(var + eps), S = Σ dy, and T = Σ dy · x - mean · S:
 * dbias = S, dscale = i · T, dx = a · dy + p · x + q with a = scale · i, p = -a · i² · T / m, q = -a · S / m - p · mean;
 * cotangents of mean and var add dmean / m and 2 · dvar · (x - mean) / m.
 */
function trainingGradients({
  graph,
  inputs,
  outputs,
  attributes,
  cotangents,
  needed,
}: VjpContext): (Value | undefined)[] {
  const momentum = numberOf(attributes, "momentum", 0.9);
  if (momentum !== 0)
    throw new GraphError(
      `Cannot differentiate BatchNormalization (${outputs[0]?.name}): momentum is ${momentum}, expected 0 in training`,
    );
  const [x, scale] = inputs as [Value, Value];
  const [, mean, variance] = outputs as [Value, Value, Value];
  const [dy, dMean, dVariance] = cotangents;
  const perElement = graph.scalar(1 / (sizeOf(x.type.shape) / (x.type.shape[1] as number)));
  const inverse = inverseDeviation(graph, variance, numberOf(attributes, "epsilon", 1e-5));
  const slopes: Value[] = [];
  const shifts: Value[] = [];
  let direct: Value | undefined;
  let dScale: Value | undefined;
  let dBias: Value | undefined;
  if (dy) {
    dBias = sumPerChannel(graph, dy);
    const centred = graph.op("Sub", [sumPerChannel(graph, mul(graph, dy, x)), mul(graph, mean, dBias)]);
    dScale = mul(graph, inverse, centred);
    const gain = mul(graph, scale, inverse);
    const gainShare = graph.op("Neg", [mul(graph, gain, perElement)]);
    slopes.push(mul(graph, gainShare, mul(graph, inverse, dScale)));
    shifts.push(mul(graph, gainShare, dBias));
    direct = mul(graph, dy, perChannel(graph, gain, x));
  }
  if (dVariance) slopes.push(mul(graph, dVariance, mul(graph, perElement, graph.scalar(2))));
  if (dMean) shifts.push(mul(graph, dMean, perElement));
  if (!needed[0]) return [undefined, dScale, dBias];
  if (slopes.length === 0)
    return [graph.op("Expand", [perChannel(graph, shifts[0] as Value, x)], { shape: x.type.shape })];
  const slope = graph.op("Sum", slopes);
  const shift = graph.op("Sum", [...shifts, graph.op("Neg", [mul(graph, slope, mean)])]);
  const dependent = affine(graph, x, slope, shift);
  return [direct ? graph.op("Add", [direct, dependent]) : dependent, dScale, dBias];
}

function inferenceGradients({ graph, inputs, attributes, cotangents, needed }: VjpContext): (Value | undefined)[] {
  const [x, scale, , mean, variance] = inputs as [Value, Value, Value, Value, Value];
  const dy = cotangents[0] as Value;
  const inverse = inverseDeviation(graph, variance, numberOf(attributes, "epsilon", 1e-5));
  const gain = mul(graph, scale, inverse);
  const sum = sumPerChannel(graph, dy);
  const dScale = mul(graph, inverse, graph.op("Sub", [sumPerChannel(graph, mul(graph, dy, x)), mul(graph, mean, sum)]));
  return [
    needed[0] ? mul(graph, dy, perChannel(graph, gain, x)) : undefined,
    dScale,
    sum,
    needed[3] ? graph.op("Neg", [mul(graph, sum, gain)]) : undefined,
    needed[4]
      ? mul(graph, graph.scalar(-0.5), mul(graph, mul(graph, inverse, inverse), mul(graph, scale, dScale)))
      : undefined,
  ];
}
