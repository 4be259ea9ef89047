/** @file The genes of a network whose topology evolves. */

export type NodeGene = {
  /** Unique; inputs come first, then the bias, the outputs, and hidden nodes by age. */
  readonly id: number;
  readonly kind: "input" | "bias" | "output" | "hidden";
};

export type ConnectionGene = {
  /** The number of the structural change that made it: genes of equal origin have equal numbers. */
  readonly innovation: number;
  readonly from: number;
  readonly to: number;
  readonly weight: number;
  /** What is disabled is kept and inherited, but is no part of the network. */
  readonly enabled: boolean;
};

/** Connections run forwards, disabled ones too, and are sorted by innovation number. */
export type NeatGenome = {
  readonly nodes: readonly NodeGene[];
  readonly connections: readonly ConnectionGene[];
};

/** The size of every network of a space. */
export interface Ports {
  readonly inputs: number;
  readonly outputs: number;
}

/** Weights lie within plus and minus this, as in neat-python. */
export const WEIGHT_LIMIT = 30;

export function clipWeight(weight: number): number {
  return Math.max(-WEIGHT_LIMIT, Math.min(WEIGHT_LIMIT, weight));
}

/** Inputs, bias and outputs, which every genome has. */
export function fixedNodes({ inputs, outputs }: Ports): NodeGene[] {
  return [
    ...Array.from({ length: inputs }, (_, id): NodeGene => ({ id, kind: "input" })),
    { id: inputs, kind: "bias" },
    ...Array.from({ length: outputs }, (_, i): NodeGene => ({ id: inputs + 1 + i, kind: "output" })),
  ];
}

/** Nodes in an order in which connections run forwards, of free ones that of the least id; undefined where there is a cycle. */
export function topologicalOrder(
  nodes: readonly number[],
  connections: readonly ConnectionGene[],
): number[] | undefined {
  const waiting = new Map(nodes.map((id) => [id, 0]));
  for (const { to } of connections) waiting.set(to, (waiting.get(to) ?? 0) + 1);
  const free = [...nodes].filter((id) => waiting.get(id) === 0).sort((a, b) => a - b);
  const order: number[] = [];
  for (let id = free.shift(); id !== undefined; id = free.shift()) {
    order.push(id);
    for (const { from, to } of connections) {
      if (from !== id) continue;
      const left = (waiting.get(to) as number) - 1;
      waiting.set(to, left);
      if (left === 0) free.splice(free.findLastIndex((other) => other < to) + 1, 0, to);
    }
  }
  return order.length === nodes.length ? order : undefined;
}

/** Pairs of nodes that a further connection may join without a cycle, whatever is disabled; [from, to]. */
export function openPairs({ nodes, connections }: NeatGenome): [number, number][] {
  const joined = new Set(connections.map(({ from, to }) => `${from} ${to}`));
  const reached = new Map(nodes.map(({ id }) => [id, reachedFrom(id, connections)]));
  const sources = nodes.filter(({ kind }) => kind !== "output");
  const targets = nodes.filter(({ kind }) => kind === "hidden" || kind === "output");
  return sources.flatMap(({ id: from }) =>
    targets
      .filter(({ id: to }) => from !== to && !joined.has(`${from} ${to}`) && !reached.get(to)?.has(from))
      .map(({ id: to }): [number, number] => [from, to]),
  );
}

function reachedFrom(start: number, connections: readonly ConnectionGene[]): Set<number> {
  const reached = new Set([start]);
  for (const id of reached) for (const { from, to } of connections) if (from === id) reached.add(to);
  return reached;
}
