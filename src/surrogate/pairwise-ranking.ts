/** @file Regression from who beats whom. */
import { checkInteger, mean as meanOf, mergeSettings, variance } from "../base/index.ts";
import { toMatrix, toTargets } from "./matrix.ts";
import { drawPairs, spreadExamples, stepVector } from "./pairs.ts";
import type { FittedRegressor, Predictions, Regressor } from "./regressor.ts";

export interface PairwiseRankingOptions {
  /** Greatest number of pairs learned from, both directions counted. Default 4000. */
  readonly pairs?: number;
  /** Examples each input is compared with. Default 32. */
  readonly anchors?: number;
}

const defaults: Required<PairwiseRankingOptions> = { pairs: 4000, anchors: 32 };

/**
 * Creates a regressor that learns which of two inputs has the greater target, and scores an input by how many examples
 * it beats. Only the order of the targets counts, so that outliers do not; a line through scores and targets of the
 * examples brings scores back to the targets' unit.
 *
 * @param base  What learns the comparisons: 1 for greater, -1 for smaller, 0 for equal.
 * @throws {InputError} if an option is wrong.
 */
export function pairwiseRanking(base: Regressor, options: PairwiseRankingOptions = {}): Regressor {
  const name = `ranking ${base.name}`;
  const settings = mergeSettings(name, defaults, options);
  checkInteger(name, "pairs", settings.pairs, 2);
  checkInteger(name, "anchors", settings.anchors, 1);
  return {
    name,
    fit(inputs, targets, rng) {
      const y = toTargets(name, inputs, targets);
      const matrix = toMatrix(name, inputs);
      const rows = inputs.map((input) => input.slice());
      const pairs = drawPairs(matrix, settings.pairs, Infinity, rng);
      if (pairs.length === 0) return constant(name, y, matrix.columns);
      const model = base.fit(
        pairs.map(([from, to]) => stepVector(rows[from]!, rows[to]!, true)),
        pairs.map(([from, to]) => Math.sign(y[to]! - y[from]!)),
        rng,
      );
      const anchors = spreadExamples(y, settings.anchors).map((anchor) => rows[anchor]!);
      const toTarget = lineThrough(score(model, anchors, rows).mean, y);
      return {
        predict(given) {
          toMatrix(name, given, matrix.columns);
          return toTarget(score(model, anchors, given));
        },
      };
    },
  };
}

function constant(name: string, targets: Float64Array, columns: number): FittedRegressor {
  return {
    predict(given) {
      const { rows } = toMatrix(name, given, columns);
      return { mean: new Float64Array(rows).fill(meanOf(targets)), std: new Float64Array(rows) };
    },
  };
}

/** The mean comparison with the anchors, in both directions, and how unsure the comparisons are on average. */
function score(model: FittedRegressor, anchors: readonly Float64Array[], inputs: readonly Float64Array[]): Predictions {
  const mean = new Float64Array(inputs.length);
  const std = new Float64Array(inputs.length);
  const share = 1 / (2 * anchors.length);
  for (const anchor of anchors) {
    const wins = model.predict(inputs.map((input) => stepVector(anchor, input, true)));
    const losses = model.predict(inputs.map((input) => stepVector(input, anchor, true)));
    for (let i = 0; i < inputs.length; i++) {
      mean[i]! += share * (wins.mean[i]! - losses.mean[i]!);
      std[i]! += share * (wins.std[i]! + losses.std[i]!);
    }
  }
  return { mean, std };
}

/** The line of least squares from scores to targets. */
function lineThrough(scores: Float64Array, targets: Float64Array): (predicted: Predictions) => Predictions {
  const [centerScore, centerTarget] = [meanOf(scores), meanOf(targets)];
  const spread = variance(scores);
  const together = meanOf(scores.map((value, i) => (value - centerScore) * (targets[i]! - centerTarget)));
  // A better score is never a smaller target.
  const slope = spread > 0 ? Math.max(0, together / spread) : 0;
  return ({ mean, std }) => ({
    mean: mean.map((value) => centerTarget + slope * (value - centerScore)),
    std: std.map((value) => slope * value),
  });
}
