/** @file The micro space of TransNAS-Bench-101: one cell with operations on its edges in a fixed network. */
import { checkInteger, mergeSettings, SpaceError } from "../../base/index.ts";
import type { Value } from "../../graph/index.ts";
import { add, type NetworkBuilder } from "../../nn/index.ts";
import { factorizedReduce, reluConvBn } from "../conv-blocks.ts";
import {
  type DenseEdge,
  denseCellDag,
  denseCellKey,
  denseEdges,
  describeDenseCell,
  liveDenseEdges,
} from "../dense-cell.ts";
import { type Slots, slotSpace } from "../slot-space.ts";
import type { SearchSpace } from "../space.ts";
import { blockOfZeros, buildModules, type ModuleDigit } from "./transnas-network.ts";

export interface TransnasOptions {
  /** Channels after the stem; 64 in the benchmark. Default 8. */
  readonly channels?: number;
  /** Cells or blocks in each module; 2 in the benchmark. Default 1. */
  readonly blocks?: number;
}

const operations = ["none", "skip_connect", "conv_1x1", "conv_3x3"] as const;
type Operation = (typeof operations)[number];

const prefix = "64-41414-";
const modules: readonly ModuleDigit[] = ["4", "1", "4", "1", "4"];
const digits: readonly string[] = operations.map((_, i) => String(i));

/**
 * Creates the micro space of TransNAS-Bench-101: 4,096 cells. An architecture is the benchmark's own text,
 * `64-41414-a_bc_def`, with the digits of the edges 0→1, 0→2, 1→2, 0→3, 1→3, 2→3: 0 none, 1 skip, 2 and 3 convolutions
 * of 1x1 and 3x3. The text always says 64 channels; how many are built is an option. Takes images.
 *
 * Where a cell reduces, a skip from its input is a convolution of its own, so skips from there do not dissolve in keys.
 *
 * @throws {InputError} if an option is wrong.
 * Source: Duan et al. 2021, "TransNAS-Bench-101: Improving Transferability and Generalizability of Cross-Task NAS".
 * Differs: see `buildModules`; edges that carry nothing are left out.
 */
export function transnasMicro(options: TransnasOptions = {}): SearchSpace<string> {
  const { channels, blocks } = checkedOptions("transnas-micro", options);
  return slotSpace({
    name: `transnas-micro(channels=${channels},blocks=${blocks})`,
    input: "image",
    slots: denseEdges.map(([to, from]) => ({ name: `${from}→${to}`, options: digits })),
    example: `${prefix}3_21_130`,
    format: ([a, b, c, d, e, f]) => `${prefix}${a}_${b}${c}_${d}${e}${f}`,
    read: readCell,
    key: (values) =>
      denseCellKey(liveEdges(values), ["skip_connect", "conv_1x1", "conv_3x3"], (edge) => isIdentity(edge)),
    build: (values, net) =>
      buildModules(net, modules, { channels, blocks }, (_net, x, width, stride) =>
        appendCell(net, liveEdges(values), x, width, stride),
      ),
    describe: (values) => describeDenseCell(operationsOf(values), "none"),
    toDag: (values) => denseCellDag(liveEdges(values), (edge) => edge.operation),
  });
}

/** Fills in and checks the options of either space. */
export function checkedOptions(owner: string, options: TransnasOptions): Required<TransnasOptions> {
  const settings = mergeSettings(owner, { channels: 8, blocks: 1 }, options);
  checkInteger(owner, "channels", settings.channels, 2);
  checkInteger(owner, "blocks", settings.blocks, 1);
  return settings;
}

function readCell(text: string): Slots {
  const match = /^64-41414-(.)_(.)(.)_(.)(.)(.)$/.exec(text);
  if (match !== null) return match.slice(1);
  throw new SpaceError(
    `Cannot read a TransNAS-Bench micro cell: it is "${text}", expected ${prefix}a_bc_def with a digit from 0 to 3 for each letter`,
  );
}

function operationsOf(values: Slots): readonly Operation[] {
  return values.map((digit) => operations[Number(digit)] as Operation);
}

function liveEdges(values: Slots): DenseEdge<Operation>[] {
  return liveDenseEdges(operationsOf(values), "none");
}

/** Whether an edge passes its source on in every cell, those that reduce too. */
function isIdentity(edge: DenseEdge<Operation>): boolean {
  return edge.operation === "skip_connect" && edge.from !== 0;
}

function appendCell(
  net: NetworkBuilder,
  live: readonly DenseEdge<Operation>[],
  input: Value,
  channels: number,
  stride: number,
): Value {
  const terms: Value[][] = [[input], [], [], []];
  for (const to of [1, 2, 3]) {
    for (const edge of live.filter((candidate) => candidate.to === to)) {
      const source = add(net, terms[edge.from] as Value[]);
      // From here on the sum stands for its terms, so that it is added up once.
      terms[edge.from] = [source];
      terms[to]?.push(applyOperation(net, edge.operation, source, channels, edge.from === 0 ? stride : 1));
    }
  }
  const output = terms[3] as Value[];
  return output.length === 0 ? blockOfZeros(net, input, channels, stride) : add(net, output);
}

function applyOperation(net: NetworkBuilder, operation: Operation, x: Value, channels: number, stride: number): Value {
  switch (operation) {
    case "none":
      return blockOfZeros(net, x, channels, stride);
    case "skip_connect":
      return stride === 1 && x.type.shape[1] === channels ? x : factorizedReduce(net, x, channels, stride);
    case "conv_1x1":
      return reluConvBn(net, x, { channels, kernel: 1, stride });
    case "conv_3x3":
      return reluConvBn(net, x, { channels, kernel: 3, stride });
  }
}
