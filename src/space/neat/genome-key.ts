/** @file When two genomes express the same network. */
import { type Expressed, expressed, expressedConnections } from "./expressed.ts";
import type { ConnectionGene, NeatGenome } from "./genome.ts";

/**
 * Returns text that is equal exactly for genomes whose networks are equal up to the numbers of their hidden nodes;
 * disabled genes and innovation numbers do not count, weights do.
 *
 * Colours of nodes are refined by weights and colours of their neighbours; where hidden nodes stay alike, each is tried
 * as the first of them, and the least text counts. As weights are real numbers, few ever are.
 */
export function genomeKey(genome: NeatGenome): string {
  const network = expressed(genome);
  const connections = expressedConnections(network);
  const fixed = genome.nodes.filter(({ kind }) => kind !== "hidden");
  const colours = new Map([
    ...fixed.map(({ id }, i) => [id, i] as const),
    ...network.hidden.map((id) => [id, fixed.length] as const),
  ]);
  return leastText(network, connections, colours);
}

type Colours = ReadonlyMap<number, number>;

function leastText(network: Expressed, connections: readonly ConnectionGene[], start: Colours): string {
  const colours = refined(network, connections, start);
  const alike = firstOfOneColour(network.hidden, colours);
  if (alike.length === 0) return textOf(connections, colours);
  // Nodes with the very same neighbours can change places: any one of them will do.
  const around = new Set(alike.map((id) => neighboursOf(id, connections)));
  const tried = around.size === 1 ? alike.slice(0, 1) : alike;
  // Between the colour of the others and the next one.
  const texts = tried.map((id) =>
    leastText(network, connections, new Map([...colours, [id, (colours.get(id) as number) - 0.5]])),
  );
  return texts.sort()[0] as string;
}

/** Splits colours until all nodes of a colour have neighbours of the same colours by the same weights. */
function refined({ hidden }: Expressed, connections: readonly ConnectionGene[], start: Colours): Colours {
  let colours = start;
  for (let count = new Set(start.values()).size; ; ) {
    const signs = new Map(hidden.map((id) => [id, signOf(id, connections, colours)]));
    const byColour = (a: number, b: number): number => {
      const [left, right] = [signs.get(a) ?? "", signs.get(b) ?? ""];
      return (colours.get(a) as number) - (colours.get(b) as number) || (left < right ? -1 : Number(left > right));
    };
    const next = new Map<number, number>();
    let colour = -1;
    let before: number | undefined;
    for (const id of [...colours.keys()].sort(byColour)) {
      if (before === undefined || byColour(before, id) !== 0) colour++;
      next.set(id, colour);
      before = id;
    }
    colours = next;
    if (colour + 1 === count) return colours;
    count = colour + 1;
  }
}

function signOf(id: number, connections: readonly ConnectionGene[], colours: Colours): string {
  const incoming = connections
    .filter(({ to }) => to === id)
    .map(({ from, weight }) => `${colours.get(from)}*${weight}`);
  const outgoing = connections
    .filter(({ from }) => from === id)
    .map(({ to, weight }) => `${colours.get(to)}*${weight}`);
  return `${incoming.sort()}>${outgoing.sort()}`;
}

function neighboursOf(id: number, connections: readonly ConnectionGene[]): string {
  return signOf(
    id,
    connections,
    new Map(
      connections.flatMap(({ from, to }) => [
        [from, from],
        [to, to],
      ]),
    ),
  );
}

function firstOfOneColour(hidden: readonly number[], colours: Colours): number[] {
  const shared = [...new Set(hidden.map((id) => colours.get(id) as number))]
    .sort((a, b) => a - b)
    .map((colour) => hidden.filter((id) => colours.get(id) === colour))
    .find((ids) => ids.length > 1);
  return shared ?? [];
}

function textOf(connections: readonly ConnectionGene[], colours: Colours): string {
  return connections
    .map(({ from, to, weight }) => [colours.get(from) as number, colours.get(to) as number, weight] as const)
    .sort((a, b) => a[0] - b[0] || a[1] - b[1])
    .map(([from, to, weight]) => `${from}>${to}*${weight}`)
    .join(" ");
}
