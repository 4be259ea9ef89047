/** @file A made-up landscape of six genes with five options each, and searches on it. */
import { createRng, type MetricSpec, standardDeviation } from "../../src/base/index.ts";
import { linear } from "../../src/nn/index.ts";
import { choice, defineSpace, type SearchSpace } from "../../src/space/index.ts";
import type { StrategyFactory } from "../../src/strategy/index.ts";

const options = [0, 1, 2, 3, 4];
const gene = choice(options);
const objectives: readonly MetricSpec[] = [{ name: "height", unit: "1", goal: "max" }];

export type Genes = { readonly [gene in "g0" | "g1" | "g2" | "g3" | "g4" | "g5"]: number };

export const landscapeSpace: SearchSpace<Genes> = defineSpace({
  name: "landscape",
  decisions: { g0: gene, g1: gene, g2: gene, g3: gene, g4: gene, g5: gene },
  build: (_arch, net) => linear(net, net.input, net.task.outputs),
});

export interface Landscape {
  heightOf(genes: readonly number[]): number;
  readonly top: number;
  /** Standard deviation of the heights. */
  readonly spread: number;
}

/** The sum of a draw from N(0, 1) for each gene and one from N(0, 0.3²) for each pair of genes. */
export function createLandscape(seed: number): Landscape {
  const rng = createRng(`landscape ${seed}`);
  const single = Array.from({ length: 6 }, () => options.map(() => rng.normal()));
  const pairs = Array.from({ length: 6 }, (_, i) =>
    Array.from({ length: i }, () => options.map(() => options.map(() => 0.3 * rng.normal()))),
  );
  const heightOf = (genes: readonly number[]): number => {
    let height = 0;
    for (const [i, a] of genes.entries()) {
      height += single[i]?.[a] as number;
      for (let j = 0; j < i; j++) height += pairs[i]?.[j]?.[a]?.[genes[j] as number] as number;
    }
    return height;
  };
  const heights = Float64Array.from({ length: 5 ** 6 }, (_, n) =>
    heightOf(Array.from({ length: 6 }, (_, i) => Math.floor(n / 5 ** i) % 5)),
  );
  return { heightOf, top: heights.reduce((a, b) => Math.max(a, b)), spread: standardDeviation(heights) };
}

/** Searches one trial at a time; returns how far below the top the best lies, in standard deviations. */
export function searchLandscape(landscape: Landscape, factory: StrategyFactory, trials: number, seed: number): number {
  const strategy = factory.create(landscapeSpace, objectives, createRng(seed));
  let best = Number.NEGATIVE_INFINITY;
  for (let trial = 0; trial < trials; trial++) {
    for (const { architecture } of strategy.ask(1)) {
      const height = landscape.heightOf(landscapeSpace.toIndices(architecture));
      best = Math.max(best, height);
      const key = landscapeSpace.key(architecture);
      strategy.tell([{ trial, architecture, key, state: "complete", values: { height }, feasible: true }]);
    }
  }
  return (landscape.top - best) / landscape.spread;
}
