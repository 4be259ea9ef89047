/** @file The NAS-Bench-201 space: cells of six edges with five operations each. */
import { checkInteger, InputError, mergeSettings, pick, type Rng } from "../../base/index.ts";
import { NetworkBuilder } from "../../nn/index.ts";
import { checkInput } from "../check-input.ts";
import { denseCellDag, denseEdges, describeDenseCell } from "../dense-cell.ts";
import type { LabelledDag, SearchSpace } from "../space.ts";
import { type Cell, edgesOf, formatCell, liveEdges, type Operation, operations, parseCell } from "./cell.ts";
import { cellKey } from "./cell-key.ts";
import { buildCellNetwork } from "./cell-network.ts";

export interface Nb201Options {
  /** Cells a stage; 5 in the benchmark. Default 1, which trains in seconds on small images. */
  readonly cells?: number;
  /** Channels of the first stage; 16 in the benchmark. Default 8. */
  readonly channels?: number;
  /**
   * How `mutate` draws the edge: "uniform" (default), or "nats": a node, then an edge into it, as NATS-Bench's own
   * evolution does, which changes the edge 0→1 three times as often as those into the last node.
   */
  readonly mutation?: "uniform" | "nats";
}

const defaults = { cells: 1, channels: 8, mutation: "uniform" as "uniform" | "nats" };

/**
 * Creates the NAS-Bench-201 (NATS-Bench topology) space. An architecture is the official text of a cell,
 * `|op~0|+|op~0|op~1|+|op~0|op~1|op~2|`, so it can be looked up in the published tables. Takes images.
 *
 * @throws {InputError} if an option is wrong.
 * Source: Dong, Yang 2020, "NAS-Bench-201: Extending the Scope of Reproducible Neural Architecture Search".
 * Differs: see `buildCellNetwork`.
 */
export function nb201(options: Nb201Options = {}): SearchSpace<string> {
  const { cells, channels, mutation } = mergeSettings("nb201", defaults, options);
  checkInteger("nb201", "cells", cells, 1);
  checkInteger("nb201", "channels", channels, 1);
  if (mutation !== "uniform" && mutation !== "nats") {
    throw new InputError(`Cannot set up nb201: mutation is "${mutation}", expected uniform or nats`);
  }
  const name = `nb201(cells=${cells},channels=${channels}${mutation === "nats" ? ",mutation=nats" : ""})`;
  return {
    name,
    size: BigInt(operations.length ** denseEdges.length),
    width: operations.length * denseEdges.length,
    sample: (rng) => formatCell(denseEdges.map(() => pick(operations, rng))),
    key: (arch) => keyOf(parseCell(arch)),
    parse: (value) => formatCell(parseCell(value)),
    build: (arch, task, batch) => {
      checkInput(name, "image", task);
      const net = new NetworkBuilder(task, batch);
      return net.finish(buildCellNetwork(net, parseCell(arch), cells, channels));
    },
    describe: (arch) => describeDenseCell(parseCell(arch), "none"),
    mutate: (arch, rng) => {
      const cell = parseCell(arch);
      const edge = mutation === "nats" ? natsEdge(rng) : rng.int(denseEdges.length);
      return formatCell(cell.with(edge, pick(othersThan(cell[edge]), rng)));
    },
    neighbours: (arch) => neighboursOf(parseCell(arch)),
    crossover: (a, b, rng) => {
      const other = parseCell(b);
      return formatCell(parseCell(a).map((operation, i) => (rng.int(2) === 0 ? operation : (other[i] as Operation))));
    },
    encode: (arch) => Float64Array.from(parseCell(arch).flatMap(oneHot)),
    toDag: (arch) => denseCellDag(liveEdges(parseCell(arch)), (edge) => edge.operation),
    parameters: denseEdges.map(([to, from]) => ({ name: `${from}→${to}`, options: operations.length, ordered: false })),
    toIndices: (arch) => parseCell(arch).map((operation) => operations.indexOf(operation)),
    fromIndices: (indices) => formatCell(indices.map((index) => operations[index] as Operation)),
  };
}

/** Keys made before; cells that were read are the same objects each time. */
const keys = new WeakMap<Cell, string>();

function keyOf(cell: Cell): string {
  const key = keys.get(cell) ?? cellKey(cell);
  keys.set(cell, key);
  return key;
}

function oneHot(operation: Operation): number[] {
  return operations.map((known) => (known === operation ? 1 : 0));
}

function* neighboursOf(cell: Cell): Generator<string> {
  for (const [i, operation] of cell.entries()) {
    for (const other of othersThan(operation)) yield formatCell(cell.with(i, other));
  }
}

function othersThan(operation: Operation | undefined): Operation[] {
  return operations.filter((other) => other !== operation);
}

/** Draws a node, then one of the edges into it. */
function natsEdge(rng: Rng): number {
  const node = 1 + rng.int(3);
  return denseEdges.findIndex(([to]) => to === node) + rng.int(node);
}

/**
 * The graph of a cell with all its operations, `none` and dead ones too: input, six operations, output. Path encodings
 * and graph networks for NAS-Bench-201 are defined on it; `toDag` of the space draws what is live only.
 */
export function fullCellDag(cell: Cell): LabelledDag {
  return denseCellDag(edgesOf(cell), (edge) => edge.operation);
}
