/** @file Types of all values of a graph. */
import { GraphError } from "../base/index.ts";
import type { TensorType } from "../tensor/index.ts";
import { isOfKind } from "./attributes.ts";
import type { Graph, OpNode, ValueName } from "./graph.ts";
import { isOpType, ops } from "./ops/index.ts";
import { ownersIn } from "./owners.ts";
import { inferSwitch } from "./switch.ts";

/**
 * Infers the types of a node's outputs from those of its inputs.
 *
 * @throws {GraphError} naming the node if its op is unknown, or its inputs, attributes or outputs do not fit the op.
 */
export function inferNode(node: OpNode, inputs: readonly TensorType[]): TensorType[] {
  const where = `${node.op} (${node.outputs.join(", ")})`;
  if (!isOpType(node.op))
    throw new GraphError(`Cannot infer ${where}: op ${String(node.op)} is unknown, expected one of the op table`);
  const spec = ops[node.op];
  const [least, most] = spec.arity;
  if (inputs.length < least || inputs.length > most) {
    throw new GraphError(
      `Cannot infer ${where}: ${inputs.length} inputs, expected ${least === most ? least : `${least} to ${most}`}`,
    );
  }
  for (const [name, value] of Object.entries(node.attributes)) {
    const kind = Object.hasOwn(spec.attributes, name) ? spec.attributes[name] : undefined;
    if (kind === undefined)
      throw new GraphError(
        `Cannot infer ${where}: attribute ${name} is unknown, expected one of ${Object.keys(spec.attributes).join(", ") || "none"}`,
      );
    if (!isOfKind(value, kind))
      throw new GraphError(`Cannot infer ${where}: attribute ${name} is ${value}, expected ${kind}`);
  }
  let results: TensorType[];
  try {
    results = spec.infer(inputs, node.attributes);
  } catch (error) {
    if (error instanceof GraphError) throw new GraphError(`Cannot infer ${where}: ${error.message}`);
    throw error;
  }
  // The runtime's kernels disagree on tensors without elements: some fail, some give other shapes.
  const empty = results.find(({ shape }) => shape.some((d) => d < 1));
  if (empty)
    throw new GraphError(`Cannot infer ${where}: a result has shape [${empty.shape}], expected sizes of at least 1`);
  return results;
}

/** @throws {GraphError} if the node has not as many outputs as its op needs, or more than the `possible` ones. */
export function checkOutputCount(node: OpNode, possible: number): void {
  const count = node.outputs.length;
  const least = ops[node.op].defaultOutputs ?? possible;
  if (count >= least && count <= possible) return;
  const expected = least === possible ? least : `${least} to ${possible}`;
  throw new GraphError(`Cannot infer ${node.op} (${node.outputs.join(", ")}): ${count} outputs, expected ${expected}`);
}

/**
 * Infers the type of every value of a graph.
 *
 * @throws {GraphError} if a node uses a value not defined before it (cycles show so too) or does not fit its op, or reads a value of
 * one branch elsewhere.
 */
export function inferTypes(graph: Graph): Map<ValueName, TensorType> {
  const types = new Map<ValueName, TensorType>(graph.inputs);
  for (const [name, constant] of graph.constants) types.set(name, { dtype: constant.dtype, shape: constant.shape });
  for (const node of graph.nodes) {
    const inputs = node.inputs.map((name) => {
      const type = types.get(name);
      if (!type)
        throw new GraphError(
          `Cannot infer ${node.op} (${node.outputs.join(", ")}): input ${name} is not defined before it, expected a graph input, a constant or an earlier result`,
        );
      return type;
    });
    const results = node.op === "Switch" ? inferSwitch(node, inputs, inferTypes) : inferNode(node, inputs);
    if (node.op !== "Switch") checkOutputCount(node, results.length);
    node.outputs.forEach((name, i) => {
      types.set(name, results[i] as TensorType);
    });
  }
  ownersIn(graph);
  return types;
}
