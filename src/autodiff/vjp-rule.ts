/** @file What a vector-Jacobian product rule is, and the two reshapings nearly all rules need. */
import type { Attributes, GraphBuilder, OpType, Value } from "../graph/index.ts";
import { sameShape } from "../tensor/index.ts";

/** One node as a rule sees it. */
export interface VjpContext {
  readonly graph: GraphBuilder;
  readonly inputs: readonly Value[];
  readonly outputs: readonly Value[];
  readonly attributes: Attributes;
  /** Gradients of the loss by the outputs; undefined where an output does not reach the loss. At least one is there. */
  readonly cotangents: readonly (Value | undefined)[];
  /** True where the input's gradient is asked for; others may be left out. */
  readonly needed: readonly boolean[];
}

/**
 * Appends the gradients by the inputs, in input order; undefined where the input is not needed or has no gradient.
 * Rules are written with operations that have rules themselves, so gradients can be differentiated again.
 */
export type VjpRule = (context: VjpContext) => readonly (Value | undefined)[];

/** Rules of one family of operations; "no-gradient" marks those whose derivative is zero or undefined everywhere. */
export type VjpRules<K extends OpType> = { readonly [P in K]: VjpRule | "no-gradient" };

/** Sums a gradient over the axes along which a value of `shape` was broadcast. */
export function unbroadcast(graph: GraphBuilder, gradient: Value, shape: readonly number[]): Value {
  const from = gradient.type.shape;
  if (sameShape(from, shape)) return gradient;
  const lead = from.length - shape.length;
  const axes = from.flatMap((d, i) => (i < lead || (shape[i - lead] === 1 && d !== 1) ? [i] : []));
  const summed = axes.length > 0 ? graph.op("ReduceSum", [gradient], { axes, keepdims: 1 }) : gradient;
  return sameShape(summed.type.shape, shape) ? summed : graph.op("Reshape", [summed], { shape });
}

/** A rule for one input and one output: builds the gradient from x, y and the output's cotangent. */
export function unaryRule(
  build: (graph: GraphBuilder, x: Value, y: Value, dy: Value, attributes: Attributes) => Value,
): VjpRule {
  return ({ graph, inputs, outputs, attributes, cotangents }) => [
    build(graph, inputs[0] as Value, outputs[0] as Value, cotangents[0] as Value, attributes),
  ];
}

/** float32 ones where the condition holds, zeros elsewhere. */
export function indicator(graph: GraphBuilder, condition: Value): Value {
  return graph.op("Cast", [condition], { to: "float32" });
}
