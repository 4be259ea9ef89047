/** @file A genome's network as text, as a graph with labels, and as numbers for predictors. */
import { createRng } from "../../base/index.ts";
import type { LabelledDag } from "../space.ts";
import { expressed, expressedConnections } from "./expressed.ts";
import type { NeatGenome, Ports } from "./genome.ts";

/** Numbers of hidden nodes and of connections, then a projection of the connections. */
export const ENCODED_WIDTH = 34;

export function describeGenome(genome: NeatGenome, ports: Ports): string {
  const { hidden, outputs, incoming } = expressed(genome);
  const name = namesOf(genome, ports);
  const count = expressedConnections(expressed(genome)).length;
  const lines = [...hidden, ...outputs].map((id) => {
    const terms = (incoming.get(id) ?? []).map(({ from, weight }) => `${Number(weight.toFixed(3))} ${name(from)}`);
    return `${name(id)} <- ${terms.length > 0 ? terms.join(", ") : "nothing"}`;
  });
  return [`${hidden.length} hidden nodes, ${count} of ${genome.connections.length} connections`, ...lines].join("\n");
}

/** Inputs, bias, hidden nodes and outputs of the network; edges by connection, without weights. */
export function genomeDag(genome: NeatGenome, ports: Ports): LabelledDag {
  const { hidden, outputs, incoming } = expressed(genome);
  const name = namesOf(genome, ports);
  const sources = genome.nodes.filter(({ kind }) => kind === "input" || kind === "bias").map(({ id }) => id);
  const order = [...sources, ...hidden, ...outputs];
  const places = new Map(order.map((id, place) => [id, place]));
  return {
    labels: order.map((id) => (hidden.includes(id) ? "hidden" : name(id))),
    edges: order.flatMap((id, place) =>
      (incoming.get(id) ?? []).map(({ from }) => [places.get(from) as number, place] as const),
    ),
  };
}

/**
 * A random projection: each connection, by the nodes it joins, has two directions of its own, one that counts for its
 * presence and one for its weight. Distances between codes are near those between lists of all connections (Johnson,
 * Lindenstrauss 1984), however many there may be.
 */
export function encodeGenome(genome: NeatGenome): Float64Array {
  const network = expressed(genome);
  const connections = expressedConnections(network);
  const code = new Float64Array(ENCODED_WIDTH);
  code[0] = network.hidden.length;
  code[1] = connections.length;
  const scale = 1 / Math.sqrt(ENCODED_WIDTH - 2);
  for (const { from, to, weight } of connections) {
    const rng = createRng(`connection ${from} ${to}`);
    for (let k = 2; k < ENCODED_WIDTH; k++)
      code[k] = (code[k] as number) + scale * (rng.normal() + weight * rng.normal());
  }
  return code;
}

function namesOf(genome: NeatGenome, { inputs }: Ports): (id: number) => string {
  const kinds = new Map(genome.nodes.map(({ id, kind }) => [id, kind]));
  return (id) => {
    const kind = kinds.get(id) as string;
    if (kind === "bias") return kind;
    return `${kind} ${kind === "output" ? id - inputs - 1 : id}`;
  };
}
