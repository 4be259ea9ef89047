/** @file Less weight for older results. */

/**
 * Weights of `count` results, oldest first: the newest `full` weigh 1; before them, weights rise evenly from 1 / count
 * to 1.
 *
 * Source: Hyperopt's linear forgetting, in the form of Optuna.
 * @example ageWeights(4, 2); // [0.25, 1, 1, 1]
 */
export function ageWeights(count: number, full = 25): Float64Array {
  const weights = new Float64Array(count).fill(1);
  const ramp = Math.max(0, count - full);
  for (let i = 0; i < ramp; i++) weights[i] = 1 / count + (ramp > 1 ? ((1 - 1 / count) * i) / (ramp - 1) : 0);
  return weights;
}
