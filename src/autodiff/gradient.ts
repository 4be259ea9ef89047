/** @file Reverse-mode differentiation: a graph in, a graph out. */
import { GraphError } from "../base/index.ts";
import { type Graph, GraphBuilder, type Node, type Value, type ValueName } from "../graph/index.ts";
import { sizeOf } from "../tensor/index.ts";
import { backpropagate } from "./backpropagate.ts";

export interface GradientOptions {
  /**
   * What the gradient by a value is that only one branch of a Switch reads, where another branch runs: "zero" (default),
   * zeros of the value's shape; "absent", an empty tensor, which costs nothing and tells an optimiser to leave the value
   * alone. Such a gradient exists in that branch alone (see `SwitchNode`), so it may be an output, but no operand. Zero
   * all the same: the gradient by a value that several branches read, or that is read outside of that Switch, too. A map
   * tells for each value by how many Switches, one within another, its gradient may be absent; those not in it are zero.
   */
  readonly unchosen?: "zero" | "absent" | ReadonlyMap<ValueName, number>;
}

/**
 * Appends the gradients of a scalar loss to the graph under construction. A Switch on the way runs its picked branch
 * backwards too; its branches return what that needs of their inner values.
 *
 * @param loss  A float32 value with one element.
 * @param wrt  Float32 values the loss is differentiated by.
 * @returns One gradient for each of `wrt`, of its shape; zeros where the loss does not depend on it.
 * @throws {GraphError} if the loss is not a scalar, or a value is not float32, or exists in one branch of a Switch alone.
 * Source: Linnainmaa 1970, reverse accumulation; each node's rule is in `vjpRules`.
 */
export function appendGradients(
  graph: GraphBuilder,
  loss: Value,
  wrt: readonly Value[],
  { unchosen = "zero" }: GradientOptions = {},
): Value[] {
  if (loss.type.dtype !== "float32" || sizeOf(loss.type.shape) !== 1) {
    throw new GraphError(
      `Cannot differentiate ${loss.name}: it is ${loss.type.dtype} [${loss.type.shape}], expected one float32 element`,
    );
  }
  for (const value of wrt) {
    if (value.type.dtype !== "float32")
      throw new GraphError(`Cannot differentiate by ${value.name}: it is ${value.type.dtype}, expected float32`);
  }
  for (const value of [loss, ...wrt]) {
    if (graph.ownersOf(value).length > 0)
      throw new GraphError(
        `Cannot differentiate: ${value.name} is of one branch alone, expected a value that always exists`,
      );
  }
  const once = unchosen === "zero" ? [] : readOnce(graph.nodes, loss, wrt);
  const depthOf = (name: ValueName): number =>
    unchosen instanceof Map ? (unchosen.get(name) ?? 0) : Number.POSITIVE_INFINITY;
  const absent = new Map(once.map((name) => [name, depthOf(name)] as const).filter(([, depth]) => depth > 0));
  const gradients = backpropagate(graph, [[loss, graph.filled(loss.type.shape, 1)]], wrt, absent);
  return wrt.map((value, i) => gradients[i] ?? graph.filled(value.type.shape, 0));
}

/** Names that appear once in `wrt`, and once among all operands. */
function readOnce(nodes: readonly Node[], loss: Value, wrt: readonly Value[]): ValueName[] {
  const uses = new Map<ValueName, number>();
  for (const name of [loss.name, ...nodes.flatMap(({ inputs }) => inputs)]) uses.set(name, (uses.get(name) ?? 0) + 1);
  const names = wrt.map(({ name }) => name);
  return names.filter((name, i) => uses.get(name) === 1 && names.lastIndexOf(name) === i && names.indexOf(name) === i);
}

/**
 * Differentiates a graph.
 *
 * @returns The graph with its own outputs first, then one gradient for each of `wrt`, in order.
 * @throws {GraphError} as `appendGradients`, or if a name is unknown.
 */
export function gradient(
  graph: Graph,
  loss: ValueName,
  wrt: readonly ValueName[],
  options: GradientOptions = {},
): Graph {
  const builder = GraphBuilder.from(graph);
  const gradients = appendGradients(
    builder,
    builder.value(loss),
    wrt.map((name) => builder.value(name)),
    options,
  );
  // Two equal gradients may be one value; outputs must be distinct.
  const distinct = gradients.map((value) => builder.op("Identity", [value]));
  return builder.build([...graph.outputs.map((name) => builder.value(name)), ...distinct]);
}
