/** @file Sums of several values as additions, which the runtime spreads over its threads. */
import { sameShape } from "../../tensor/index.ts";
import type { GraphBuilder, Value } from "../builder.ts";
import type { Graph, ValueName } from "../graph.ts";
import { countUses } from "./count-uses.ts";
import { mapBranches } from "./map-branches.ts";
import { rewrite } from "./rewrite.ts";

/** A product that nobody but one sum reads. */
type Factors = readonly [Value, Value];

/**
 * Replaces a Sum of equal shapes by Adds, and adds before multiplying where terms have the second factor in common: the
 * gradients of all that reads one rectifier are masked once.
 */
export function addInTurn(graph: Graph): Graph {
  const uses = countUses(graph);
  const products = new Map<ValueName, Factors>();
  return rewrite(mapBranches(graph, addInTurn), (node, inputs, builder) => {
    const [a, b] = inputs;
    const name = node.outputs[0] as ValueName;
    if (node.op === "Mul" && a && b && uses.get(name) === 1 && sameShape(a.type.shape, b.type.shape))
      products.set(name, [a, b]);
    if (node.op !== "Sum" || inputs.length < 2) return undefined;
    if (inputs.some(({ type }) => !sameShape(type.shape, (a as Value).type.shape))) return undefined;
    const terms = factorTerms(builder, inputs, products);
    const last = terms.at(-1) as Value;
    if (terms.length === 1) return [last];
    return builder.node("Add", [addUp(builder, terms.slice(0, -1)), last], {}, node.outputs);
  });
}

/** The terms, those with a common second factor merged into one at the place of the first of them. */
function factorTerms(
  graph: GraphBuilder,
  terms: readonly Value[],
  products: ReadonlyMap<ValueName, Factors>,
): readonly Value[] {
  const factored = new Map<ValueName, Value[]>();
  for (const term of terms) {
    const key = products.get(term.name)?.[1].name;
    if (key !== undefined) factored.set(key, [...(factored.get(key) ?? []), term]);
  }
  return terms.flatMap((term) => {
    const shared = products.get(term.name)?.[1];
    const members = (shared && factored.get(shared.name)) ?? [term];
    if (!shared || members.length === 1) return [term];
    if (members[0] !== term) return [];
    const firsts = members.map(({ name }) => (products.get(name) as Factors)[0]);
    return [graph.op("Mul", [addUp(graph, firsts), shared])];
  });
}

function addUp(graph: GraphBuilder, terms: readonly Value[]): Value {
  return terms.reduce((sum, term) => graph.op("Add", [sum, term]));
}
