/** @file Random forests and extremely randomised trees. */
import { checkInteger, mean, mergeSettings, type Rng } from "../base/index.ts";
import { checkFraction } from "./check-settings.ts";
import { toColumnTable } from "./column-table.ts";
import { type Matrix, toMatrix, toTargets } from "./matrix.ts";
import { growTree, predictTree, type RegressionTree } from "./regression-tree.ts";
import type { Predictions, Regressor } from "./regressor.ts";
import type { TreeOptions } from "./split-finder.ts";

export interface ForestOptions {
  /** Default 100. */
  readonly trees?: number;
  /** Fraction of the columns looked at for a split, above 0 and up to 1. Default 0.5. */
  readonly columnsPerSplit?: number;
  /** Least number of examples in a leaf. Default 1. */
  readonly minLeaf?: number;
  /** Most splits from the root to a leaf. Default 1000. */
  readonly maxDepth?: number;
  /** True grows each tree from as many examples, drawn with repetition; false from all of them. */
  readonly bootstrap?: boolean;
}

const common = { trees: 100, columnsPerSplit: 0.5, minLeaf: 1, maxDepth: 1000 };
const forestDefaults: Required<ForestOptions> = { ...common, bootstrap: true };
const extraDefaults: Required<ForestOptions> = { ...common, bootstrap: false };

/**
 * Creates a random forest: the mean of trees grown from resampled examples. `std` is the standard deviation over the
 * trees. `bootstrap` is true unless given.
 *
 * @throws {InputError} if an option is wrong.
 * Source: Breiman 2001, "Random Forests".
 */
export function randomForest(options: ForestOptions = {}): Regressor {
  return forest("random-forest", mergeSettings("random-forest", forestDefaults, options), false);
}

/**
 * Creates extremely randomised trees: a forest whose thresholds are drawn, one a column, so that its predictions are
 * smoother. `bootstrap` is false unless given.
 *
 * @throws {InputError} if an option is wrong.
 * Source: Geurts, Ernst, Wehenkel 2006, "Extremely Randomized Trees". Differs: half of the columns are looked at, since with all
 * of them trees on two-valued columns would be equal.
 */
export function extraTrees(options: ForestOptions = {}): Regressor {
  return forest("extra-trees", mergeSettings("extra-trees", extraDefaults, options), true);
}

function forest(name: string, settings: Required<ForestOptions>, randomThresholds: boolean): Regressor {
  for (const setting of ["trees", "minLeaf", "maxDepth"] as const) checkInteger(name, setting, settings[setting], 1);
  checkFraction(name, "columnsPerSplit", settings.columnsPerSplit);
  return {
    name,
    fit(inputs, targets, rng) {
      const y = toTargets(name, inputs, targets);
      const matrix = toMatrix(name, inputs);
      const columnsPerSplit = Math.max(1, Math.ceil(settings.columnsPerSplit * matrix.columns));
      const trees = growForest(matrix, y, settings, { ...settings, columnsPerSplit, randomThresholds }, rng);
      const center = mean(y);
      return { predict: (given) => predictForest(trees, toMatrix(name, given, matrix.columns), center) };
    },
  };
}

function growForest(
  matrix: Matrix,
  targets: Float64Array,
  settings: Required<ForestOptions>,
  options: TreeOptions,
  rng: Rng,
): RegressionTree[] {
  const table = toColumnTable(matrix);
  const weights = new Float64Array(matrix.rows).fill(1);
  return Array.from({ length: settings.trees }, () => {
    if (settings.bootstrap) {
      weights.fill(0);
      for (let i = 0; i < matrix.rows; i++) weights[rng.int(matrix.rows)]! += 1;
    }
    return growTree(table, targets, weights, options, rng);
  });
}

/** @param center  About where the predictions lie, so that their squares keep their digits. */
function predictForest(trees: readonly RegressionTree[], inputs: Matrix, center: number): Predictions {
  const sums = new Float64Array(inputs.rows);
  const squares = new Float64Array(inputs.rows);
  for (const tree of trees) {
    predictTree(tree, inputs, (row, value) => {
      sums[row]! += value - center;
      squares[row]! += (value - center) ** 2;
    });
  }
  const count = trees.length;
  const std = squares.map((square, i) => Math.sqrt(Math.max(0, square / count - (sums[i]! / count) ** 2)));
  return { mean: sums.map((sum) => center + sum / count), std };
}
