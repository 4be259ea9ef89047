/** @file The rules every graph keeps, checked after every pass: a malformed model can abort the runtime's process. */
import { GraphError } from "../base/index.ts";
import { sizeOf, type TensorType } from "../tensor/index.ts";
import type { Graph, SwitchNode, ValueName } from "./graph.ts";
import { inferTypes } from "./infer.ts";

const dataKinds = {
  float32: Float32Array,
  float64: Float64Array,
  int64: BigInt64Array,
  int32: Int32Array,
  bool: Uint8Array,
} as const;

/**
 * Checks a graph: single assignment, definition before use (no cycles), known ops, fitting types and attributes,
 * constants that hold what they declare, outputs that exist and are distinct; the same of every
 * branch of a Switch.
 *
 * @returns The types of all values.
 * @throws {GraphError} naming the first value or node that breaks a rule.
 */
export function verify(graph: Graph): Map<ValueName, TensorType> {
  const types = verifyBranch(graph);
  if (graph.outputs.length === 0) throw new GraphError("Cannot verify graph: it has no outputs, expected at least one");
  return types;
}

/** Checks a graph that need not have outputs. */
function verifyBranch(graph: Graph): Map<ValueName, TensorType> {
  const defined = new Set<ValueName>();
  const define = (name: ValueName, what: string): void => {
    if (typeof name !== "string" || name === "")
      throw new GraphError(`Cannot verify graph: ${what} has no name, expected a non-empty string`);
    if (defined.has(name))
      throw new GraphError(`Cannot verify graph: value ${name} is defined twice, expected single assignment`);
    defined.add(name);
  };
  for (const [name, type] of graph.inputs) {
    define(name, "an input");
    checkType(name, type);
  }
  for (const [name, constant] of graph.constants) {
    define(name, "a constant");
    checkType(name, constant);
    const [kind, size] = [dataKinds[constant.dtype], sizeOf(constant.shape)];
    if (!(constant.data instanceof kind) || constant.data.length !== size) {
      throw new GraphError(
        `Cannot verify graph: constant ${name} holds ${constant.data.constructor.name}(${constant.data.length}), expected ${kind.name}(${size})`,
      );
    }
  }
  for (const node of graph.nodes) {
    if (node.outputs.length === 0)
      throw new GraphError(`Cannot verify graph: a ${node.op} node has no output, expected at least one`);
    for (const name of node.outputs) define(name, `an output of ${node.op}`);
    if (node.op === "Switch") for (const branch of branchesOf(node)) verifyBranch(branch);
  }
  const types = inferTypes(graph);
  if (new Set(graph.outputs).size !== graph.outputs.length)
    throw new GraphError("Cannot verify graph: an output is listed twice, expected distinct outputs");
  for (const name of graph.outputs) {
    if (!types.has(name))
      throw new GraphError(`Cannot verify graph: output ${name} is not defined, expected a value of the graph`);
  }
  return types;
}

function branchesOf({ outputs, branches }: SwitchNode): readonly Graph[] {
  const isGraph = ({ inputs, constants, nodes, outputs }: Graph): boolean =>
    inputs instanceof Map && constants instanceof Map && Array.isArray(nodes) && Array.isArray(outputs);
  if (Array.isArray(branches) && branches.every((branch) => branch && isGraph(branch))) return branches;
  throw new GraphError(`Cannot verify graph: Switch (${outputs.join(", ")}) has no list of branches, expected graphs`);
}

function checkType(name: ValueName, { dtype, shape }: TensorType): void {
  if (!Object.hasOwn(dataKinds, dtype))
    throw new GraphError(
      `Cannot verify graph: ${name} has dtype ${dtype}, expected ${Object.keys(dataKinds).join(", ")}`,
    );
  if (!Array.isArray(shape) || shape.some((d) => !Number.isSafeInteger(d) || d < 1)) {
    throw new GraphError(`Cannot verify graph: ${name} has shape [${shape}], expected positive integers`);
  }
}
