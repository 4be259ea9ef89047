/** @file Where a learning curve will end. */
import { InputError } from "../base/index.ts";
import { type CurveShape, curveFamilies } from "./curve-families.ts";

export interface CurvePrediction {
  readonly mean: number;
  /** How unsure the curve itself is. */
  readonly std: number;
  /** Standard deviation of single values around the curve: one measured there is off by `hypot(std, noise)`. */
  readonly noise: number;
  /** How likely each family of curves is after what was seen; they sum to 1. */
  readonly families: Readonly<Record<string, number>>;
}

/** What one shape makes of the curve. */
interface ShapeFit {
  readonly logEvidence: number;
  readonly mean: number;
  readonly variance: number;
  /** Expected variance of the values around the curve. */
  readonly noise: number;
}

/** Prior standard deviations of the constant and of the multiple, and prior size of the noise, in spreads of the values. */
const prior = { constant: 2, multiple: 4, noise: 0.02 };

/**
 * Predicts the value of a learning curve at a later step, by the mean over curves of several families, each as likely
 * as it fits what was seen. Works for rising and falling curves, and from one value on, when it is very unsure.
 *
 * @param steps  Such as epochs: above 0, increasing.
 * @param values  One a step.
 * @param target  The step asked for, in the unit of `steps`.
 * @throws {InputError} if there are no values, not as many as steps, or one is not finite.
 * Cost O(n) for each of some 3,800 curves. Deterministic.
 * Source: Domhan, Springenberg, Hutter 2015, "Speeding up Automatic Hyperparameter Optimization of Deep Neural Networks
 * by Extrapolation of Learning Curves". Differs: parameters lie on a grid and what is linear is integrated in closed
 * form (Bishop 2006, section 3.5.1, with unknown noise), which needs no Markov chain.
 */
export function extrapolateCurve(steps: ArrayLike<number>, values: ArrayLike<number>, target: number): CurvePrediction {
  checkCurve(steps, values, target);
  const last = steps[steps.length - 1]!;
  const times = Float64Array.from(steps, (step) => step / last);
  const { center, spread } = scaleOf(values);
  const scaled = Float64Array.from(values, (value) => (value - center) / spread);
  const fits = curveFamilies.map(({ shapes }) => shapes.map((shape) => fitShape(shape, times, scaled, target / last)));
  // Families are equally likely beforehand, and so are the shapes of one.
  const logs = fits.map((family) => family.map(({ logEvidence }) => logEvidence - Math.log(family.length)));
  const most = logs.flat().reduce((a, b) => Math.max(a, b));
  const sums = logs.map((family) => family.reduce((sum, log) => sum + Math.exp(log - most), 0));
  const total = sums.reduce((sum, weight) => sum + weight, 0);
  const weighted = fits.flatMap((family, k) =>
    family.map((fit, i) => ({ ...fit, weight: Math.exp(logs[k]![i]! - most) / total })),
  );
  const mean = weighted.reduce((sum, fit) => sum + fit.weight * fit.mean, 0);
  const variance = weighted.reduce((sum, fit) => sum + fit.weight * (fit.variance + (fit.mean - mean) ** 2), 0);
  return {
    mean: center + spread * mean,
    std: spread * Math.sqrt(variance),
    noise: spread * Math.sqrt(weighted.reduce((sum, fit) => sum + fit.weight * fit.noise, 0)),
    families: Object.fromEntries(curveFamilies.map(({ name }, k) => [name, sums[k]! / total])),
  };
}

/** The last value, and the range of all of them; the size of the values where they are equal. */
function scaleOf(values: ArrayLike<number>): { center: number; spread: number } {
  const all = Array.from(values);
  const center = all.at(-1)!;
  const range = Math.max(...all) - Math.min(...all);
  return { center, spread: range > 0 ? range : Math.abs(center) || 1 };
}

/**
 * Fits c + a · shape with a normal-inverse-gamma prior: returns how likely the values are under it, and mean and
 * variance of the curve at `target` (a Student distribution of at least three degrees of freedom).
 */
function fitShape(shape: CurveShape, times: Float64Array, values: Float64Array, target: number): ShapeFit {
  const n = values.length;
  // Precision matrix [[p, q], [q, r]] of (c, a) for noise of variance 1, and the right-hand side.
  const noise = prior.noise ** 2;
  let p = noise / prior.constant ** 2;
  let q = 0;
  let r = noise / prior.multiple ** 2;
  const before = p * r;
  let [u, v, squares] = [0, 0, 0];
  for (let i = 0; i < n; i++) {
    const x = shape(times[i]!);
    const y = values[i]!;
    p += 1;
    q += x;
    r += x * x;
    u += y;
    v += x * y;
    squares += y * y;
  }
  const determinant = p * r - q * q;
  const c = (r * u - q * v) / determinant;
  const a = (p * v - q * u) / determinant;
  // Shape and rate of the noise's inverse gamma distribution.
  const [alpha, beta] = [1.5, 1.5 * noise];
  const alphaN = alpha + n / 2;
  const betaN = beta + 0.5 * Math.max(0, squares - c * u - a * v);
  const x = shape(target);
  const factor = (r - 2 * q * x + p * x * x) / determinant;
  const noiseN = betaN / (alphaN - 1);
  return {
    logEvidence: 0.5 * Math.log(before / determinant) + alpha * Math.log(beta) - alphaN * Math.log(betaN),
    mean: c + a * x,
    variance: noiseN * factor,
    noise: noiseN,
  };
}

function checkCurve(steps: ArrayLike<number>, values: ArrayLike<number>, target: number): void {
  const wrong = (found: string, expected: string): InputError =>
    new InputError(`Cannot extrapolate a curve: ${found}, expected ${expected}`);
  if (values.length === 0) throw wrong("there are no values", "at least one");
  if (steps.length !== values.length)
    throw wrong(`there are ${steps.length} steps for ${values.length} values`, "as many");
  for (let i = 0; i < steps.length; i++) {
    if (!Number.isFinite(values[i])) throw wrong(`value ${i} is ${values[i]}`, "a finite number");
    if (!(steps[i]! > (steps[i - 1] ?? 0) && steps[i]! < Infinity)) {
      throw wrong(`step ${i} is ${steps[i]}`, "steps above 0, increasing");
    }
  }
  if (!(target > 0 && target < Infinity)) throw wrong(`the step asked for is ${target}`, "a number above 0");
}
