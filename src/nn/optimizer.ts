/** @file Optimisers as graph builders over the flat parameter vector. The learning rate is an input of the step. */
import type { GraphBuilder, Value } from "../graph/index.ts";

export interface SgdSpec {
  readonly kind: "sgd";
  /** In [0, 1). */
  readonly momentum: number;
  readonly nesterov?: boolean;
  /** L2 penalty added to the gradient of every parameter. */
  readonly weightDecay: number;
}

export interface AdamSpec {
  /** "adam" adds the L2 penalty to the gradient (Kingma, Ba 2015); "adamw" shrinks the parameters instead (Loshchilov, Hutter 2019). */
  readonly kind: "adam" | "adamw";
  readonly beta1?: number;
  readonly beta2?: number;
  readonly epsilon?: number;
  readonly weightDecay: number;
}

export type OptimizerSpec = SgdSpec | AdamSpec;

/** Vectors the optimiser keeps beside the parameters, each of their length, zero at first. */
export function slotNames(spec: OptimizerSpec): readonly string[] {
  return spec.kind === "sgd" ? ["momentum"] : ["firstMoment", "secondMoment"];
}

export interface OptimizerStep {
  readonly params: Value;
  /** In the order of `slotNames`. */
  readonly slots: readonly Value[];
}

/**
 * Appends one update.
 *
 * @param state  Current parameters [P] and slots, each [P].
 * @param gradient  [P].
 * @param rate  Scalar learning rate.
 * @param step  Scalar number of this step, from 1 (for Adam's bias correction).
 */
export function appendOptimizerStep(
  graph: GraphBuilder,
  spec: OptimizerSpec,
  state: OptimizerStep,
  gradient: Value,
  rate: Value,
  step: Value,
): OptimizerStep {
  return spec.kind === "sgd" ? sgd(graph, spec, state, gradient, rate) : adam(graph, spec, state, gradient, rate, step);
}

function times(graph: GraphBuilder, value: Value, factor: number): Value {
  return graph.op("Mul", [value, graph.scalar(factor)]);
}

function penalized(graph: GraphBuilder, gradient: Value, params: Value, decay: number): Value {
  return decay === 0 ? gradient : graph.op("Add", [gradient, times(graph, params, decay)]);
}

function sgd(
  graph: GraphBuilder,
  spec: SgdSpec,
  { params, slots }: OptimizerStep,
  gradient: Value,
  rate: Value,
): OptimizerStep {
  const descent = penalized(graph, gradient, params, spec.weightDecay);
  const momentum = graph.op("Add", [times(graph, slots[0] as Value, spec.momentum), descent]);
  const direction = spec.nesterov ? graph.op("Add", [descent, times(graph, momentum, spec.momentum)]) : momentum;
  return { params: graph.op("Sub", [params, graph.op("Mul", [direction, rate])]), slots: [momentum] };
}

function adam(
  graph: GraphBuilder,
  { kind, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, weightDecay }: AdamSpec,
  { params, slots }: OptimizerStep,
  gradient: Value,
  rate: Value,
  step: Value,
): OptimizerStep {
  const descent = kind === "adam" ? penalized(graph, gradient, params, weightDecay) : gradient;
  const decayed = (slot: Value, beta: number, term: Value): Value =>
    graph.op("Add", [times(graph, slot, beta), times(graph, term, 1 - beta)]);
  const first = decayed(slots[0] as Value, beta1, descent);
  const second = decayed(slots[1] as Value, beta2, graph.op("Mul", [descent, descent]));
  const correction = (beta: number): Value =>
    graph.op("Sub", [graph.scalar(1), graph.op("Pow", [graph.scalar(beta), step])]);
  const deviation = graph.op("Sqrt", [graph.op("Div", [second, correction(beta2)])]);
  const scale = graph.op("Div", [rate, correction(beta1)]);
  const update = graph.op("Div", [
    graph.op("Mul", [first, scale]),
    graph.op("Add", [deviation, graph.scalar(epsilon)]),
  ]);
  const shrunk =
    kind === "adamw" && weightDecay > 0
      ? graph.op("Sub", [params, graph.op("Mul", [params, times(graph, rate, weightDecay)])])
      : params;
  return { params: graph.op("Sub", [shrunk, update]), slots: [first, second] };
}
