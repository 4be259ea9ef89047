/** @file The canonical form of a NAS-Bench-Graph architecture: a tree of operations without skips that change nothing. */

/** Operations in the benchmark's order. */
export const operations: readonly string[] = ["gat", "gcn", "gin", "cheb", "sage", "arma", "graph", "fc", "skip"];

/** For each of the four nodes the one it reads, 0 the input: the nine shapes the benchmark keeps. */
export const links: readonly string[] = ["0000", "0001", "0011", "0012", "0013", "0111", "0112", "0122", "0123"];

/** Node i + 1 applies `operations[i]` to the value of node `parents[i]`; node 0 is the input. Leaves are the output. */
export interface GraphNet {
  readonly parents: readonly number[];
  readonly operations: readonly string[];
}

/**
 * Returns the architecture that the benchmark evaluated for all that equal it: skips that change nothing are gathered
 * in a chain behind the input, nodes are numbered by the first of the nine shapes that fits, and among its numberings
 * the one with the least operations is taken.
 *
 * A skip changes something only as a leaf beside siblings, where it brings its parent's value to the output; not where
 * that value is the raw input.
 *
 * Source: Qin et al. 2022, "NAS-Bench-Graph", section 3.1 and its code `architecture.py`.
 */
export function canonicalNet(net: GraphNet): GraphNet {
  return firstNumbering(gatherSkips(net));
}

function gatherSkips(net: GraphNet): GraphNet {
  const idle = net.operations.findIndex((_, i) => isIdleSkip(net, i) && !isInHead(net, i));
  return idle < 0 ? net : gatherSkips(moveToHead(net, idle));
}

/** Whether a node is a skip whose removal changes nothing. */
function isIdleSkip(net: GraphNet, index: number): boolean {
  if (net.operations[index] !== "skip") return false;
  const parent = net.parents[index] as number;
  const isLeaf = !net.parents.includes(index + 1);
  const isAlone = net.parents.filter((each) => each === parent).length === 1;
  return !isLeaf || isAlone || holdsInput(net, index);
}

/** Whether a node's value is the raw input: skips all the way. */
function holdsInput(net: GraphNet, index: number): boolean {
  if (index < 0) return true;
  return net.operations[index] === "skip" && holdsInput(net, (net.parents[index] as number) - 1);
}

/** Whether a node is part of the chain of lone skips behind the input already. */
function isInHead(net: GraphNet, index: number): boolean {
  if (index < 0) return true;
  const parent = net.parents[index] as number;
  const isAlone = net.parents.filter((each) => each === parent).length === 1;
  return isAlone && net.operations[index] === "skip" && isInHead(net, parent - 1);
}

/** Joins a node's children to its parent, and puts a skip between the input and all that reads it. */
function moveToHead(net: GraphNet, index: number): GraphNet {
  const own = net.parents[index] as number;
  const renumber = (node: number): number => (node <= index ? node + 1 : node);
  const parents = net.parents.map((parent) => renumber(parent === index + 1 ? own : parent));
  return {
    parents: [0, ...parents.toSpliced(index, 1)],
    operations: ["skip", ...net.operations.toSpliced(index, 1)],
  };
}

function firstNumbering(net: GraphNet): GraphNet {
  const copies = topologicalOrders(net.parents).map((order) => renumbered(net, order));
  const rank = (copy: GraphNet): number[] => [
    links.indexOf(copy.parents.join("")),
    ...copy.operations.map((operation) => operations.indexOf(operation)),
  ];
  const known = copies.map((copy) => ({ copy, rank: rank(copy) })).filter((each) => (each.rank[0] as number) >= 0);
  return known.reduce((least, each) => (isBefore(each.rank, least.rank) ? each : least)).copy;
}

function isBefore(a: readonly number[], b: readonly number[]): boolean {
  const at = a.findIndex((value, i) => value !== b[i]);
  return at >= 0 && (a[at] as number) < (b[at] as number);
}

/** Lists the orders of nodes, by index, in which parents come before their children. */
function topologicalOrders(parents: readonly number[], placed: readonly number[] = []): number[][] {
  if (placed.length === parents.length) return [[...placed]];
  return parents.flatMap((parent, i) =>
    placed.includes(i) || (parent > 0 && !placed.includes(parent - 1))
      ? []
      : topologicalOrders(parents, [...placed, i]),
  );
}

function renumbered(net: GraphNet, order: readonly number[]): GraphNet {
  return {
    parents: order.map((index) => order.indexOf((net.parents[index] as number) - 1) + 1),
    operations: order.map((index) => net.operations[index] as string),
  };
}
