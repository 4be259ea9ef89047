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

/** What is known of one shape before there are values. */
interface ShapeDesign {
  /** The shape at each step. */
  readonly x: Float64Array;
  /** The shape at the target. */
  readonly end: number;
  /** Precision matrix [[p, q], [q, r]] of (c, a) for noise of variance 1, and its determinant. */
  readonly p: number;
  readonly q: number;
  readonly r: number;
  readonly determinant: number;
  /** The part of the evidence's logarithm that values do not change. */
  readonly logFactor: number;
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
 * Cost O(n) for each of some 3,800 curves; see `curveExtrapolator`. Deterministic.
 * Source: Domhan, Springenberg, Hutter 2015, "Speeding up Automatic Hyperparameter Optimization of Deep Neural Networks
 * by Extrapolation of Learning Curves". Differs: parameters lie on a grid and what is linear is integrated in closed
 * form (Bishop 2006, section 3.5.1, with unknown noise), which needs no Markov chain.
 */
export function extrapolateCurve(steps: ArrayLike<number>, values: ArrayLike<number>, target: number): CurvePrediction {
  return curveExtrapolator(steps, target)(values);
}

/**
 * Prepares `extrapolateCurve` for many curves of the same steps, each of which then costs a fraction of the first.
 *
 * @throws {InputError} as `extrapolateCurve`.
 */
export function curveExtrapolator(
  steps: ArrayLike<number>,
  target: number,
): (values: ArrayLike<number>) => CurvePrediction {
  checkSteps(steps, target);
  const last = steps[steps.length - 1]!;
  const times = Float64Array.from(steps, (step) => step / last);
  const designs = curveFamilies.map(({ shapes }) => shapes.map((shape) => designOf(shape, times, target / last)));
  return (values) => {
    checkValues(values, steps.length);
    return predict(designs, values);
  };
}

function predict(designs: readonly (readonly ShapeDesign[])[], values: ArrayLike<number>): CurvePrediction {
  const { center, spread } = scaleOf(values);
  const scaled = Float64Array.from(values, (value) => (value - center) / spread);
  const fits = designs.map((family) => family.map((design) => fitShape(design, scaled)));
  let most = -Infinity;
  for (const family of fits) for (const { logEvidence } of family) most = Math.max(most, logEvidence);
  // Families are equally likely beforehand, and so are the shapes of one.
  const weights = fits.map((family) => family.map((fit) => Math.exp(fit.logEvidence - most) / family.length));
  const total = sumOf(weights, (weight) => weight);
  const expected = (part: (fit: ShapeFit) => number): number =>
    sumOf(fits, (fit, k, i) => weights[k]![i]! * part(fit)) / total;
  const mean = expected((fit) => fit.mean);
  return {
    mean: center + spread * mean,
    std: spread * Math.sqrt(expected((fit) => fit.variance + (fit.mean - mean) ** 2)),
    noise: spread * Math.sqrt(expected((fit) => fit.noise)),
    families: Object.fromEntries(
      curveFamilies.map(({ name }, k) => [name, weights[k]!.reduce((sum, weight) => sum + weight, 0) / total]),
    ),
  };
}

function sumOf<T>(table: readonly (readonly T[])[], part: (cell: T, row: number, column: number) => number): number {
  let sum = 0;
  for (let k = 0; k < table.length; k++) for (let i = 0; i < table[k]!.length; i++) sum += part(table[k]![i]!, k, i);
  return sum;
}

/** The last value, and the range of all of them; the size of the values where they are equal. */
function scaleOf(values: ArrayLike<number>): { center: number; spread: number } {
  const all = Array.from(values);
  const center = all.at(-1)!;
  const range = Math.max(...all) - Math.min(...all);
  return { center, spread: range > 0 ? range : Math.abs(center) || 1 };
}

function designOf(shape: CurveShape, times: Float64Array, target: number): ShapeDesign {
  const x = times.map(shape);
  const noise = prior.noise ** 2;
  let [p, q, r] = [noise / prior.constant ** 2, 0, noise / prior.multiple ** 2];
  const before = p * r;
  for (let i = 0; i < x.length; i++) {
    p += 1;
    q += x[i]!;
    r += x[i]! * x[i]!;
  }
  const determinant = p * r - q * q;
  return { x, end: shape(target), p, q, r, determinant, logFactor: 0.5 * Math.log(before / determinant) };
}

/**
 * Fits c + a · shape with a normal-inverse-gamma prior: returns how likely the values are under it, and mean and
 * variance of the curve at the target (a Student distribution of at least three degrees of freedom).
 */
function fitShape({ x, end, p, q, r, determinant, logFactor }: ShapeDesign, values: Float64Array): ShapeFit {
  const n = values.length;
  let [u, v, squares] = [0, 0, 0];
  for (let i = 0; i < n; i++) {
    const y = values[i]!;
    u += y;
    v += x[i]! * y;
    squares += y * y;
  }
  const c = (r * u - q * v) / determinant;
  const a = (p * v - q * u) / determinant;
  // Shape and rate of the noise's inverse gamma distribution.
  const [alpha, beta] = [1.5, 1.5 * prior.noise ** 2];
  const alphaN = alpha + n / 2;
  const betaN = beta + 0.5 * Math.max(0, squares - c * u - a * v);
  const noise = betaN / (alphaN - 1);
  return {
    logEvidence: logFactor - alphaN * Math.log(betaN),
    mean: c + a * end,
    variance: (noise * (r - 2 * q * end + p * end * end)) / determinant,
    noise,
  };
}

function checkSteps(steps: ArrayLike<number>, target: number): void {
  for (let i = 0; i < steps.length; i++) {
    if (steps[i]! > (steps[i - 1] ?? 0) && steps[i]! < Infinity) continue;
    throw wrong(`step ${i} is ${steps[i]}`, "steps above 0, increasing");
  }
  if (!(target > 0 && target < Infinity)) throw wrong(`the step asked for is ${target}`, "a number above 0");
}

function checkValues(values: ArrayLike<number>, steps: number): void {
  if (values.length === 0) throw wrong("there are no values", "at least one");
  if (steps !== values.length) throw wrong(`there are ${steps} steps for ${values.length} values`, "as many");
  for (let i = 0; i < values.length; i++) {
    if (!Number.isFinite(values[i])) throw wrong(`value ${i} is ${values[i]}`, "a finite number");
  }
}

function wrong(found: string, expected: string): InputError {
  return new InputError(`Cannot extrapolate a curve: ${found}, expected ${expected}`);
}
