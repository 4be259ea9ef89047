/** @file Regression of differences between two inputs. */
import { checkInteger, InputError, mergeSettings, type Rng } from "../base/index.ts";
import { type Matrix, toMatrix, toTargets } from "./matrix.ts";
import { mixture } from "./mixture.ts";
import { drawPairs, spreadExamples, stepVector } from "./pairs.ts";
import type { FittedRegressor, Predictions, Regressor } from "./regressor.ts";

export interface DeltaOptions {
  /** Greatest number of pairs learned from, both directions counted. Default 4000. */
  readonly pairs?: number;
  /** Pairs that differ in more columns are not learned from, unless all do. Default: none are left out. */
  readonly maxChanges?: number;
  /** True also shows the model where a step starts, so that the same change may matter differently. Default false. */
  readonly context?: boolean;
  /** Examples from which `predict` starts; it takes the mean over them. Default 16. */
  readonly anchors?: number;
}

export interface FittedDelta extends FittedRegressor {
  /**
   * Predicts how much greater the target of `to[i]` is than that of `from[i]`. Exactly antisymmetric; 0 for equal inputs.
   *
   * @throws {InputError} if the lengths differ.
   */
  difference(from: readonly Float64Array[], to: readonly Float64Array[]): Predictions;
}

/** A regressor that is best at what lies close to a known input. */
export interface DeltaRegressor extends Regressor {
  fit(inputs: readonly Float64Array[], targets: ArrayLike<number>, rng: Rng): FittedDelta;
}

const defaults: Required<DeltaOptions> = { pairs: 4000, maxChanges: Infinity, context: false, anchors: 16 };

/**
 * Creates a regressor that learns differences of targets from differences of inputs. From n examples it makes up to
 * n(n - 1) to learn from, which helps where they are few.
 *
 * Its own targets are those of pairs in both directions, and f(a → b) = (g(b - a) - g(a - b)) / 2.
 *
 * @param base  What learns the differences.
 * @throws {InputError} if an option is wrong.
 * Source: the encoding of Sridhar, Chen 2025, "Delta-NAS: Difference of Architecture Encoding for Predictor-based
 * Evolutionary Neural Architecture Search", of which no code was released: the rest is a reconstruction.
 */
export function deltaRegressor(base: Regressor, options: DeltaOptions = {}): DeltaRegressor {
  const name = `delta ${base.name}`;
  const settings = mergeSettings(name, defaults, options);
  checkInteger(name, "pairs", settings.pairs, 2);
  checkInteger(name, "anchors", settings.anchors, 1);
  if (!(settings.maxChanges >= 1)) {
    throw new InputError(`Cannot set up ${name}: maxChanges is ${settings.maxChanges}, expected at least 1`);
  }
  return {
    name,
    fit(inputs, targets, rng) {
      const y = toTargets(name, inputs, targets);
      const matrix = toMatrix(name, inputs);
      const rows = inputs.map((input) => input.slice());
      const model = learnSteps(base, rows, y, matrix, settings, rng);
      const difference: FittedDelta["difference"] = (from, to) => {
        if (from.length !== to.length) {
          throw new InputError(`Cannot use ${name}: there are ${from.length} starts and ${to.length} ends`);
        }
        toMatrix(name, from, matrix.columns);
        toMatrix(name, to, matrix.columns);
        return antisymmetric(model, from, to, settings.context);
      };
      const anchors = spreadExamples(y, settings.anchors);
      return {
        difference,
        predict(given) {
          return mixture(
            anchors.map((anchor) => {
              const { mean, std } = difference(new Array<Float64Array>(given.length).fill(rows[anchor]!), given);
              return { mean: mean.map((change) => y[anchor]! + change), std };
            }),
          );
        },
      };
    },
  };
}

/** A model of steps; undefined where one example alone shows none. */
function learnSteps(
  base: Regressor,
  rows: readonly Float64Array[],
  targets: Float64Array,
  matrix: Matrix,
  { pairs, maxChanges, context }: Required<DeltaOptions>,
  rng: Rng,
): FittedRegressor | undefined {
  const drawn = drawPairs(matrix, pairs, maxChanges, rng);
  if (drawn.length === 0) return undefined;
  return base.fit(
    drawn.map(([from, to]) => stepVector(rows[from]!, rows[to]!, context)),
    drawn.map(([from, to]) => targets[to]! - targets[from]!),
    rng,
  );
}

function antisymmetric(
  model: FittedRegressor | undefined,
  from: readonly Float64Array[],
  to: readonly Float64Array[],
  context: boolean,
): Predictions {
  if (!model) return { mean: new Float64Array(from.length), std: new Float64Array(from.length) };
  const there = model.predict(from.map((start, i) => stepVector(start, to[i]!, context)));
  const back = model.predict(to.map((end, i) => stepVector(end, from[i]!, context)));
  const isSame = from.map((start, i) => start.every((value, c) => value === to[i]![c]));
  return {
    mean: there.mean.map((value, i) => (value - back.mean[i]!) / 2),
    // Both directions err alike.
    std: there.std.map((value, i) => (isSame[i] ? 0 : (value + back.std[i]!) / 2)),
  };
}
