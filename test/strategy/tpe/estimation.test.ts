import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createRng } from "../../../src/base/index.ts";
import type { Parameter } from "../../../src/space/index.ts";
import { ageWeights } from "../../../src/strategy/tpe/age-weights.ts";
import { linearGamma, rootGamma } from "../../../src/strategy/tpe/gamma.ts";
import { firstGroups, splitGroups } from "../../../src/strategy/tpe/groups.ts";
import { kernel, priorKernel } from "../../../src/strategy/tpe/kernels.ts";
import { ParzenMixture } from "../../../src/strategy/tpe/mixture.ts";
import { splitByScore } from "../../../src/strategy/tpe/split.ts";

function parameter(options: number, ordered = false): Parameter {
  return { name: `${options}${ordered ? " in order" : ""}`, options, ordered };
}

const sum = (values: Iterable<number>): number => [...values].reduce((a, b) => a + b, 0);

describe("gamma", () => {
  test("linearGamma() is a tenth rounded up, at most 25 with one objective", () => {
    expect([1, 10, 11, 100, 250, 1000].map((n) => linearGamma(n))).toEqual([1, 1, 2, 10, 25, 25]);
    expect(linearGamma(1000, 2)).toBe(100);
  });

  test("rootGamma() is a quarter of the root rounded up, at most 25", () => {
    expect([10, 20, 100, 1000, 10_000].map(rootGamma)).toEqual([1, 2, 3, 8, 25]);
  });
});

describe("ageWeights()", () => {
  test("gives the newest 25 full weight, and ramps up to them", () => {
    expect([...ageWeights(24)]).toEqual(new Array(24).fill(1));
    const weights = [...ageWeights(30)];
    const ramp = [0, 1, 2, 3, 4].map((i) => 1 / 30 + ((1 - 1 / 30) * i) / 4);
    for (const [i, weight] of [...ramp, ...new Array<number>(25).fill(1)].entries()) {
      expect(weights[i]).toBeCloseTo(weight, 12);
    }
    expect(weights).toHaveLength(30);
  });

  test("gives a single old one the least, and none nothing", () => {
    expect(ageWeights(26)[0]).toBeCloseTo(1 / 26, 12);
    expect(ageWeights(0)).toHaveLength(0);
  });
});

describe("kernel()", () => {
  const scale = { observations: 1, dimensions: 1, priorWeight: 1 };

  test("puts most on the observed option", () => {
    expect([...kernel(parameter(2), 0, scale)]).toEqual([0.75, 0.25]);
    expect([...priorKernel(parameter(4))]).toEqual([0.25, 0.25, 0.25, 0.25]);
  });

  test("falls off with distance where options are ordered, evenly to both sides", () => {
    const row = kernel(parameter(9, true), 4, { ...scale, observations: 10 });
    for (let i = 0; i < 4; i++) {
      expect(row[i]).toBeLessThan(row[i + 1] as number);
      expect(row[i]).toBeCloseTo(row[8 - i] as number, 12);
    }
    const prior = priorKernel(parameter(9, true));
    expect((prior[4] as number) / (prior[0] as number)).toBeLessThan(1.2);
  });

  test("is a distribution, with every option possible near the observed one", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 }),
        fc.boolean(),
        fc.nat(),
        fc.integer({ min: 0, max: 2000 }),
        fc.integer({ min: 1, max: 30 }),
        (options, ordered, seed, observations, dimensions) => {
          const one = parameter(options, ordered);
          const rows = [kernel(one, seed % options, { observations, dimensions, priorWeight: 1 }), priorKernel(one)];
          for (const row of rows) {
            expect(row).toHaveLength(options);
            expect(sum(row)).toBeCloseTo(1, 9);
            expect(Math.min(...row)).toBeGreaterThanOrEqual(0);
          }
          expect(rows[0]?.[seed % options]).toBe(Math.max(...(rows[0] as Float64Array)));
        },
      ),
      { seed: 1 },
    );
  });
});

