/** @file Gradient-boosted trees. */
import { checkInteger, mean, mergeSettings, type Rng } from "../base/index.ts";
import { checkFraction } from "./check-settings.ts";
import { toColumnTable } from "./column-table.ts";
import { type Matrix, toMatrix, toTargets } from "./matrix.ts";
import { growTree, predictTree, type RegressionTree } from "./regression-tree.ts";
import type { Regressor } from "./regressor.ts";

export interface BoostingOptions {
  /** Trees, one after the other. Default 200. */
  readonly rounds?: number;
  /** What each tree adds of its correction, above 0 and up to 1. Default 0.1. */
  readonly shrinkage?: number;
  /** Most splits from the root to a leaf. Default 4. */
  readonly maxDepth?: number;
  /** Least number of examples in a leaf. Default 1. */
  readonly minLeaf?: number;
  /** Fraction of the examples each tree is grown from, drawn without repetition. Default 0.8. */
  readonly rowsPerRound?: number;
  /** Fraction of the columns looked at for a split. Default 0.5. */
  readonly columnsPerSplit?: number;
}

const defaults: Required<BoostingOptions> = {
  rounds: 200,
  shrinkage: 0.1,
  maxDepth: 4,
  minLeaf: 1,
  rowsPerRound: 0.8,
  columnsPerSplit: 0.5,
};

/**
 * Creates gradient boosting for the squared loss: each tree is grown on what those before it left. `std` is 0; `bagged`
 * gives it one.
 *
 * @throws {InputError} if an option is wrong.
 * Source: Friedman 2001, "Greedy Function Approximation: A Gradient Boosting Machine", algorithm 2; 2002, "Stochastic
 * Gradient Boosting".
 */
export function gradientBoosting(options: BoostingOptions = {}): Regressor {
  const name = "gradient-boosting";
  const settings = mergeSettings(name, defaults, options);
  for (const setting of ["rounds", "maxDepth", "minLeaf"] as const) checkInteger(name, setting, settings[setting], 1);
  for (const setting of ["shrinkage", "rowsPerRound", "columnsPerSplit"] as const) {
    checkFraction(name, setting, settings[setting]);
  }
  return {
    name,
    fit(inputs, targets, rng) {
      const y = toTargets(name, inputs, targets);
      const matrix = toMatrix(name, inputs);
      const start = mean(y);
      const trees = boost(matrix, y, start, settings, rng);
      return {
        predict(given) {
          const asked = toMatrix(name, given, matrix.columns);
          const sums = new Float64Array(asked.rows).fill(start);
          for (const tree of trees) addTree(tree, asked, settings.shrinkage, sums);
          return { mean: sums, std: new Float64Array(asked.rows) };
        },
      };
    },
  };
}

function boost(
  matrix: Matrix,
  targets: Float64Array,
  start: number,
  settings: Required<BoostingOptions>,
  rng: Rng,
): RegressionTree[] {
  const table = toColumnTable(matrix);
  const columnsPerSplit = Math.max(1, Math.ceil(settings.columnsPerSplit * matrix.columns));
  const rowsPerRound = Math.max(1, Math.round(settings.rowsPerRound * matrix.rows));
  const reached = new Float64Array(matrix.rows).fill(start);
  const rows = Int32Array.from({ length: matrix.rows }, (_, row) => row);
  return Array.from({ length: settings.rounds }, () => {
    const weights = drawnRows(rows, rowsPerRound, rng);
    const left = targets.map((y, row) => y - reached[row]!);
    const tree = growTree(table, left, weights, { ...settings, columnsPerSplit, randomThresholds: false }, rng);
    addTree(tree, matrix, settings.shrinkage, reached);
    return tree;
  });
}

/** Weight 1 for `count` rows drawn without repetition, 0 for the others; `rows` is shuffled. */
function drawnRows(rows: Int32Array, count: number, rng: Rng): Float64Array {
  const weights = new Float64Array(rows.length);
  if (count === rows.length) return weights.fill(1);
  for (let i = 0; i < count; i++) {
    const other = i + rng.int(rows.length - i);
    const row = rows[other]!;
    rows[other] = rows[i]!;
    rows[i] = row;
    weights[row] = 1;
  }
  return weights;
}

function addTree(tree: RegressionTree, inputs: Matrix, shrinkage: number, sums: Float64Array): void {
  predictTree(tree, inputs, (row, value) => {
    sums[row]! += shrinkage * value;
  });
}
