/** @file Weisfeiler–Lehman features of labelled graphs, and the kernel on them. */
import { checkInteger, InputError } from "../base/index.ts";
import type { BoundKernel, Kernel } from "./kernel.ts";

/** A directed graph with labelled nodes; edges are [from, to] by place in `labels`. */
export interface LabelledGraph {
  readonly labels: readonly string[];
  readonly edges: readonly (readonly [number, number])[];
}

export interface WeisfeilerLehmanOptions {
  /** How many steps along the edges a label looks back. Default 2. */
  readonly iterations?: number;
  /** "dot" (default) multiplies the counts of labels, "assignment" takes the smaller of each two. */
  readonly variant?: "dot" | "assignment";
}

/**
 * Counts the labels of a graph's nodes after 0 to `iterations` rounds, in each of which a node's label is joined by the
 * sorted labels of the nodes with an edge to it. Does not depend on the order of the nodes.
 *
 * @throws {InputError} if an edge leads to a node that is not there.
 * Source: Shervashidze, Schweitzer, van Leeuwen, Mehlhorn, Borgwardt 2011, "Weisfeiler-Lehman Graph Kernels", section
 * 3.2. Differs: labels come from the nodes before, not from all neighbours.
 */
export function weisfeilerLehmanFeatures(graph: LabelledGraph, iterations: number): ReadonlyMap<string, number> {
  const before: number[][] = graph.labels.map(() => []);
  for (const [from, to] of graph.edges) {
    if (graph.labels[from] === undefined || before[to] === undefined) {
      throw new InputError(
        `Cannot count labels: the edge ${from}→${to} is outside, expected nodes below ${graph.labels.length}`,
      );
    }
    before[to].push(from);
  }
  const counts = new Map<string, number>();
  let labels = graph.labels.map((label) => JSON.stringify(label));
  for (let round = 0; ; round++) {
    for (const label of labels) counts.set(`${round}:${label}`, (counts.get(`${round}:${label}`) ?? 0) + 1);
    if (round === iterations) return counts;
    labels = labels.map(
      (label, node) =>
        `${label}(${before[node]!.map((from) => labels[from]!)
          .sort()
          .join()})`,
    );
  }
}

/**
 * Creates the Weisfeiler–Lehman kernel, normalised so that k(g, g) = 1. It has no hyper-parameters; give a Gaussian
 * process several with different `iterations` and it takes the likeliest.
 *
 * Source: Ru, Wan, Dong, Osborne 2021, "Interpretable Neural Architecture Search via Bayesian Optimisation with
 * Weisfeiler-Lehman Kernels" (NAS-BOWL); Kriege, Giscard, Wilson 2016, "On Valid Optimal Assignment Kernels", for the
 * variant. A graph without nodes is like other such graphs alone.
 * @throws {InputError} if an option is wrong.
 */
export function weisfeilerLehman(options: WeisfeilerLehmanOptions = {}): Kernel<LabelledGraph> {
  const { iterations = 2, variant = "dot" } = options;
  checkInteger("weisfeiler-lehman", "iterations", iterations, 0);
  if (variant !== "dot" && variant !== "assignment") {
    throw new InputError(`Cannot set up weisfeiler-lehman: variant is "${variant}", expected dot or assignment`);
  }
  const known = new WeakMap<LabelledGraph, ReadonlyMap<string, number>>();
  const featuresOf = (graph: LabelledGraph): ReadonlyMap<string, number> => {
    const features = known.get(graph) ?? weisfeilerLehmanFeatures(graph, iterations);
    known.set(graph, features);
    return features;
  };
  return {
    name: `weisfeiler-lehman(${iterations},${variant})`,
    bind: (inputs) => bindFeatures(inputs, featuresOf, variant === "dot"),
  };
}

/** Where a feature is found: numbers of inputs, and how often each has it. */
interface Places {
  readonly inputs: number[];
  readonly counts: number[];
}

function bindFeatures(
  inputs: readonly LabelledGraph[],
  featuresOf: (graph: LabelledGraph) => ReadonlyMap<string, number>,
  isDot: boolean,
): BoundKernel<LabelledGraph> {
  const places = new Map<string, Places>();
  const squares = new Float64Array(inputs.length);
  for (const [i, input] of inputs.entries()) {
    const features = featuresOf(input);
    squares[i] = squareOf(features, isDot);
    for (const [feature, count] of features) {
      const at = places.get(feature) ?? { inputs: [], counts: [] };
      at.inputs.push(i);
      at.counts.push(count);
      places.set(feature, at);
    }
  }
  const cross = (others: readonly LabelledGraph[]): Float64Array => {
    const covariances = new Float64Array(others.length * inputs.length);
    for (const [i, other] of others.entries()) {
      const row = covariances.subarray(i * inputs.length, (i + 1) * inputs.length);
      fillRow(row, featuresOf(other), places, squares, isDot);
    }
    return covariances;
  };
  let gram: Float64Array | undefined;
  return {
    parameters: [],
    gram() {
      gram ??= cross(inputs);
      return gram;
    },
    slopes: () => new Float64Array(0),
    cross: (_, others) => cross(others),
  };
}

/** Fills in the covariances of one graph with all inputs. */
function fillRow(
  row: Float64Array,
  features: ReadonlyMap<string, number>,
  places: ReadonlyMap<string, Places>,
  squares: Float64Array,
  isDot: boolean,
): void {
  for (const [feature, count] of features) {
    const at = places.get(feature);
    if (!at) continue;
    for (let k = 0; k < at.inputs.length; k++) {
      row[at.inputs[k]!]! += isDot ? count * at.counts[k]! : Math.min(count, at.counts[k]!);
    }
  }
  const square = squareOf(features, isDot);
  for (let j = 0; j < row.length; j++) {
    if (square === 0 || squares[j] === 0) row[j] = square === squares[j] ? 1 : 0;
    else row[j]! /= Math.sqrt(square * squares[j]!);
  }
}

/** What the graph has in common with itself. */
function squareOf(features: ReadonlyMap<string, number>, isDot: boolean): number {
  let sum = 0;
  for (const count of features.values()) sum += isDot ? count * count : count;
  return sum;
}
