import { expect, test } from "vitest";
import { createRng, shuffled } from "../../src/base/index.ts";
import { nb201 } from "../../src/space/index.ts";
import { cholesky } from "../../src/surrogate/cholesky.ts";
import { gaussianProcess } from "../../src/surrogate/gaussian-process.ts";
import {
  type LabelledGraph,
  weisfeilerLehman,
  weisfeilerLehmanFeatures,
} from "../../src/surrogate/weisfeiler-lehman.ts";

const none = new Float64Array(0);
const space = nb201();
const allCells = Array.from({ length: 15_625 }, (_, index) =>
  space.fromIndices([0, 1, 2, 3, 4, 5].map((slot) => Math.floor(index / 5 ** slot) % 5)),
) as string[];

/** The graph with its skip connections replaced by edges, one at a time. */
function withoutSkips(graph: LabelledGraph): LabelledGraph {
  const skip = graph.labels.indexOf("skip_connect");
  if (skip < 0) return graph;
  const from = graph.edges.filter(([, to]) => to === skip).map(([source]) => source);
  const to = graph.edges.filter(([source]) => source === skip).map(([, target]) => target);
  const links = [
    ...graph.edges.filter((edge) => !edge.includes(skip)),
    ...from.flatMap((source) => to.map((target): [number, number] => [source, target])),
  ];
  const numbered = links.map((edge) => edge.map((node) => (node > skip ? node - 1 : node)).join());
  return withoutSkips({
    labels: graph.labels.toSpliced(skip, 1),
    edges: [...new Set(numbered)].map((text) => text.split(",").map(Number) as [number, number]),
  });
}

function relabelled(graph: LabelledGraph, seed: number): LabelledGraph {
  const places = shuffled([...graph.labels.keys()], createRng(seed));
  const labels: string[] = [];
  graph.labels.forEach((label, i) => {
    labels[places[i] as number] = label;
  });
  return { labels, edges: graph.edges.map(([a, b]) => [places[a] as number, places[b] as number]) };
}

const drawn = Array.from({ length: 40 }, (_, i) => space.toDag(allCells[(i * 389) % 15_625] as string));

test("weisfeilerLehmanFeatures() tells 5,257 NAS-Bench-201 cells apart once skip connections are edges", () => {
  const vectors = allCells.map((cell) => {
    const graph = withoutSkips(space.toDag(cell));
    // Cells without a path are one: the empty graph.
    const features = graph.edges.length === 0 ? new Map<string, number>() : weisfeilerLehmanFeatures(graph, 3);
    return [...features]
      .map(([feature, count]) => `${feature}=${count}`)
      .sort()
      .join(";");
  });

  expect(new Set(vectors).size).toBe(5257);
});

test.each(["dot", "assignment"] as const)("weisfeilerLehman() of %s is 1 for a relabelled graph", (variant) => {
  for (const [i, graph] of drawn.entries()) {
    const bound = weisfeilerLehman({ iterations: 3, variant }).bind([graph, relabelled(graph, i)]);
    for (const value of bound.gram(none)) expect(value).toBeCloseTo(1, 12);
  }
});

test.each(["dot", "assignment"] as const)("weisfeilerLehman() of %s is positive semi-definite", (variant) => {
  const bound = weisfeilerLehman({ variant }).bind(drawn);
  const gram = bound.gram(none).map((value, at) => value + (at % 41 === 0 ? 1e-8 : 0));

  const factored = cholesky(gram, 40);

  expect(factored.jitter).toBe(0);
  expect(Math.max(...bound.gram(none))).toBeLessThanOrEqual(1 + 1e-12);
  expect([...bound.cross(none, drawn)]).toEqual([...bound.gram(none)]);
});

test("weisfeilerLehman() without iterations compares how often each label occurs", () => {
  const graphs: LabelledGraph[] = [
    { labels: ["a", "a", "b"], edges: [[0, 1]] },
    { labels: ["b", "a", "c"], edges: [[1, 2]] },
  ];

  const dots = weisfeilerLehman({ iterations: 0 }).bind(graphs).gram(none);
  const assigned = weisfeilerLehman({ iterations: 0, variant: "assignment" }).bind(graphs).gram(none);

  expect(dots[1]).toBeCloseTo((2 * 1 + 1 * 1) / Math.sqrt(5 * 3), 12);
  expect(assigned[1]).toBeCloseTo((1 + 1) / Math.sqrt(3 * 3), 12);
});

test("weisfeilerLehmanFeatures() looks back along the edges, step by step", () => {
  const chain = (...labels: string[]): LabelledGraph => ({
    labels,
    edges: labels.slice(1).map((_, i) => [i, i + 1]),
  });

  const counts = [...weisfeilerLehmanFeatures(chain("x", "y", "y"), 1).values()];
  expect(counts.toSorted()).toEqual([1, 1, 1, 1, 2]);
  // Both ends are alike within one step and differ within two.
  const ends = [chain("a", "m", "m", "z"), chain("b", "m", "m", "z")];
  const last = ends.map((graph) => [...weisfeilerLehmanFeatures(graph, 3).keys()].filter((key) => key.includes('"z"')));
  const shared = last[0]?.filter((key) => last[1]?.includes(key));
  expect(shared).toHaveLength(3);
  expect(() => weisfeilerLehmanFeatures({ labels: ["a"], edges: [[0, 1]] }, 1)).toThrow("0→1");
});

test("weisfeilerLehman() takes a graph without nodes as like none but such", () => {
  const empty = (): LabelledGraph => ({ labels: [], edges: [] });

  expect([
    ...weisfeilerLehman()
      .bind([empty(), { labels: ["a"], edges: [] }, empty()])
      .gram(none),
  ]).toEqual([1, 0, 1, 0, 1, 0, 1, 0, 1]);
});

test("gaussianProcess() learns from graphs and picks how far to look", () => {
  const kernels = [1, 2, 3].map((iterations) => weisfeilerLehman({ iterations }));
  const depth = (graph: LabelledGraph): number => graph.labels.filter((label) => label.startsWith("nor_conv")).length;

  const fitted = gaussianProcess({ kernel: kernels }).fit(
    drawn.slice(0, 30),
    drawn.slice(0, 30).map(depth),
    createRng(0),
  );

  const { mean } = fitted.predict(drawn.slice(30));
  const truth = drawn.slice(30).map(depth);
  const error = mean.reduce((sum, value, i) => sum + Math.abs(value - (truth[i] as number)), 0) / truth.length;
  expect(error).toBeLessThan(0.6);
  expect(kernels.map((kernel) => kernel.name)).toContain(fitted.hyperParameters.kernel);
  expect(() => weisfeilerLehman({ iterations: -1 })).toThrow("iterations is -1");
});
