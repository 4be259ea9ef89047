/** @file What a trial is worth, from what is predicted of it. Targets are to be made small. */
import { normalCdf, normalPdf, type Rng } from "../base/index.ts";
import type { Predictions } from "./regressor.ts";

/**
 * Scores a predicted normal distribution; larger is better.
 *
 * @param mean  Of the target, which is minimised; negate what is maximised.
 * @param std  At least 0.
 * @param best  The lowest target so far.
 */
export type Acquisition = (mean: number, std: number, best: number) => number;

/**
 * Returns by how much a trial is expected to fall below the best so far.
 *
 * Source: Jones, Schonlau, Welch 1998, "Efficient Global Optimization of Expensive Black-Box Functions", eq. 15.
 */
export const expectedImprovement: Acquisition = (mean, std, best) => {
  if (!(std > 0)) return Math.max(best - mean, 0);
  const z = (best - mean) / std;
  // Where hardly anything is to be hoped for, the sum of the usual formula is all rounding.
  return z < -3 ? Math.exp(logExpectedImprovement(mean, std, best)) : (best - mean) * normalCdf(z) + std * normalPdf(z);
};

/**
 * Returns the logarithm of `expectedImprovement`, which still tells trials apart where that is too small for a double.
 *
 * Source: Ament, Daulton, Eriksson, Balandat, Bakshy 2023, "Unexpected Improvements to Expected Improvement for
 * Bayesian Optimization". Differs: the tail comes from a continued fraction.
 */
export const logExpectedImprovement: Acquisition = (mean, std, best) => {
  if (!(std > 0)) return Math.log(Math.max(best - mean, 0));
  const z = (best - mean) / std;
  if (z >= -3) return Math.log(std) + Math.log(z * normalCdf(z) + normalPdf(z));
  // The Mills ratio at x = -z is 1 / (x + f), so pdf(z) + z·cdf(z) is pdf(x) · f / (x + f).
  let f = 0;
  for (let k = 80; k >= 1; k--) f = k / (-z + f);
  return Math.log(std) - 0.5 * z * z - 0.5 * Math.log(2 * Math.PI) + Math.log(f / (f - z));
};

/** Returns the probability of a trial below the best so far. Source: Kushner 1964. */
export const probabilityOfImprovement: Acquisition = (mean, std, best) => {
  if (!(std > 0)) return mean < best ? 1 : 0;
  return normalCdf((best - mean) / std);
};

/**
 * Creates the score by the optimistic end of what is predicted: `weight` · std - mean.
 *
 * @param weight  Standard deviations to hope for; 0 only exploits. Default 2.
 * Source: Srinivas, Krause, Kakade, Seeger 2010, "Gaussian Process Optimization in the Bandit Setting".
 */
export function confidenceBound(weight: number = 2): Acquisition {
  return (mean, std) => weight * std - mean;
}

/**
 * Creates the score by a draw from what is predicted, a new one for each trial: independent Thompson sampling.
 *
 * Source: White, Neiswanger, Savani 2021, "BANANAS", section 4.
 */
export function thompsonSampling(rng: Rng): Acquisition {
  return (mean, std) => -(mean + std * rng.normal());
}

/** Scores predictions one by one. */
export function acquire(acquisition: Acquisition, { mean, std }: Predictions, best: number): Float64Array {
  return mean.map((value, i) => acquisition(value, std[i]!, best));
}
