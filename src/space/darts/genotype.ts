/** @file DARTS genotypes: a normal and a reduction cell, and their text. */
import { SpaceError, shown } from "../../base/index.ts";

/** Operations in the order of DARTS; `none` is part of its relaxation, never of a genotype. */
export const operations = [
  "max_pool_3x3",
  "avg_pool_3x3",
  "skip_connect",
  "sep_conv_3x3",
  "sep_conv_5x5",
  "dil_conv_3x3",
  "dil_conv_5x5",
] as const;
export type DartsOperation = (typeof operations)[number];

/** Nodes of a cell that add two inputs; nodes 0 and 1 are the outputs of the two cells before. */
export const innerNodes = [2, 3, 4, 5] as const;

/** An operation on the value of an earlier node. */
export interface DartsEdge {
  readonly operation: DartsOperation;
  readonly from: number;
}

/** The two edges into each of the four inner nodes, in order, from different nodes, the lower first. */
export type DartsCell = readonly (readonly [DartsEdge, DartsEdge])[];

export interface Genotype {
  readonly normal: DartsCell;
  readonly reduce: DartsCell;
}

/** Writes a genotype as DARTS prints it: `Genotype(normal=[('sep_conv_3x3', 0), …], normal_concat=[2, 3, 4, 5], …)`. */
export function formatGenotype({ normal, reduce }: Genotype): string {
  const cell = (pairs: DartsCell): string =>
    `[${pairs
      .flat()
      .map(({ operation, from }) => `('${operation}', ${from})`)
      .join(", ")}]`;
  const concat = `[${innerNodes.join(", ")}]`;
  return `Genotype(normal=${cell(normal)}, normal_concat=${concat}, reduce=${cell(reduce)}, reduce_concat=${concat})`;
}

/**
 * Reads a genotype as Python prints it, the two inputs of a node in any order, `range(2, 6)` for a list allowed; blanks
 * do not count.
 *
 * @throws {SpaceError} naming the part that is wrong.
 */
export function parseGenotype(value: unknown): Genotype {
  if (typeof value !== "string") throw wrong(`it is ${shown(value)}`, "text that starts with Genotype(");
  const text = value.replace(/\s/g, "").replaceAll('"', "'");
  const match = /^Genotype\(normal=\[(.*)\],normal_concat=(.*),reduce=\[(.*)\],reduce_concat=(.*?)\)$/.exec(text);
  if (match === null)
    throw wrong(`it is "${shorten(value)}"`, "Genotype(normal=[…], normal_concat=…, reduce=[…], reduce_concat=…)");
  const [, normal = "", normalConcat = "", reduce = "", reduceConcat = ""] = match;
  checkConcat("normal_concat", normalConcat);
  checkConcat("reduce_concat", reduceConcat);
  return { normal: parseCell("normal", normal), reduce: parseCell("reduce", reduce) };
}

function checkConcat(name: string, text: string): void {
  const known = [`[${innerNodes.join(",")}]`, "range(2,6)"];
  if (!known.includes(text)) throw wrong(`${name} is ${text}`, known.join(" or "));
}

function parseCell(name: string, text: string): DartsCell {
  const parts = text === "" ? [] : text.split(/,(?=\()/);
  if (parts.length !== 2 * innerNodes.length) {
    throw wrong(`${name} has ${parts.length} edges`, `${2 * innerNodes.length}, two for each node`);
  }
  return innerNodes.map((node, i) => {
    const [a, b] = parts.slice(2 * i, 2 * i + 2).map((part) => parseEdge(part, name, node)) as [DartsEdge, DartsEdge];
    if (a.from === b.from) throw wrong(`${name} node ${node} reads node ${a.from} twice`, "two different nodes");
    return a.from < b.from ? [a, b] : [b, a];
  });
}

function parseEdge(text: string, name: string, node: number): DartsEdge {
  const [, label, source] = /^\('(.*)',(\d)\)$/.exec(text) ?? [];
  const operation = operations.find((known) => known === label);
  const from = Number(source);
  if (operation === undefined || from >= node) {
    throw wrong(
      `${name} node ${node} has ${text}`,
      `(operation, node below ${node}) with one of ${operations.join(", ")}`,
    );
  }
  return { operation, from };
}

function shorten(text: string): string {
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

function wrong(found: string, expected: string): SpaceError {
  return new SpaceError(`Cannot read a DARTS genotype: ${found}, expected ${expected}`);
}
