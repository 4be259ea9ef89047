/** @file Rules of reductions and soft-max. */
import { type GraphBuilder, intsOf, numberOf, type ReductionOp, type Value } from "../../graph/index.ts";
import { sizeOf } from "../../tensor/index.ts";
import { indicator, type VjpContext, type VjpRules } from "../vjp-rule.ts";

/** Gives a reduced value its reduced axes back, as 1. */
function restoreAxes({ graph, inputs, attributes }: VjpContext, reduced: Value): Value {
  const { shape } = (inputs[0] as Value).type;
  const axes = reducedAxes(shape, attributes);
  return graph.op("Reshape", [reduced], { shape: shape.map((d, i) => (axes.has(i) ? 1 : d)) });
}

function reducedAxes(shape: readonly number[], attributes: VjpContext["attributes"]): Set<number> {
  const axes = intsOf(
    attributes,
    "axes",
    shape.map((_, i) => i),
  );
  return new Set(axes.map((axis) => (axis + shape.length) % shape.length));
}

function spread(context: VjpContext, scale: number): Value {
  const { graph, inputs, cotangents } = context;
  const dy = restoreAxes(context, cotangents[0] as Value);
  const scaled = scale === 1 ? dy : graph.op("Mul", [dy, graph.scalar(scale)]);
  return graph.op("Expand", [scaled], { shape: (inputs[0] as Value).type.shape });
}

const sumAlong = (graph: GraphBuilder, x: Value, axis: number): Value =>
  graph.op("ReduceSum", [x], { axes: [axis], keepdims: 1 });

export const reductionRules: VjpRules<Exclude<ReductionOp, "BatchNormalization">> = {
  ReduceSum: (context) => [spread(context, 1)],
  ReduceMean: (context) => {
    const { shape } = (context.inputs[0] as Value).type;
    const axes = reducedAxes(shape, context.attributes);
    return [spread(context, 1 / sizeOf(shape.filter((_, i) => axes.has(i))))];
  },
  /** Equal maxima share the gradient equally. */
  ReduceMax: (context) => {
    const { graph, inputs, outputs, attributes, cotangents } = context;
    const x = inputs[0] as Value;
    const atMaximum = indicator(graph, graph.op("Equal", [x, restoreAxes(context, outputs[0] as Value)]));
    const count = graph.op("ReduceSum", [atMaximum], { ...attributes, keepdims: 1 });
    const share = graph.op("Div", [restoreAxes(context, cotangents[0] as Value), count]);
    return [graph.op("Mul", [atMaximum, share])];
  },
  ReduceSumSquare: (context) => {
    const { graph, inputs } = context;
    const dy = restoreAxes(context, context.cotangents[0] as Value);
    return [graph.op("Mul", [inputs[0] as Value, graph.op("Mul", [dy, graph.scalar(2)])])];
  },
  ArgMax: "no-gradient",
  Softmax: ({ graph, outputs, attributes, cotangents }) => {
    const [y, dy] = [outputs[0] as Value, cotangents[0] as Value];
    const dot = sumAlong(graph, graph.op("Mul", [y, dy]), numberOf(attributes, "axis", -1));
    return [graph.op("Mul", [y, graph.op("Sub", [dy, dot])])];
  },
  LogSoftmax: ({ graph, outputs, attributes, cotangents }) => {
    const dy = cotangents[0] as Value;
    const total = sumAlong(graph, dy, numberOf(attributes, "axis", -1));
    const softmax = graph.op("Exp", [outputs[0] as Value]);
    return [graph.op("Sub", [dy, graph.op("Mul", [softmax, total])])];
  },
};
