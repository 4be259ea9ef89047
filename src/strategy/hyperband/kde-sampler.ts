/** @file Draws architectures where good ones are dense and bad ones are not: BOHB's model. */
import type { Json, Rng } from "../../base/index.ts";
import type { SearchSpace } from "../../space/index.ts";
import type { Archive, Entry } from "../archive.ts";
import { scoresOf } from "../scores.ts";
import { Density } from "./density.ts";
import { type Draw, randomSampler, type Sampler } from "./sampler.ts";

export interface KdeOptions {
  /** Part of the results that count as good. Default 0.15. */
  readonly good?: number;
  /** Candidates drawn, of which the best is taken. Default 64. */
  readonly candidates?: number;
  /** Probability of a random draw. Default 1/3. */
  readonly random?: number;
  /** Least bandwidth: the probability that a candidate's option is drawn anew. Default 0.001. */
  readonly minBandwidth?: number;
  /** Candidates are drawn with bandwidths so many times as wide. Default 3. */
  readonly widening?: number;
}

export const kdeDefaults: Required<KdeOptions> = {
  good: 0.15,
  candidates: 64,
  random: 1 / 3,
  minBandwidth: 1e-3,
  widening: 3,
};

/** Ratios are bounded as in HpBandSter, so that a density of zero decides nothing. */
const LEAST_DENSITY = 1e-32;

/** Draws by the model of the highest fidelity that has enough results: more than there are parameters. */
export function kdeSampler(options: Required<KdeOptions>): Sampler {
  return (space, archive, rng) => {
    const isRandom = rng.next() < options.random;
    const entries = isRandom ? undefined : modelled(space, archive);
    if (entries === undefined) return randomSampler(space, archive, rng);
    return drawFromModel(space, archive, entries, options, rng);
  };
}

function modelled<A extends Json>(space: SearchSpace<A>, archive: Archive<A>): readonly Entry<A>[] | undefined {
  const fidelities = [...new Set(archive.entries.map(({ fidelity }) => fidelity))].sort((a, b) => b - a);
  // Two sets of d + 1, good ones and bad ones, are wanted; they overlap where there are fewer.
  const least = space.parameters.length + 2;
  return fidelities.map((fidelity) => archive.usable(fidelity)).find((entries) => entries.length >= least);
}

function drawFromModel<A extends Json>(
  space: SearchSpace<A>,
  archive: Archive<A>,
  entries: readonly Entry<A>[],
  options: Required<KdeOptions>,
  rng: Rng,
): Draw<A> {
  const scores = scoresOf(entries);
  const order = entries.map((_, i) => i).sort((a, b) => (scores[a] as number) - (scores[b] as number) || a - b);
  const rows = order.map((i) => space.toIndices((entries[i] as Entry<A>).architecture));
  const least = space.parameters.length + 1;
  const goodCount = Math.max(least, Math.floor(options.good * rows.length));
  const badCount = Math.max(least, Math.floor((1 - options.good) * rows.length));
  const good = new Density(space.parameters, rows.slice(0, goodCount), options.minBandwidth, rng);
  const bad = new Density(space.parameters, rows.slice(-badCount), options.minBandwidth, rng);
  let best: A | undefined;
  let lowest = Infinity;
  for (let i = 0; i < options.candidates; i++) {
    const indices = good.sample(options.widening, rng);
    const ratio = Math.max(LEAST_DENSITY, bad.at(indices)) / Math.max(LEAST_DENSITY, good.at(indices));
    if (ratio >= lowest) continue;
    const architecture = space.fromIndices(indices);
    if (architecture === undefined || archive.has(architecture)) continue;
    best = architecture;
    lowest = ratio;
  }
  return best === undefined ? randomSampler(space, archive, rng) : { architecture: best, origin: "model" };
}
