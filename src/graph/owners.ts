/** @file Which values exist in one branch of a Switch alone, and where they may be read. */
import { GraphError } from "../base/index.ts";
import type { Graph, Node, SwitchNode, ValueName } from "./graph.ts";
import { readsCapture } from "./switch.ts";

/** A condition of a value: that the Switches by `index` run branch `branch`. */
export interface Owner {
  readonly index: ValueName;
  readonly branch: number;
}

/** All conditions of a value, outermost first: more than one where Switches are nested, none if it always exists. */
export type Owners = readonly Owner[];

const always: Owners = [];

/**
 * Conditions of all values of a graph that do not always exist.
 *
 * @param inputs  Conditions of inputs, where the graph is a branch and captures such values.
 * @throws {GraphError} naming the first node that reads or returns a value where that may be absent.
 */
export function ownersIn(graph: Graph, inputs: ReadonlyMap<ValueName, Owners> = new Map()): Map<ValueName, Owners> {
  const owners = new Map(inputs);
  for (const node of graph.nodes) {
    ownersOf(node, owners).forEach((conditions, i) => {
      if (conditions.length > 0) owners.set(node.outputs[i] as ValueName, conditions);
    });
  }
  return owners;
}

/**
 * Conditions of a node's outputs.
 *
 * @param owners  Those of earlier values.
 * @throws {GraphError} as `ownersIn`.
 */
export function ownersOf(node: Node, owners: ReadonlyMap<ValueName, Owners>): readonly Owners[] {
  if (node.op === "Identity") return [owners.get(node.inputs[0] as ValueName) ?? always];
  if (node.op === "Switch") return ownersOfSwitch(node, owners);
  for (const name of node.inputs) refuseIf(node, name, owners.get(name)?.[0]);
  return node.outputs.map(() => always);
}

function ownersOfSwitch(node: SwitchNode, owners: ReadonlyMap<ValueName, Owners>): readonly Owners[] {
  const [index, ...captures] = node.inputs as [ValueName, ...ValueName[]];
  refuseIf(node, index, owners.get(index)?.[0]);
  const own = node.branches.flatMap((branch, b) => {
    const names = [...branch.inputs.keys()];
    const inside = new Map<ValueName, Owners>();
    captures.forEach((capture, i) => {
      if (owners.has(capture) && readsCapture(branch, i))
        inside.set(names[i] as ValueName, conditionsWithin(node, b, capture, owners.get(capture) as Owners));
    });
    const found = ownersIn(branch, inside);
    const returned = branch.outputs.map((name) => found.get(name) ?? always);
    const outer = (conditions: Owners, i: number): Owner[] =>
      conditions.map((owner) => {
        const position = names.indexOf(owner.index);
        if (position >= 0 && i >= node.shared) return { ...owner, index: captures[position] as ValueName };
        throw new GraphError(
          `Cannot infer Switch (${node.outputs.join(", ")}): output ${i} of branch ${b} is of one branch alone, expected ${i < node.shared ? "a value that always exists" : "its Switch to be by a capture"}`,
        );
      });
    return returned.map((conditions, i) => [{ index, branch: b }, ...outer(conditions, i)]).slice(node.shared);
  });
  return [...Array.from({ length: node.shared }, () => always), ...own];
}

/** What is left of a capture's conditions in branch `b` that reads it, by the names the branch has for them. */
function conditionsWithin(node: SwitchNode, b: number, capture: ValueName, conditions: Owners): Owners {
  const names = [...(node.branches[b] as Graph).inputs.keys()];
  const left = conditions.filter(({ index, branch }) => index !== node.inputs[0] || branch !== b);
  return left.map((owner) => {
    const position = node.inputs.indexOf(owner.index, 1);
    if (position < 0 || owner.index === node.inputs[0]) refuseIf(node, capture, owner);
    return { ...owner, index: names[position - 1] as ValueName };
  });
}

function refuseIf(node: Node, name: ValueName, owner: Owner | undefined): void {
  if (!owner) return;
  throw new GraphError(
    `Cannot infer ${node.op} (${node.outputs.join(", ")}): input ${name} exists in branch ${owner.branch} of the Switch by ${owner.index} alone, expected a value that always exists`,
  );
}
