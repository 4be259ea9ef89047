/** @file The gradient of a Switch: another Switch by the same index, whose branches are the first one's backwards. */
import {
  type Graph,
  GraphBuilder,
  inline,
  outputsOfBranch,
  readsCapture,
  type SwitchNode,
  unusedName,
  type Value,
  type ValueName,
} from "../graph/index.ts";
import { splitBackward } from "./split-backward.ts";

type Backpropagate = (
  graph: GraphBuilder,
  seeds: readonly (readonly [Value, Value])[],
  wrt: readonly Value[],
  absent: ReadonlyMap<ValueName, number>,
) => (Value | undefined)[];

export interface SwitchContext {
  readonly graph: GraphBuilder;
  readonly node: SwitchNode;
  /** Terms of the gradients by the outputs, none where an output does not reach the loss. */
  readonly cotangents: ReadonlyMap<ValueName, readonly Value[]>;
  /** True for captures whose gradient is asked for. */
  readonly needed: (capture: ValueName) => boolean;
  /** Captures whose gradient may exist in one branch alone, and for how many Switches, one within another, that holds. */
  readonly absent: ReadonlyMap<ValueName, number>;
  readonly backpropagate: Backpropagate;
}

/** One branch backwards: a graph, what its inputs are outside, and its gradients by the captures it has one for. */
interface Backward {
  readonly body: Graph;
  readonly bound: ReadonlyMap<ValueName, Value>;
  readonly gradients: ReadonlyMap<ValueName, ValueName>;
}

/**
 * Appends the Switch that runs the picked branch backwards, and makes the branches return what it needs of them.
 *
 * @returns The gradients by captures.
 */
export function differentiateSwitch(context: SwitchContext): [ValueName, Value][] {
  const { graph, node, needed, absent } = context;
  const [index, ...captures] = node.inputs as [ValueName, ...ValueName[]];
  const backwards = runBackwards(context);
  const wanted = [...new Set(captures)].filter((name) => needed(name));
  const givers = (name: ValueName): number[] =>
    backwards.flatMap(({ gradients }, b) => (gradients.has(name) ? [b] : []));
  const isOwn = (name: ValueName): boolean =>
    givers(name).length === 1 && (absent.has(name) || graph.ownersOf(graph.value(name)).length > 0);
  const given = wanted.filter((name) => givers(name).length > 0);
  const shared = given.filter((name) => !isOwn(name));
  const own = backwards.map((_, b) => given.filter((name) => isOwn(name) && givers(name)[0] === b));

  const inputs = [
    ...new Map(backwards.flatMap(({ bound }) => [...bound.values()].map((value) => [value.name, value]))),
  ];
  const outer = inputs.map(([, value]) => value);
  const branches = backwards.map((backward, b) => buildBranch(graph, backward, outer, shared, own[b] ?? []));
  if (given.length === 0) return [];
  const results = graph.appendSwitch(graph.value(index), outer, branches, shared.length);
  return [...shared, ...own.flat()].map((name, i) => [name, results[i] as Value]);
}

/** Differentiates each branch, and extends the Switch by what the backward branches need of the forward ones. */
function runBackwards({ graph, node, cotangents, needed, absent, backpropagate }: SwitchContext): Backward[] {
  const [index, ...captures] = node.inputs as [ValueName, ...ValueName[]];
  const parts = node.branches.map((branch, b) => {
    const joint = GraphBuilder.from(branch);
    const bound = new Map<ValueName, Value>();
    const seeds = outputsOfBranch(node, b).flatMap((output, i) =>
      (cotangents.get(output) ?? []).map((term, t): readonly [Value, Value] => {
        const input = joint.input(unusedName(branch, `cotangent_${i}_${t}`), term.type);
        bound.set(input.name, term);
        return [joint.value(branch.outputs[i] as ValueName), input];
      }),
    );
    const wrt = [...branch.inputs.keys()].flatMap((name, i) => {
      const capture = captures[i] as ValueName;
      const [owner] = graph.ownersOf(graph.value(capture));
      if (owner === undefined || owner.branch === b || owner.index !== index) bound.set(name, graph.value(capture));
      return needed(capture) && bound.has(name) ? [{ capture, value: joint.value(name) }] : [];
    });
    const found = backpropagate(
      joint,
      seeds,
      wrt.map(({ value }) => value),
      absentWithin(node, b, absent),
    );
    const gradients = gradientsByCapture(joint, wrt, found);
    return { ...splitBackward(branch, joint, gradients), bound };
  });
  const returned = graph.extendSwitch(
    node.outputs[0] as ValueName,
    parts.map(({ forward }) => forward),
  );
  return parts.map(({ forward, backward, gradients, bound }, b) => {
    for (const [i, name] of forward.outputs.entries()) {
      if (!bound.has(name)) bound.set(name, returned[b]?.[i] as Value);
    }
    const used = new Map([...backward.inputs.keys()].map((name) => [name, bound.get(name) as Value]));
    return { body: backward, bound: used, gradients };
  });
}

/** What is absent within branch `b`, by the names it has for its captures. */
function absentWithin(
  { inputs, branches }: SwitchNode,
  b: number,
  absent: ReadonlyMap<ValueName, number>,
): Map<ValueName, number> {
  const branch = branches[b] as Graph;
  return new Map(
    [...branch.inputs.keys()].flatMap((name, i): [ValueName, number][] => {
      const depth = absent.get(inputs[i + 1] as ValueName) ?? 0;
      const isOwn = branches.every((other, o) => o === b || !readsCapture(other, i));
      return depth > 1 && isOwn && readCount(branch, name) === 1 ? [[name, depth - 1]] : [];
    }),
  );
}

/** Times a value of a branch is an operand, or returned. */
function readCount({ nodes, outputs }: Graph, name: ValueName): number {
  return [...outputs, ...nodes.flatMap(({ inputs }) => inputs)].filter((read) => read === name).length;
}

/** Adds up where one value is captured several times. */
function gradientsByCapture(
  joint: GraphBuilder,
  wrt: readonly { readonly capture: ValueName; readonly value: Value }[],
  found: readonly (Value | undefined)[],
): Map<ValueName, Value> {
  const gradients = new Map<ValueName, Value>();
  wrt.forEach(({ capture }, i) => {
    const term = found[i];
    const known = gradients.get(capture);
    if (term) gradients.set(capture, known ? joint.op("Add", [known, term]) : term);
  });
  return gradients;
}

function buildBranch(
  graph: GraphBuilder,
  { body, bound, gradients }: Backward,
  outer: readonly Value[],
  shared: readonly ValueName[],
  own: readonly ValueName[],
): Graph {
  const branch = new GraphBuilder();
  const captured = new Map(outer.map(({ name, type }, i) => [name, branch.input(`capture_${i}`, type)]));
  const inner = new Map([...bound].map(([name, value]) => [name, captured.get(value.name) as Value]));
  const values = inline(branch, body, inner);
  const outputs = [...shared, ...own].map((name) => {
    const gradient = gradients.get(name);
    return gradient === undefined ? branch.filled(graph.value(name).type.shape, 0) : (values.get(gradient) as Value);
  });
  return branch.build(branch.distinct(outputs));
}
