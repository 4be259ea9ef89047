/** @file A graph without the Switches whose index is known: what one path through it computes. */
import { GraphBuilder, type Value } from "../builder.ts";
import type { Graph, Node, SwitchNode, ValueName } from "../graph.ts";
import { outputsOfBranch } from "../switch.ts";

/** What Switches run, by the name of their index. */
export type Picks = ReadonlyMap<ValueName, number>;

export interface Selection {
  readonly graph: Graph;
  /** What values of the graph before are called now; those of branches not picked are missing. */
  readonly names: ReadonlyMap<ValueName, ValueName>;
}

/**
 * Puts the picked branch in the place of every Switch whose index is named, also within branches of others. Outputs keep
 * their names, but those of branches not picked are gone; so are indices and inputs that only Switches read and that
 * nothing reads any more.
 *
 * @param picks  Branches from 0; any other number picks the last, as in a run.
 */
export function selectBranches(graph: Graph, picks: Picks): Selection {
  const builder = new GraphBuilder();
  builder.reserve(graph.nodes.flatMap((node) => node.outputs));
  const values = appendSelected(builder, graph, picks, bindAll(builder, graph), true);
  const outputs = graph.outputs.filter((name) => values.has(name));
  const selected = builder.build(new Map(outputs.map((name) => [name, values.get(name) as Value])));
  const [before, after] = [readBySwitches(graph), readsOf(selected.nodes)];
  const isGone = (name: ValueName): boolean => before.has(name) && !after.has(name) && !selected.outputs.includes(name);
  return {
    graph: { ...selected, inputs: new Map([...selected.inputs].filter(([name]) => !isGone(name))) },
    names: new Map(Array.from(values, ([name, value]) => [name, value.name])),
  };
}

function bindAll(builder: GraphBuilder, { inputs, constants }: Graph): Map<ValueName, Value> {
  return new Map([
    ...Array.from(inputs, ([name, type]) => [name, builder.input(name, type)] as const),
    ...Array.from(constants, ([name, value]) => [name, builder.constant(value, name)] as const),
  ]);
}

/**
 * Appends a graph's nodes, all but those that read what no longer exists.
 *
 * @param bound  Its inputs and constants; captures may be missing.
 * @returns All its values that still exist.
 */
function appendSelected(
  builder: GraphBuilder,
  graph: Graph,
  picks: Picks,
  bound: ReadonlyMap<ValueName, Value>,
  isNamed: boolean,
): Map<ValueName, Value> {
  const values = new Map(bound);
  for (const node of graph.nodes) {
    const pick = node.op === "Switch" ? picks.get(node.inputs[0] as ValueName) : undefined;
    if (node.op === "Switch" && pick !== undefined) {
      const b = pick >= 0 && pick < node.branches.length ? pick : node.branches.length - 1;
      appendBranch(builder, node, b, picks, values);
    } else if (node.op === "Switch") appendSwitch(builder, node, picks, values, isNamed);
    else if (node.inputs.every((name) => values.has(name))) {
      const inputs = node.inputs.map((name) => values.get(name) as Value);
      const results = builder.copy(node, inputs, isNamed ? node.outputs : undefined);
      node.outputs.forEach((name, i) => void values.set(name, results[i] as Value));
    }
  }
  return values;
}

function appendBranch(
  builder: GraphBuilder,
  node: SwitchNode,
  b: number,
  picks: Picks,
  values: Map<ValueName, Value>,
): void {
  const branch = node.branches[b] as Graph;
  const bound = new Map<ValueName, Value>();
  [...branch.inputs.keys()].forEach((name, i) => {
    const value = values.get(node.inputs[i + 1] as ValueName);
    if (value) bound.set(name, value);
  });
  for (const [name, constant] of branch.constants) bound.set(name, builder.constant(constant));
  const inner = appendSelected(builder, branch, picksWithin(node, branch, picks), bound, false);
  outputsOfBranch(node, b).forEach((name, i) => {
    const value = inner.get(branch.outputs[i] as ValueName);
    if (value) values.set(name, value);
  });
}

/** A Switch that stays, its branches selected from. */
function appendSwitch(
  builder: GraphBuilder,
  node: SwitchNode,
  picks: Picks,
  values: Map<ValueName, Value>,
  isNamed: boolean,
): void {
  const [index, ...captures] = node.inputs as [ValueName, ...ValueName[]];
  const names: ValueName[][] = [];
  const branches = node.branches.map((branch, b) => {
    const kept = new Map([...branch.inputs].filter((_, i) => values.has(captures[i] as ValueName)));
    const inner = new GraphBuilder();
    const found = appendSelected(
      inner,
      branch,
      picksWithin(node, branch, picks),
      bindAll(inner, { ...branch, inputs: kept }),
      true,
    );
    const known = outputsOfBranch(node, b);
    names.push(known.filter((_, i) => found.has(branch.outputs[i] as ValueName)));
    const outputs = branch.outputs.flatMap((name) => found.get(name) ?? []);
    return inner.build(inner.distinct(outputs));
  });
  const outputs = [...node.outputs.slice(0, node.shared), ...names.flatMap((list) => list.slice(node.shared))];
  const present = captures.flatMap((name) => values.get(name) ?? []);
  const results = builder.appendSwitch(
    values.get(index) as Value,
    present,
    branches,
    node.shared,
    isNamed ? outputs : undefined,
  );
  outputs.forEach((name, i) => void values.set(name, results[i] as Value));
}

/** Picks by the names a branch has for their indices. */
function picksWithin({ inputs }: SwitchNode, branch: Graph, picks: Picks): Picks {
  return new Map(
    [...branch.inputs.keys()].flatMap((name, i): [ValueName, number][] => {
      const pick = picks.get(inputs[i + 1] as ValueName);
      return pick === undefined ? [] : [[name, pick]];
    }),
  );
}

function readsOf(nodes: readonly Node[]): Set<ValueName> {
  return new Set(nodes.flatMap(({ inputs }) => inputs));
}

function readBySwitches({ nodes }: Graph): Set<ValueName> {
  return readsOf(nodes.filter(({ op }) => op === "Switch"));
}
