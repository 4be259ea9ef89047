/** @file The network that a genome expresses: what is enabled and lies between the inputs and an output. */
import { type ConnectionGene, type NeatGenome, topologicalOrder } from "./genome.ts";

export interface Expressed {
  /** Hidden nodes of the network, each after those it reads. */
  readonly hidden: readonly number[];
  readonly outputs: readonly number[];
  /** What a hidden node or an output reads, by innovation number; an output may read nothing. */
  readonly incoming: ReadonlyMap<number, readonly ConnectionGene[]>;
}

/** A hidden node that nothing reaches counts as 0, so that it and what leaves it are no part of the network. */
export function expressed({ nodes, connections }: NeatGenome): Expressed {
  const idsOf = (...kinds: readonly string[]): number[] =>
    nodes.filter(({ kind }) => kinds.includes(kind)).map(({ id }) => id);
  const enabled = connections.filter((connection) => connection.enabled);
  const fed = closure(idsOf("input", "bias"), (id) => enabled.filter(({ from }) => from === id).map(({ to }) => to));
  const used = closure(idsOf("output"), (id) => enabled.filter(({ to }) => to === id).map(({ from }) => from));
  const alive = enabled.filter(({ from, to }) => fed.has(from) && used.has(to));
  const outputs = idsOf("output");
  const hidden = idsOf("hidden").filter((id) => fed.has(id) && used.has(id));
  const among = alive.filter(({ from, to }) => hidden.includes(from) && hidden.includes(to));
  const incoming = new Map([...hidden, ...outputs].map((id) => [id, alive.filter(({ to }) => to === id)]));
  return { hidden: topologicalOrder(hidden, among) as number[], outputs, incoming };
}

/** The connections of the network. */
export function expressedConnections(network: Expressed): ConnectionGene[] {
  return [...network.incoming.values()].flat();
}

function closure(start: readonly number[], next: (id: number) => readonly number[]): Set<number> {
  const found = new Set(start);
  for (const id of found) for (const other of next(id)) found.add(other);
  return found;
}
