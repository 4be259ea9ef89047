/** @file The DARTS space: a normal and a reduction cell of four nodes with two inputs each. */
import { checkInteger, mergeSettings, type Rng } from "../../base/index.ts";
import { type Slot, type Slots, slotSpace } from "../slot-space.ts";
import type { SearchSpace } from "../space.ts";
import {
  type DartsCell,
  type DartsEdge,
  type DartsOperation,
  formatGenotype,
  type Genotype,
  innerNodes,
  operations,
  parseGenotype,
} from "./genotype.ts";
import { genotypeDag } from "./genotype-dag.ts";
import { genotypeKey } from "./genotype-key.ts";
import { buildGenotype } from "./genotype-network.ts";

export interface DartsOptions {
  /** Cells of the network, at least 3; 20 in DARTS, 8 in NAS-Bench-301. Default 3: one normal, two reduction cells. */
  readonly cells?: number;
  /** Channels of the first cells; 36 in DARTS, 32 in NAS-Bench-301. Default 4. */
  readonly channels?: number;
}

const defaults = { cells: 3, channels: 4 };
const cellNames = ["normal", "reduce"] as const;

/**
 * Creates the space of DARTS and NAS-Bench-301: 1,037,664,180 normal cells and as many reduction cells. An architecture
 * is a genotype's text as DARTS prints it, `Genotype(normal=[('sep_conv_3x3', 0), …], normal_concat=[2, 3, 4, 5], …)`;
 * `parse` takes the inputs of a node in any order and puts the lower node first. Takes images.
 *
 * `sample` draws, for each node, a pair of earlier nodes and two operations uniformly. A mutation changes the operation
 * of one of the sixteen edges, or lets it start from another node; either kind is drawn with the same probability.
 *
 * @throws {InputError} if an option is wrong.
 * Source: Liu, Simonyan, Yang 2019, "DARTS: Differentiable Architecture Search".
 */
export function darts(options: DartsOptions = {}): SearchSpace<string> {
  const { cells, channels } = mergeSettings("darts", defaults, options);
  // With fewer there would be no normal cell.
  checkInteger("darts", "cells", cells, 3);
  checkInteger("darts", "channels", channels, 1);
  const space = slotSpace({
    name: `darts(cells=${cells},channels=${channels})`,
    input: "image",
    slots: cellNames.flatMap((name) => innerNodes.flatMap((node) => slotsOfNode(name, node))),
    example:
      "Genotype(normal=[('sep_conv_3x3', 0), …], normal_concat=[2, 3, 4, 5], reduce=[…], reduce_concat=[2, 3, 4, 5])",
    format: (values) => formatGenotype(genotypeOf(values)),
    read: (text) => slotsOf(parseGenotype(text)),
    key: (values) => genotypeKey(genotypeOf(values)),
    build: (values, net) => buildGenotype(net, genotypeOf(values), cells, channels),
    describe: (values) => describeGenotype(genotypeOf(values)),
    toDag: (values) => genotypeDag(genotypeOf(values)),
  });
  return {
    ...space,
    mutate: (arch, rng) => formatGenotype(mutate(parseGenotype(arch), rng)),
    neighbours: (arch) => neighbours(parseGenotype(arch)),
  };
}

function slotsOfNode(cell: string, node: number): Slot[] {
  return [
    { name: `${cell}[${node}].inputs`, options: inputPairs(node).map((pair) => pair.join("+")) },
    { name: `${cell}[${node}].first`, options: operations },
    { name: `${cell}[${node}].second`, options: operations },
  ];
}

/** All pairs of different nodes below a node, the lower first. */
function inputPairs(node: number): [number, number][] {
  const below = Array.from({ length: node }, (_, i) => i);
  return below.flatMap((second) => below.slice(0, second).map((first): [number, number] => [first, second]));
}

function genotypeOf(values: Slots): Genotype {
  const cellAt = (start: number): DartsCell =>
    innerNodes.map((_, i) => {
      const [inputs = "", first, second] = values.slice(start + 3 * i, start + 3 * i + 3);
      const [low, high] = inputs.split("+").map(Number) as [number, number];
      return [
        { operation: first as DartsOperation, from: low },
        { operation: second as DartsOperation, from: high },
      ];
    });
  return { normal: cellAt(0), reduce: cellAt(3 * innerNodes.length) };
}

function slotsOf({ normal, reduce }: Genotype): Slots {
  return [...normal, ...reduce].flatMap(([a, b]) => [`${a.from}+${b.from}`, a.operation, b.operation]);
}

/** Which edge: cell, place of the node in it, place of the edge there. */
type Site = readonly [cell: (typeof cellNames)[number], node: number, edge: 0 | 1];

const sites: readonly Site[] = cellNames.flatMap((cell) =>
  innerNodes.flatMap((_, node) => [[cell, node, 0] as const, [cell, node, 1] as const]),
);

function mutate(genotype: Genotype, rng: Rng): Genotype {
  const changesSource = rng.int(2) === 1;
  // The two edges into node 2 have no other node to start from.
  const eligible = changesSource ? sites.filter(([, node]) => node > 0) : sites;
  const site = eligible[rng.int(eligible.length)] as Site;
  const others = (changesSource ? otherSources : otherOperations)(genotype, site);
  return withEdge(genotype, site, others[rng.int(others.length)] as DartsEdge);
}

function* neighbours(genotype: Genotype): Generator<string> {
  for (const site of sites) {
    for (const edge of [...otherOperations(genotype, site), ...otherSources(genotype, site)]) {
      yield formatGenotype(withEdge(genotype, site, edge));
    }
  }
}

function otherOperations(genotype: Genotype, [cell, node, edge]: Site): DartsEdge[] {
  const { operation: own, from } = edgesAt(genotype, cell, node)[edge];
  return operations.filter((operation) => operation !== own).map((operation) => ({ operation, from }));
}

function otherSources(genotype: Genotype, [cell, node, edge]: Site): DartsEdge[] {
  const edges = edgesAt(genotype, cell, node);
  const used = edges.map(({ from }) => from);
  return Array.from({ length: node + 2 }, (_, from) => from)
    .filter((from) => !used.includes(from))
    .map((from) => ({ operation: edges[edge].operation, from }));
}

function edgesAt(genotype: Genotype, cell: (typeof cellNames)[number], node: number): readonly [DartsEdge, DartsEdge] {
  return genotype[cell][node] as readonly [DartsEdge, DartsEdge];
}

function withEdge(genotype: Genotype, [cell, node, edge]: Site, changed: DartsEdge): Genotype {
  const kept = edgesAt(genotype, cell, node)[1 - edge] as DartsEdge;
  const pair = kept.from < changed.from ? ([kept, changed] as const) : ([changed, kept] as const);
  return { ...genotype, [cell]: genotype[cell].with(node, pair) };
}

function describeGenotype(genotype: Genotype): string {
  return cellNames
    .flatMap((name) => [
      `${name}:`,
      ...genotype[name].map((edges, i) => {
        const terms = edges.map(
          ({ operation, from }) => `${operation}(${from < 2 ? `input ${from}` : `node ${from}`})`,
        );
        return `  node ${i + 2} = ${terms.join(" + ")}`;
      }),
    ])
    .join("\n");
}
