/** @file Bayesian optimisation that begins with what earlier searches of the space have found. */
import { checkInteger, hashJson, InputError, type Json, mergeSettings } from "../base/index.ts";
import type { SearchSpace } from "../space/index.ts";
import {
  acquire,
  type FittedRegressor,
  fitSource,
  gaussianProcess,
  hamming,
  logExpectedImprovement,
  rankWeighted,
} from "../surrogate/index.ts";
import type { Archive } from "./archive.ts";
import { boundedTargets } from "./model/bounded-targets.ts";
import { modelFactory } from "./model/model-factory.ts";
import type { Known, Rate } from "./model/model-strategy.ts";
import { remembered } from "./model/remembered.ts";
import type { StrategyFactory } from "./strategy.ts";

/** What an earlier search, perhaps on other data, has found in the same space. */
export interface EarlierSearch {
  readonly name: string;
  readonly results: readonly EarlierResult[];
}

export interface EarlierResult {
  readonly architecture: Json;
  /** Smaller is better; only compared within one search. */
  readonly score: number;
}

export interface TransferOptions {
  /** Trials before the first model: the best of the earlier searches in turn. Default 5. */
  readonly initial?: number;
  /** Results between one fit and the next. Default 5. */
  readonly every?: number;
  /** Candidates rated for each proposal, half of them near the best. Default 400. */
  readonly candidates?: number;
  /** Results of each earlier search that are used at most, the best ones. Default 200. */
  readonly results?: number;
}

type TransferSettings = Readonly<Required<TransferOptions>>;

const defaults: TransferSettings = { initial: 5, every: 5, candidates: 400, results: 200 };

/**
 * Creates transfer Bayesian optimisation: a Gaussian process for each earlier search and one for this one, weighted by
 * how often each orders this search's results best; the candidate of the largest expected improvement comes next. The
 * first trials are the best of the earlier searches. A search that was about something else soon has no weight.
 *
 * @param earlier  Searches of the same space, at least one, each with at least two results.
 * @throws {InputError} if an option is wrong or there is nothing to begin with.
 * @throws {SpaceError} when a study begins, if an earlier architecture is none of its space.
 * Source: Feurer, Letham, Hutter, Bakshy 2018, "Practical Transfer Learning for Bayesian Optimization" (RGPE). Differs:
 * see `rankWeighted`; candidates as for `gp`.
 */
export function transfer(earlier: readonly EarlierSearch[], options: TransferOptions = {}): StrategyFactory {
  const settings = mergeSettings<TransferSettings>("transfer", defaults, options);
  checkInteger("transfer", "results", settings.results, 2);
  for (const name of ["initial", "every", "candidates"] as const) checkInteger("transfer", name, settings[name], 1);
  checkEarlier(earlier);
  const sources = earlier.map(({ name, results }) => ({ name, results: results.length, hash: hashOf(results) }));
  const near = Math.ceil(settings.candidates / 2);
  return modelFactory("transfer", { ...settings, sources }, undefined, (space) => {
    const searches = earlier.map((search) => readSearch(space, search, settings.results));
    return {
      initial: settings.initial,
      refit: settings.every,
      candidates: { near, random: settings.candidates - near, best: 10 },
      start: (archive, rng) => bestOf(searches, archive) ?? archive.drawNew(20, () => space.sample(rng)),
      fit: fitTransfer(space, searches),
    };
  });
}

function checkEarlier(earlier: readonly EarlierSearch[]): void {
  if (earlier.length === 0) throw new InputError("Cannot set up transfer: there is no earlier search, expected one");
  for (const { name, results } of earlier) {
    const bad = results.findIndex(({ score }) => !Number.isFinite(score));
    if (bad >= 0) {
      throw new InputError(
        `Cannot set up transfer: result ${bad} of "${name}" has the score ${results[bad]?.score}, expected a finite number`,
      );
    }
    if (results.length < 2) {
      throw new InputError(`Cannot set up transfer: "${name}" has ${results.length} results, expected at least 2`);
    }
  }
}

function hashOf(results: readonly EarlierResult[]): string {
  return hashJson(results.map(({ architecture, score }) => ({ architecture, score }))).slice(0, 16);
}

interface ReadSearch<A> {
  readonly name: string;
  /** The best first. */
  readonly architectures: readonly A[];
  readonly scores: Float64Array;
}

function readSearch<A extends Json>(space: SearchSpace<A>, search: EarlierSearch, most: number): ReadSearch<A> {
  const best = search.results.toSorted((a, b) => a.score - b.score).slice(0, most);
  return {
    name: search.name,
    architectures: best.map(({ architecture }) => space.parse(architecture)),
    scores: boundedTargets(Float64Array.from(best, ({ score }) => score)),
  };
}

/** The best architecture of all searches that was not tried here, by its place in its own search. */
function bestOf<A extends Json>(searches: readonly ReadSearch<A>[], archive: Archive<A>): A | undefined {
  const longest = Math.max(...searches.map(({ architectures }) => architectures.length));
  for (let place = 0; place < longest; place++) {
    for (const { architectures } of searches) {
      const arch = architectures[place];
      if (arch !== undefined && !archive.has(arch)) return arch;
    }
  }
  return undefined;
}

function fitTransfer<A extends Json>(
  space: SearchSpace<A>,
  searches: readonly ReadSearch<A>[],
): (known: Known<A>) => Rate<A> {
  const look = remembered((arch: A) => Float64Array.from(space.toIndices(arch)));
  const process = gaussianProcess<Float64Array>({ kernel: hamming(), starts: 2, iterations: 20 });
  let sources: readonly FittedRegressor[] | undefined;
  return ({ entries, scores, rng }) => {
    sources ??= searches.map(({ architectures, scores: earlier }, i) =>
      fitSource(process, architectures.map(look), earlier, rng.split(`source ${i}`)),
    );
    const targets = boundedTargets(scores);
    const inputs = entries.map(({ architecture }) => look(architecture));
    const model = rankWeighted(sources, process).fit(inputs, targets, rng.split(entries.length));
    const best = Math.min(...targets);
    return (candidates) => acquire(logExpectedImprovement, model.predict(candidates.map(look)), best);
  };
}
