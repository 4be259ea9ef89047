/** @file How many results count as good. */

/** As a rule of the number of results. */
export type Gamma = (results: number, objectives: number) => number;

/** Most good results with one objective. */
const most = 25;

/** A tenth, rounded up; with one objective at most 25. Source: Optuna. */
export function linearGamma(results: number, objectives = 1): number {
  const tenth = Math.ceil(0.1 * results);
  return objectives === 1 ? Math.min(tenth, most) : tenth;
}

/** A quarter of the square root, rounded up, at most 25. Source: Hyperopt; Bergstra et al. 2013. */
export function rootGamma(results: number): number {
  return Math.min(Math.ceil(0.25 * Math.sqrt(results)), most);
}
