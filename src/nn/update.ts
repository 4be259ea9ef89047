/** @file The end of a training step: the optimiser and running statistics, of branches only where they run. */
import {
  type Choice,
  type Graph,
  GraphBuilder,
  type Network,
  type Owned,
  type Value,
  type ValueName,
} from "../graph/index.ts";
import { inStateOrder, type NetworkPart, partsOf, type Span } from "./network-parts.ts";
import { appendOptimizerStep, type OptimizerSpec, slotNames } from "./optimizer.ts";
import { ownersOf } from "./path.ts";

/**
 * What an update reads, by name: `params`, the optimiser's slots, `statistics`, `rate`, `step` or `steps`, the indices of choices,
 * `gradient.⟨parameter⟩`, the batch's own statistics by the names of the running ones, and `carried` if gradients are.
 */
export type UpdateInputs = ReadonlyMap<string, Value>;

export interface UpdateSpec {
  readonly network: Network;
  readonly optimizer: OptimizerSpec;
  /** Share of the batch in the running statistics. */
  readonly statisticsMomentum: number;
}

/**
 * Appends the update of all parts of the state that the path has.
 *
 * @returns The new values: `next.⟨vector⟩` of what all paths share; of a branch one vector, `nextName` of its part, that
 *   joins its parameters, its slots and its statistics: every value that leaves a branch costs time.
 */
export function appendUpdate(graph: GraphBuilder, inputs: UpdateInputs, spec: UpdateSpec): [ValueName, Value][] {
  return appendWithin(graph, inputs, spec, partsOf(spec.network), undefined);
}

/** Appends the update of what belongs to one branch, or to all paths, and of the choices within. */
function appendWithin(
  graph: GraphBuilder,
  inputs: UpdateInputs,
  spec: UpdateSpec,
  parts: readonly NetworkPart[],
  owner: NetworkPart["owner"],
): [ValueName, Value][] {
  const isHere = (item: { readonly owner?: NetworkPart["owner"] }): boolean =>
    item.owner?.choice === owner?.choice && item.owner?.branch === owner?.branch;
  return [
    ...parts.filter(isHere).flatMap((part) => {
      const next = appendPart(graph, inputs, spec, part);
      if (part.nextName === undefined) return next.map(([name, value]): [ValueName, Value] => [`next.${name}`, value]);
      const values = new Map(next);
      const joined = inStateOrder(values.keys()).flatMap((name) => values.get(name) ?? []);
      return [[part.nextName, graph.op("Concat", joined, { axis: 0 })] as [ValueName, Value]];
    }),
    ...spec.network.choices.filter(isHere).flatMap((choice) => appendChoice(graph, inputs, spec, parts, choice)),
  ];
}

/** @returns The new values by the names of the vectors they are of. */
function appendPart(
  graph: GraphBuilder,
  inputs: UpdateInputs,
  { optimizer, statisticsMomentum }: UpdateSpec,
  { position, nextName, parameters, statistics }: NetworkPart,
): [ValueName, Value][] {
  const value = (name: string): Value => inputs.get(name) as Value;
  const next: [ValueName, Value][] = [];
  if (parameters.items.length > 0) {
    const gradients = parameters.items.map(({ name }) =>
      graph.op("Reshape", [value(`gradient.${name}`)], { shape: [-1] }),
    );
    const slots = slotNames(optimizer);
    const own = graph.op("Concat", gradients, { axis: 0 });
    const carried = nextName === undefined ? inputs.get("carried") : undefined;
    const gradient = carried ? graph.op("Add", [carried, own]) : own;
    if (carried) next.push(["carried", gradient]);
    const stepped = appendOptimizerStep(
      graph,
      optimizer,
      {
        params: cut(graph, value("params"), parameters),
        slots: slots.map((slot) => cut(graph, value(slot), parameters)),
      },
      gradient,
      value("rate"),
      inputs.get("step") ?? stepOf(graph, value("steps"), position),
    );
    next.push(["params", stepped.params]);
    slots.forEach((slot, i) => void next.push([slot, stepped.slots[i] as Value]));
  }
  if (statistics.items.length > 0) {
    const batch = statistics.items.flatMap(({ runningMean, runningVariance, count }) => {
      const unbiased = graph.scalar(count / Math.max(count - 1, 1));
      return [value(runningMean), graph.op("Mul", [value(runningVariance), unbiased])];
    });
    const observed = graph.op("Concat", batch, { axis: 0 });
    const running = cut(graph, value("statistics"), statistics);
    const kept = graph.op("Mul", [running, graph.scalar(1 - statisticsMomentum)]);
    const blended = graph.op("Add", [kept, graph.op("Mul", [observed, graph.scalar(statisticsMomentum)])]);
    next.push(["statistics", blended]);
  }
  return next;
}

/** The number of a part's next update, a scalar. */
function stepOf(graph: GraphBuilder, steps: Value, position: number): Value {
  const done = graph.op("Reshape", [cut(graph, steps, { start: position, size: 1, items: [] })], { shape: [] });
  return graph.op("Add", [done, graph.scalar(1)]);
}

/** The numbers of a span, the vector itself if these are all. */
export function cut(graph: GraphBuilder, vector: Value, { start, size }: Span<unknown>): Value {
  if (size === vector.type.shape[0]) return vector;
  return graph.op("Slice", [vector], { starts: [start], ends: [start + size], axes: [0] });
}

/** Appends a Switch whose branches update themselves. */
function appendChoice(
  graph: GraphBuilder,
  inputs: UpdateInputs,
  spec: UpdateSpec,
  parts: readonly NetworkPart[],
  { name, index, branches }: Choice,
): [ValueName, Value][] {
  const elsewhere = namesOutside(spec.network, name);
  const captures = [...inputs].filter(([key]) => !elsewhere.has(key));
  const names: ValueName[] = [];
  const graphs = Array.from({ length: branches }, (_, branch): Graph => {
    const inner = new GraphBuilder();
    const captured = captures.map(([key, { type }], i) => [key, inner.input(`capture_${i}`, type)] as const);
    const next = appendWithin(inner, new Map(captured), spec, parts, { choice: name, branch });
    names.push(...next.map(([key]) => key));
    return inner.build(inner.distinct(next.map(([, value]) => value)));
  });
  if (names.length === 0) return [];
  const values = captures.map(([, value]) => value);
  const results = graph.appendSwitch(inputs.get(index) as Value, values, graphs, 0);
  return names.map((key, i) => [key, results[i] as Value]);
}

/** Names of update inputs that no branch of a choice reads. */
function namesOutside(network: Network, choice: string): Set<string> {
  const isOutside = (item: Owned): boolean => ownersOf(network, item.owner).every((owner) => owner.choice !== choice);
  return new Set([
    ...network.parameters.filter(isOutside).map(({ name }) => `gradient.${name}`),
    ...network.normalizations.filter(isOutside).flatMap((norm) => [norm.runningMean, norm.runningVariance]),
    ...network.choices.filter(isOutside).map(({ index }) => index),
  ]);
}
