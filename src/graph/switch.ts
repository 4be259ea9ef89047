/** @file What a Switch must keep to, and what it returns. */
import { GraphError } from "../base/index.ts";
import { sameShape, type TensorType } from "../tensor/index.ts";
import type { Graph, SwitchNode, ValueName } from "./graph.ts";

/**
 * Infers the types of a Switch's outputs.
 *
 * @param inferBranch  Infers the types of all values of a branch.
 * @throws {GraphError} naming the node, and the branch that does not fit it.
 */
export function inferSwitch(
  node: SwitchNode,
  inputs: readonly TensorType[],
  inferBranch: (branch: Graph) => ReadonlyMap<ValueName, TensorType>,
): TensorType[] {
  const fail = (found: string, expected: string): never => {
    throw new GraphError(`Cannot infer Switch (${node.outputs.join(", ")}): ${found}, expected ${expected}`);
  };
  const { branches, shared } = node;
  const [index, ...captures] = inputs;
  if (index?.dtype !== "int64" || index.shape.length > 0) fail(`its index is ${textOf(index)}`, "an int64 scalar");
  if (Object.keys(node.attributes).length > 0) fail("it has attributes", "none");
  if (branches.length < 2) fail("it has fewer than 2 branches", "2 at least");
  if (!Number.isSafeInteger(shared) || shared < 0) fail(`shared is ${shared}`, "a count");
  const returned = branches.map((branch, b) => {
    const declared = [...branch.inputs.values()];
    if (declared.length !== captures.length) fail(`branch ${b} has ${declared.length} inputs`, `${captures.length}`);
    captures.forEach((capture, i) => {
      if (!sameType(declared[i], capture)) fail(`input ${i} of branch ${b} is ${textOf(declared[i])}`, textOf(capture));
    });
    const types = inferBranch(branch);
    return branch.outputs.map(
      (name, i) => types.get(name) ?? fail(`output ${i} of branch ${b} is not defined`, "a value of the branch"),
    );
  });
  returned.forEach((types, b) => {
    if (types.length < shared) fail(`branch ${b} has ${types.length} outputs`, `${shared} shared ones at least`);
    types.slice(0, shared).forEach((type, i) => {
      const first = returned[0]?.[i];
      if (!sameType(type, first))
        fail(`output ${i} of branch ${b} is ${textOf(type)}`, `${textOf(first)} as of branch 0`);
    });
  });
  const results = [...(returned[0] ?? []).slice(0, shared), ...returned.flatMap((types) => types.slice(shared))];
  if (results.length !== node.outputs.length) fail(`it has ${node.outputs.length} outputs`, `${results.length}`);
  return results;
}

/** The node's names of what a branch returns, in the branch's order. */
export function outputsOfBranch(node: SwitchNode, branch: number): ValueName[] {
  const counts = node.branches.map(({ outputs }) => outputs.length - node.shared);
  const first = node.shared + counts.slice(0, branch).reduce((sum, count) => sum + count, 0);
  return [...node.outputs.slice(0, node.shared), ...node.outputs.slice(first, first + (counts[branch] ?? 0))];
}

/** True if a branch reads or returns the capture at a position. */
export function readsCapture(branch: Graph, position: number): boolean {
  const name = [...branch.inputs.keys()][position] as ValueName;
  return branch.outputs.includes(name) || branch.nodes.some(({ inputs }) => inputs.includes(name));
}

function sameType(a: TensorType | undefined, b: TensorType | undefined): boolean {
  return a !== undefined && b !== undefined && a.dtype === b.dtype && sameShape(a.shape, b.shape);
}

function textOf(type: TensorType | undefined): string {
  return type ? `${type.dtype} [${type.shape}]` : "missing";
}
