/** @file Predicts how trials end, quickly where many report at the same parts of the budget. */
import { type CurvePrediction, curveExtrapolator } from "../../surrogate/index.ts";
import type { CurvePoint } from "./stopping-rule.ts";

/** A longer curve is thinned to so many points, which bounds what a prediction costs. */
const MOST_POINTS = 40;
/** Lists of steps prepared for; each takes up to 2 MB. */
const MOST_PREPARED = 16;

/** Predicted result of a trial and its standard deviation, the noise of a single value included. */
export interface Forecast {
  readonly mean: number;
  readonly spread: number;
}

/** Extrapolates an objective's curve to the whole budget. */
export type Forecaster = (curve: readonly CurvePoint[], objective: number) => Forecast;

/** Makes a forecaster that is quick on steps it has seen; what it keeps changes no prediction. */
export function createForecaster(): Forecaster {
  const prepared = new Map<string, (values: readonly number[]) => CurvePrediction>();
  const prepare = (steps: readonly number[]): ((values: readonly number[]) => CurvePrediction) => {
    const key = steps.join();
    const extrapolate = prepared.get(key) ?? curveExtrapolator(steps, 1);
    // The latest used stand last.
    prepared.delete(key);
    prepared.set(key, extrapolate);
    for (const oldest of prepared.keys()) {
      if (prepared.size <= MOST_PREPARED) break;
      prepared.delete(oldest);
    }
    return extrapolate;
  };
  return (curve, objective) => {
    const points = thinned(curve);
    const extrapolate = prepare(points.map(({ fidelity }) => fidelity));
    const { mean, std, noise } = extrapolate(points.map(({ costs }) => costs[objective] as number));
    return { mean, spread: Math.hypot(std, noise) };
  };
}

/** Evenly chosen points, the last among them; not means of neighbours, which would hide how noisy values are. */
function thinned(curve: readonly CurvePoint[]): readonly CurvePoint[] {
  if (curve.length <= MOST_POINTS) return curve;
  return Array.from({ length: MOST_POINTS }, (_, i) => {
    const at = Math.ceil(((i + 1) * curve.length) / MOST_POINTS) - 1;
    return curve[at] as CurvePoint;
  });
}
