/** @file Names for new values of a finished graph. */
import type { Graph, ValueName } from "./graph.ts";

/** The name, or one like it, that no value of the graph has. */
export function unusedName({ inputs, constants, nodes }: Graph, name: ValueName): ValueName {
  const taken = new Set([...inputs.keys(), ...constants.keys(), ...nodes.flatMap(({ outputs }) => outputs)]);
  let unused = name;
  while (taken.has(unused)) unused += "_";
  return unused;
}
