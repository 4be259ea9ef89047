/** @file Regression that starts from what was learned on other tasks. */
import { checkInteger, mean as meanOf, mergeSettings, quantile, type Rng } from "../base/index.ts";
import { crossPredict, hasLeaveOneOut } from "./folds.ts";
import { toTargets } from "./matrix.ts";
import type { FittedRegressor, Predictions, Regressor } from "./regressor.ts";
import { standardize } from "./standardize.ts";

export interface RankWeightedOptions {
  /** Draws of the predictions by which models are judged. Default 256. */
  readonly samples?: number;
  /** Parts of the examples for judging the new model where it cannot leave one out by itself. Default 5. */
  readonly folds?: number;
}

export interface FittedRankWeighted<X> extends FittedRegressor<X> {
  /** How much each source counts, and last the new model; they sum to 1. */
  readonly weights: Float64Array;
}

/** A regressor that also asks models of other tasks. */
export interface RankWeightedRegressor<X = Float64Array> extends Regressor<X> {
  fit(inputs: readonly X[], targets: ArrayLike<number>, rng: Rng): FittedRankWeighted<X>;
}

const defaults: Required<RankWeightedOptions> = { samples: 256, folds: 5 };

/** Fits a source for `rankWeighted`: to targets of mean 0 and standard deviation 1, as only their order is asked for. */
export function fitSource<X>(
  regressor: Regressor<X>,
  inputs: readonly X[],
  targets: ArrayLike<number>,
  rng: Rng,
): FittedRegressor<X> {
  return regressor.fit(inputs, standardize(toTargets(regressor.name, inputs, targets)).values, rng);
}

/**
 * Creates a regressor that weights models of other tasks and one of this task by how often each orders the examples
 * best. With fewer than three examples all count the same.
 *
 * @param sources  From `fitSource`.
 * @param target  Learns the task at hand.
 * @throws {InputError} if an option is wrong.
 * Source: Feurer, Letham, Hutter, Bakshy 2018, "Practical Transfer Learning for Bayesian Optimization" (RGPE). Differs:
 * predictions are drawn independently of each other, the new model is judged on examples left out alone, and sources
 * are brought to the task's scale by a line through its examples.
 */
export function rankWeighted<X = Float64Array>(
  sources: readonly FittedRegressor<X>[],
  target: Regressor<X>,
  options: RankWeightedOptions = {},
): RankWeightedRegressor<X> {
  const name = `rank-weighted ${target.name}`;
  const { samples, folds } = mergeSettings(name, defaults, options);
  checkInteger(name, "samples", samples, 1);
  checkInteger(name, "folds", folds, 2);
  return {
    name,
    fit(inputs, targets, rng) {
      const { values, center, scale } = standardize(toTargets(name, inputs, targets));
      const fitted = target.fit(inputs, values, rng);
      const models = [...sources.map((source) => aligned(source, inputs, values)), fitted];
      const weights = new Float64Array(models.length).fill(1 / models.length);
      if (inputs.length >= 3) {
        const own = hasLeaveOneOut(fitted)
          ? fitted.leaveOneOut()
          : crossPredict(target, inputs, values, folds, rng.split("folds"));
        const predictions = [...sources.map((source) => source.predict(inputs)), own];
        weights.set(rankWeights(predictions, values, samples, rng.split("samples")));
      }
      return { weights, predict: (given) => combine(models, weights, given, center, scale) };
    },
  };
}

/** How often each model has the least loss among draws; those that are surely worse than the last count nothing. */
function rankWeights(
  predictions: readonly Predictions[],
  targets: Float64Array,
  samples: number,
  rng: Rng,
): Float64Array {
  const losses = predictions.map(({ mean, std }) =>
    Float64Array.from({ length: samples }, () =>
      misorderings(
        mean.map((value, i) => value + std[i]! * rng.normal()),
        targets,
      ),
    ),
  );
  const bound = quantile(losses.at(-1)!, 0.95);
  const kept = losses.map((loss, k) => k === losses.length - 1 || quantile(loss, 0.5) <= bound);
  const weights = new Float64Array(losses.length);
  for (let s = 0; s < samples; s++) {
    const drawn = losses.map((loss, k) => (kept[k] ? loss[s]! : Infinity));
    const least = Math.min(...drawn);
    const winners = drawn.flatMap((loss, k) => (loss === least ? [k] : []));
    for (const winner of winners) weights[winner]! += 1 / (winners.length * samples);
  }
  return weights;
}

/** Pairs of different targets whose predictions are not in the same order. */
function misorderings(predicted: Float64Array, targets: Float64Array): number {
  let count = 0;
  for (let i = 0; i < targets.length; i++) {
    for (let j = 0; j < targets.length; j++) {
      if (targets[i]! < targets[j]! && predicted[i]! >= predicted[j]!) count++;
    }
  }
  return count;
}

/**
 * The source on a line that fits the examples, standardised as well. One imagined example in favour of the source's own
 * scale steadies the slope, which is never negative.
 */
function aligned<X>(source: FittedRegressor<X>, inputs: readonly X[], targets: Float64Array): FittedRegressor<X> {
  const known = source.predict(inputs).mean;
  const center = meanOf(known);
  const product = known.reduce((sum, value, i) => sum + (value - center) * targets[i]!, 1);
  const slope = Math.max(0, product / known.reduce((sum, value) => sum + (value - center) ** 2, 1));
  return {
    predict(given) {
      const { mean, std } = source.predict(given);
      return { mean: mean.map((value) => slope * (value - center)), std: std.map((value) => slope * value) };
    },
  };
}

/** The weighted sum of independent predictions, in the unit of the targets. */
function combine<X>(
  models: readonly FittedRegressor<X>[],
  weights: Float64Array,
  inputs: readonly X[],
  center: number,
  scale: number,
): Predictions {
  const mean = new Float64Array(inputs.length).fill(center);
  const variances = new Float64Array(inputs.length);
  for (const [k, model] of models.entries()) {
    if (weights[k] === 0) continue;
    const predicted = model.predict(inputs);
    for (let i = 0; i < inputs.length; i++) {
      mean[i]! += scale * weights[k]! * predicted.mean[i]!;
      variances[i]! += (scale * weights[k]! * predicted.std[i]!) ** 2;
    }
  }
  return { mean, std: variances.map(Math.sqrt) };
}
