/** @file Families of learning curves, each a constant and a multiple of one shape. */

/** One shape of a family at given parameters; falls from about 1 towards 0 as `t` grows. */
export type CurveShape = (t: number) => number;

export interface CurveFamily {
  readonly name: string;
  /** The shapes considered, over a grid of the family's parameters. `t` is 1 at the last step seen. */
  readonly shapes: readonly CurveShape[];
}

const rates = logarithmic(0.2, 30, 61);
const powers = logarithmic(0.1, 4, 61);
const bends = logarithmic(0.4, 2.5, 17);
const shifts = logarithmic(0.01, 4, 25);

/**
 * The families: y = c + a · shape(t), which holds most of those of Domhan and others.
 *
 * Source: Domhan, Springenberg, Hutter 2015, "Speeding up Automatic Hyperparameter Optimization of Deep Neural Networks
 * by Extrapolation of Learning Curves", table 1. Differs: families that are no such sum (vapour pressure, log-log
 * linear) are left out; Weibull and Janoschek are one, as are Morgan-Mercer-Flodin and Hill.
 */
export const curveFamilies: readonly CurveFamily[] = [
  { name: "constant", shapes: [() => 0] },
  { name: "pow3", shapes: powers.map((power) => (t) => t ** -power) },
  { name: "pow4", shapes: pairs(powers, shifts, (power, shift) => (t) => (t + shift) ** -power) },
  { name: "exp3", shapes: rates.map((rate) => (t) => Math.exp(-rate * t)) },
  {
    name: "weibull",
    shapes: pairs(rates, bends, (rate, bend) => (t) => Math.exp(-((rate * t) ** bend))),
  },
  {
    name: "hill",
    shapes: pairs(rates, bends, (rate, bend) => (t) => 1 / (1 + (rate * t) ** (2 * bend))),
  },
  { name: "log-power", shapes: shifts.map((shift) => (t) => 1 / Math.log(1 + Math.E * (t / shift))) },
];

function logarithmic(low: number, high: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => low * (high / low) ** (i / (count - 1)));
}

function pairs(a: readonly number[], b: readonly number[], shape: (x: number, y: number) => CurveShape): CurveShape[] {
  return a.flatMap((x) => b.map((y) => shape(x, y)));
}
