/** @file Vectors of real numbers as a search space, with the operators of the literature, and multi-objective test functions. */
import type { Rng } from "../../src/base/index.ts";
import type { SearchSpace } from "../../src/space/index.ts";

type Vector = readonly number[];

/** Vectors of [0, 1]^n; crossover is SBX and mutation polynomial, as in NSGA-II's paper. */
export function realSpace(length: number): SearchSpace<Vector> {
  const nothing = (): never => {
    throw new Error("real vectors have no such thing");
  };
  return {
    name: `real(${length})`,
    size: "infinite",
    sample: (rng) => Array.from({ length }, () => rng.next()),
    key: (x) => x.join(),
    parse: (value) => value as Vector,
    build: nothing,
    describe: String,
    mutate: (x, rng) => {
      const changed = x.map((value) => (rng.next() < 1 / length ? polynomial(value, rng) : value));
      return changed.some((value, i) => value !== x[i]) ? changed : x.with(0, polynomial(x[0] as number, rng));
    },
    neighbours: (x) => [x.with(0, 1 - (x[0] as number))],
    crossover: (a, b, rng) => a.map((value, i) => (rng.next() < 0.5 ? sbx(value, b[i] as number, rng) : value)),
    width: length,
    encode: (x) => Float64Array.from(x),
    toDag: nothing,
    parameters: [],
    toIndices: nothing,
    fromIndices: nothing,
  };
}

/** Simulated binary crossover, eta 15, one of the two children; clipped to [0, 1]. */
function sbx(a: number, b: number, rng: Rng): number {
  const u = rng.next();
  const beta = u <= 0.5 ? (2 * u) ** (1 / 16) : (1 / (2 * (1 - u))) ** (1 / 16);
  const sign = rng.next() < 0.5 ? 1 : -1;
  return clip(0.5 * ((1 + sign * beta) * a + (1 - sign * beta) * b));
}

/** Polynomial mutation, eta 20. */
function polynomial(x: number, rng: Rng): number {
  const u = rng.next();
  return clip(x + (u < 0.5 ? (2 * u) ** (1 / 21) - 1 : 1 - (2 * (1 - u)) ** (1 / 21)));
}

function clip(x: number): number {
  return Math.min(1, Math.max(0, x));
}

/** A function of [0, 1]^n to be minimised in every objective, with the hypervolume of its true front. */
export interface TestFunction {
  readonly variables: number;
  readonly objectives: number;
  readonly reference: Vector;
  /** Of the whole front, by integration. */
  readonly hypervolume: number;
  evaluate(x: Vector): Vector;
}

function zdt(hypervolume: number, shape: (f1: number, g: number) => number): TestFunction {
  return {
    ...{ variables: 30, objectives: 2, reference: [1.1, 1.1], hypervolume },
    evaluate: (x) => {
      const [first = 0, ...rest] = x;
      const g = 1 + (9 / rest.length) * rest.reduce((sum, value) => sum + value, 0);
      return [first, g * shape(first, g)];
    },
  };
}

/** Zitzler, Deb, Thiele 2000; Deb, Thiele, Laumanns, Zitzler 2002. */
export const testFunctions: Readonly<Record<string, TestFunction>> = {
  // 1.1² - ∫(1 - √x) over [0, 1], less the strip right of it: 1.21 - 1/3.
  zdt1: zdt(1.21 - 1 / 3, (f1, g) => 1 - Math.sqrt(f1 / g)),
  // 1.21 - ∫(1 - x²).
  zdt2: zdt(1.21 - 2 / 3, (f1, g) => 1 - (f1 / g) ** 2),
  zdt3: zdt(zdt3Volume(), (f1, g) => 1 - Math.sqrt(f1 / g) - (f1 / g) * Math.sin(10 * Math.PI * f1)),
  dtlz2: {
    ...{ variables: 12, objectives: 3, reference: [1, 1, 1], hypervolume: 1 - Math.PI / 6 },
    evaluate: (x) => {
      const [a = 0, b = 0, ...rest] = x;
      const g = 1 + rest.reduce((sum, value) => sum + (value - 0.5) ** 2, 0);
      const [p, q] = [(a * Math.PI) / 2, (b * Math.PI) / 2];
      return [g * Math.cos(p) * Math.cos(q), g * Math.cos(p) * Math.sin(q), g * Math.sin(p)];
    },
  },
};

/** By a fine staircase: the front is the curve's running minimum. */
function zdt3Volume(): number {
  const steps = 200_000;
  let lowest = 1.1;
  let volume = 0;
  for (let i = 0; i < 1.1 * steps; i++) {
    const x = i / steps;
    if (x <= 1) lowest = Math.min(lowest, 1 - Math.sqrt(x) - x * Math.sin(10 * Math.PI * x));
    volume += (1.1 - lowest) / steps;
  }
  return volume;
}
