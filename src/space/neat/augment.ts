/** @file The genetic operators of NEAT: growth by numbered changes, and crossover of genes with equal numbers. */
import { pick, type Rng } from "../../base/index.ts";
import type { GeneDifference, Numbering } from "../augmentable.ts";
import { type ConnectionGene, clipWeight, fixedNodes, type NeatGenome, openPairs, type Ports } from "./genome.ts";

/** Inputs and bias fully connected to the outputs, no hidden node; connections numbered from 0, weights drawn. */
export function initialGenome(ports: Ports, rng: Rng): NeatGenome {
  const nodes = fixedNodes(ports);
  const targets = nodes.filter(({ kind }) => kind === "output");
  const pairs = nodes
    .filter(({ kind }) => kind !== "output")
    .flatMap(({ id: from }) => targets.map(({ id: to }) => [from, to] as const));
  const connections = pairs.map(([from, to], innovation) => ({
    innovation,
    from,
    to,
    weight: drawWeight(rng),
    enabled: true,
  }));
  return { nodes, connections };
}

function drawWeight(rng: Rng): number {
  return clipWeight(rng.normal());
}

export function perturbWeights(
  genome: NeatGenome,
  { replace, power }: { readonly replace: number; readonly power: number },
  rng: Rng,
): NeatGenome {
  const connections = genome.connections.map((gene) => {
    if (rng.next() < replace) return { ...gene, weight: drawWeight(rng) };
    return { ...gene, weight: clipWeight(gene.weight + power * (2 * rng.next() - 1)) };
  });
  return { ...genome, connections };
}

export function addConnection(genome: NeatGenome, numbering: Numbering, rng: Rng): NeatGenome | undefined {
  const open = openPairs(genome);
  if (open.length === 0) return undefined;
  const [from, to] = pick(open, rng);
  return joined(genome, numbering, [from, to], drawWeight(rng));
}

export function joined(
  genome: NeatGenome,
  numbering: Numbering,
  [from, to]: readonly [number, number],
  weight: number,
): NeatGenome {
  const added = { innovation: numbering.connection(from, to), from, to, weight, enabled: true };
  return { ...genome, connections: sorted([...genome.connections, added]) };
}

export function addNode(genome: NeatGenome, numbering: Numbering, rng: Rng): NeatGenome | undefined {
  const enabled = genome.connections.filter((connection) => connection.enabled);
  return enabled.length === 0 ? undefined : split(genome, numbering, pick(enabled, rng));
}

/** Disables a connection; the way through the new node has the weights 1 and that of the connection. */
export function split(genome: NeatGenome, numbering: Numbering, gene: ConnectionGene): NeatGenome {
  const { innovation, from, to, weight } = gene;
  const known = new Set(genome.nodes.map(({ id }) => id));
  let repeat = 0;
  while (known.has(numbering.node(innovation, repeat))) repeat++;
  const id = numbering.node(innovation, repeat);
  const disabled = genome.connections.map((other) => (other === gene ? { ...other, enabled: false } : other));
  const added = [
    { innovation: numbering.connection(from, id), from, to: id, weight: 1, enabled: true },
    { innovation: numbering.connection(id, to), from: id, to, weight, enabled: true },
  ];
  return {
    nodes: [...genome.nodes, { id, kind: "hidden" as const }].sort((a, b) => a.id - b.id),
    connections: sorted([...disabled, ...added]),
  };
}

export function mate(fitter: NeatGenome, other: NeatGenome, disabled: number, rng: Rng): NeatGenome {
  const others = byNumber(other);
  const connections = fitter.connections.map((gene) => {
    const match = matchOf(gene, others);
    const { weight } = match !== undefined && rng.next() < 0.5 ? match : gene;
    const isOff = !gene.enabled || match?.enabled === false;
    return { ...gene, weight, enabled: !(isOff && rng.next() < disabled) };
  });
  return { nodes: fitter.nodes, connections };
}

export function compareGenes(a: NeatGenome, b: NeatGenome): GeneDifference {
  const [inA, inB] = [byNumber(a), byNumber(b)];
  const lastOf = ({ connections }: NeatGenome): number => connections.at(-1)?.innovation ?? -1;
  const common = Math.min(lastOf(a), lastOf(b));
  const unmatched = [
    ...a.connections.filter((gene) => matchOf(gene, inB) === undefined),
    ...b.connections.filter((gene) => matchOf(gene, inA) === undefined),
  ];
  const gaps = a.connections.flatMap((gene) => {
    const match = matchOf(gene, inB);
    return match ? [Math.abs(gene.weight - match.weight)] : [];
  });
  const excess = unmatched.filter(({ innovation }) => innovation > common).length;
  return {
    excess,
    disjoint: unmatched.length - excess,
    weight: gaps.length === 0 ? 0 : gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length,
    size: Math.max(a.connections.length, b.connections.length),
  };
}

function byNumber({ connections }: NeatGenome): ReadonlyMap<number, ConnectionGene> {
  return new Map(connections.map((gene) => [gene.innovation, gene]));
}

/** Genes that were not numbered by one and the same strategy may have equal numbers by chance. */
function matchOf(gene: ConnectionGene, others: ReadonlyMap<number, ConnectionGene>): ConnectionGene | undefined {
  const match = others.get(gene.innovation);
  return match?.from === gene.from && match.to === gene.to ? match : undefined;
}

function sorted(connections: readonly ConnectionGene[]): ConnectionGene[] {
  return [...connections].sort((a, b) => a.innovation - b.innovation);
}