describe("ParzenMixture", () => {
  test("has the known density of one result", () => {
    const parameters = [parameter(2)];
    const mixture = new ParzenMixture({ parameters, group: [0], results: [[0]], weights: [1], priorWeight: 1 });
    expect(Math.exp(mixture.logDensity([0]))).toBeCloseTo(0.625, 12);
    expect(Math.exp(mixture.logDensity([1]))).toBeCloseTo(0.375, 12);
  });

  test("is the weighted sum of products of kernels, however many results and parameters there are", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 1, max: 6 }), fc.boolean()), { minLength: 1, maxLength: 40 }),
        fc.integer({ min: 0, max: 300 }),
        fc.nat(),
        (shapes, count, seed) => {
          const rng = createRng(seed);
          const parameters = shapes.map(([options, ordered]) => parameter(options, ordered));
          const draw = (): number[] => parameters.map(({ options }) => rng.int(options));
          const results = Array.from({ length: count }, draw);
          const weights = results.map(() => 0.1 + rng.next());
          const group = parameters.flatMap((_, i) => (i % 3 === 2 ? [] : [i]));
          const mixture = new ParzenMixture({ parameters, group, results, weights, priorWeight: 0.7 });
          const point = draw();

          const scale = { observations: count, dimensions: group.length, priorWeight: 0.7 };
          const product = (of: (i: number) => Float64Array): number =>
            group.reduce((all, i) => all * (of(i)[point[i] as number] as number), 1);
          const density =
            0.7 * product((i) => priorKernel(parameters[i] as Parameter)) +
            sum(
              results.map((result, r) => {
                const own = product((i) => kernel(parameters[i] as Parameter, result[i] as number, scale));
                return (weights[r] as number) * own;
              }),
            );
          const found = mixture.logDensity(group.map((i) => point[i] as number));
          expect(found).toBeCloseTo(Math.log(density / (0.7 + sum(weights))), 7);
        },
      ),
      { numRuns: 60, seed: 2 },
    );
  });

  test("sums to 1, and draws points as often as they are likely", () => {
    const parameters = [parameter(3), parameter(4, true)];
    const results = [
      [0, 0],
      [0, 1],
      [2, 3],
    ];
    const mixture = new ParzenMixture({ parameters, group: [0, 1], results, weights: [1, 2, 1], priorWeight: 1 });
    const points = [0, 1, 2].flatMap((a) => [0, 1, 2, 3].map((b) => [a, b]));
    const densities = points.map((point) => Math.exp(mixture.logDensity(point)));
    expect(sum(densities)).toBeCloseTo(1, 12);

    const rng = createRng(1);
    const draws = Array.from({ length: 6000 }, () => String(mixture.sample(rng)));
    for (const [i, point] of points.entries()) {
      const p = densities[i] as number;
      const share = draws.filter((draw) => draw === String(point)).length / draws.length;
      expect(Math.abs(share - p)).toBeLessThan(4 * Math.sqrt((p * (1 - p)) / draws.length));
    }
  });

  test("stays finite with a thousand parameters", () => {
    const parameters = Array.from({ length: 1000 }, () => parameter(5));
    const rng = createRng(3);
    const results = Array.from({ length: 50 }, () => parameters.map(() => rng.int(5)));
    const group = parameters.map((_, i) => i);
    const mixture = new ParzenMixture({ parameters, group, results, weights: results.map(() => 1), priorWeight: 1 });
    const far = mixture.logDensity(parameters.map(() => rng.int(5)));
    expect(far).toBeGreaterThan(-1000 * Math.log(5) - 5);
    expect(far).toBeLessThan(mixture.logDensity(results[7] as number[]));
  });
});

describe("groups", () => {
  test("splitGroups() leaves together what always occurred together", () => {
    const all = firstGroups(5, true);
    expect(all).toEqual([[0, 1, 2, 3, 4]]);
    const once = splitGroups(all, [0, 2, -1, 1, -1]);
    expect(once).toEqual([
      [0, 1, 3],
      [2, 4],
    ]);
    expect(splitGroups(once, [1, 1, 0, 0, 0])).toBe(once);
    expect(splitGroups(once, [1, -1, -1, 1, 0])).toEqual([[0, 3], [1], [2], [4]]);
    expect(firstGroups(3, false)).toEqual([[0], [1], [2]]);
  });

  test("splitGroups() gives the same groups in any order of results", () => {
    const options = fc.array(fc.constantFrom(-1, 0), { minLength: 6, maxLength: 6 });
    fc.assert(
      fc.property(fc.array(options), (results) => {
        const split = (ordered: readonly number[][]): unknown => ordered.reduce(splitGroups, firstGroups(6, true));
        expect(split(results)).toEqual(split(results.toReversed()));
      }),
      { seed: 3 },
    );
  });
});

describe("splitByScore()", () => {
  const entry = (trial: number, cost: number, feasible = true) => ({
    trial,
    architecture: trial,
    key: String(trial),
    state: "complete" as const,
    feasible,
    fidelity: 1,
    costs: [cost],
  });
  const trialsOf = (entries: readonly ReturnType<typeof entry>[], count: number): number[] =>
    splitByScore(entries, count, 25).entries.map(({ trial }) => trial);

  test("takes the best in the order of trials, the first of equals", () => {
    const entries = [entry(4, 3), entry(1, 2), entry(3, 2), entry(0, 9), entry(2, 2)];
    expect(trialsOf(entries, 3)).toEqual([1, 2, 3]);
    expect(trialsOf(entries, 2)).toEqual([1, 3]);
    expect(trialsOf(entries, 0)).toEqual([]);
  });

  test("takes what breaks a constraint only where nothing else is left", () => {
    const entries = [entry(0, 1, false), entry(1, 5), entry(2, 2, false), entry(3, 4)];
    expect(trialsOf(entries, 2)).toEqual([1, 3]);
    expect(trialsOf(entries, 3)).toEqual([0, 1, 3]);
  });
});
