/** @file Genomes for strategies that know nothing of innovation numbers: samples, neighbours, crossover. */
import { pick, type Rng, SpaceError } from "../../base/index.ts";
import type { Numbering } from "../augmentable.ts";
import { addConnection, addNode, initialGenome, joined, mate, split } from "./augment.ts";
import { type ConnectionGene, clipWeight, type NeatGenome, openPairs, type Ports } from "./genome.ts";

/** How far a weight lies from that of a neighbour. */
const STEPS = [0.1, 0.5, 2];
/** Changes of structure that a sample has at most. */
const MOST_CHANGES = 5;

/** A smallest genome that has grown by a few changes. */
export function sampleGenome(ports: Ports, rng: Rng): NeatGenome {
  let genome = initialGenome(ports, rng);
  for (let left = rng.int(MOST_CHANGES + 1); left > 0; left--) {
    const grow = rng.next() < 0.5 ? addNode : addConnection;
    genome = grow(genome, ownNumbers(genome), rng) ?? genome;
  }
  return genome;
}

export function mutateGenome(space: string, genome: NeatGenome, rng: Rng): NeatGenome {
  const changes = changesOf(genome);
  if (changes.length > 0) return pick(changes, rng)();
  throw new SpaceError(
    `Cannot mutate an architecture of ${space}: it has no neighbour, expected a connection to change`,
  );
}

export function* neighbourGenomes(genome: NeatGenome): Generator<NeatGenome> {
  for (const change of changesOf(genome)) yield change();
}

/** The structure of the first parent; weights of connections that both have come from either. */
export function crossGenomes(first: NeatGenome, second: NeatGenome, rng: Rng): NeatGenome {
  return mate(first, second, 1, rng);
}

/** Weights moved, connections switched on or off, split, and added with a weight of 1 or -1. */
function changesOf(genome: NeatGenome): (() => NeatGenome)[] {
  const withGene = (old: ConnectionGene, changed: ConnectionGene) => (): NeatGenome => ({
    ...genome,
    connections: genome.connections.map((gene) => (gene === old ? changed : gene)),
  });
  const weights = genome.connections.flatMap((gene) => {
    const moved = STEPS.flatMap((step) => [clipWeight(gene.weight + step), clipWeight(gene.weight - step)]);
    return [...new Set(moved)]
      .filter((weight) => weight !== gene.weight)
      .map((weight) => withGene(gene, { ...gene, weight }));
  });
  const switches = genome.connections.map((gene) => withGene(gene, { ...gene, enabled: !gene.enabled }));
  const splits = genome.connections
    .filter(({ enabled }) => enabled)
    .map((gene) => () => split(genome, ownNumbers(genome), gene));
  const additions = openPairs(genome).flatMap((pair) =>
    [1, -1].map((weight) => () => joined(genome, ownNumbers(genome), pair, weight)),
  );
  return [...weights, ...switches, ...splits, ...additions];
}

/** Numbers after all of a genome's own. */
function ownNumbers({ nodes, connections }: NeatGenome): Numbering {
  const firstNode = (nodes.at(-1)?.id ?? -1) + 1;
  const first = (connections.at(-1)?.innovation ?? -1) + 1;
  const given = new Map<string, number>();
  return {
    connection: (from, to) => {
      const pair = `${from} ${to}`;
      given.set(pair, given.get(pair) ?? first + given.size);
      return given.get(pair) as number;
    },
    node: (_split, repeat) => firstNode + repeat,
  };
}
