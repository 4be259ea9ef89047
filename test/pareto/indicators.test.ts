import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { InputError } from "../../src/base/index.ts";
import {
  additiveEpsilon,
  dominates,
  hypervolume,
  hypervolumeContributions,
  igdPlus,
  knee,
  nonDominatedSort,
  paretoFront,
} from "../../src/pareto/index.ts";

const points = fc
  .integer({ min: 2, max: 5 })
  .chain((m) => fc.array(fc.array(fc.integer({ min: 0, max: 9 }), { minLength: m, maxLength: m }), { minLength: 1 }));

describe("igdPlus() and additiveEpsilon()", () => {
  test("are 0 for the reference itself", () => {
    fc.assert(
      fc.property(points, (set) => {
        expect(igdPlus(set, set)).toBe(0);
        expect(
          additiveEpsilon(
            set,
            paretoFront(set).map((i) => set[i] as number[]),
          ),
        ).toBe(0);
      }),
    );
  });

  test("equal their worked examples", () => {
    const reference = [
      [0, 3],
      [1, 1],
      [3, 0],
    ];
    // Lacks of (1, 2): to (0, 3) one in the first objective, to (1, 1) one in the second, to (3, 0) two in the second.
    expect(igdPlus([[1, 2]], reference)).toBeCloseTo((1 + 1 + 2) / 3, 12);
    expect(additiveEpsilon([[1, 2]], reference)).toBe(2);
    expect(additiveEpsilon([[-1, -1]], reference)).toBe(-1);
  });

  test("are never better for a set that another weakly dominates", () => {
    fc.assert(
      fc.property(points, (set) => {
        const worse = set.map((point) => point.map((x, m) => x + (m % 2)));
        expect(igdPlus(worse, set)).toBeGreaterThanOrEqual(0);
        expect(additiveEpsilon(worse, set)).toBeGreaterThanOrEqual(additiveEpsilon(set, set));
      }),
    );
  });

  test("refuse an empty reference, and are infinite for no points", () => {
    expect(() => igdPlus([[1]], [])).toThrow(InputError);
    expect(() => additiveEpsilon([[1]], [])).toThrow(InputError);
    expect(igdPlus([], [[1]])).toBe(Infinity);
    expect(additiveEpsilon([], [[1]])).toBe(Infinity);
  });
});

test("hypervolumeContributions() is what is lost without each point", () => {
  fc.assert(
    fc.property(points, (set) => {
      const bound = (set[0] as number[]).map(() => 10);
      const contributions = hypervolumeContributions(set, bound);
      const whole = hypervolume(set, bound);
      for (const [i, contribution] of contributions.entries()) {
        expect(contribution).toBeCloseTo(whole - hypervolume(set.toSpliced(i, 1), bound), 9);
        const copies = set.filter((other, j) => j !== i && !dominates(set[i] as number[], other));
        if (copies.some((other) => dominates(other, set[i] as number[]))) expect(contribution).toBe(0);
      }
    }),
    { numRuns: 30 },
  );
});

test("nonDominatedSort() gives two objectives the fronts it gives the same points with a constant third", () => {
  const pairs = fc.array(fc.tuple(fc.nat(8), fc.oneof(fc.nat(8), fc.constant(Number.NaN))), { maxLength: 40 });
  fc.assert(
    fc.property(pairs, (set) => {
      expect(nonDominatedSort(set)).toEqual(nonDominatedSort(set.map(([a, b]) => [a, b, 0])));
    }),
  );
});

describe("knee()", () => {
  test("is the point nearest to the ideal one after scaling", () => {
    const front = [
      [0, 1000],
      [1, 200],
      [5, 100],
      [10, 0],
    ];
    expect(knee(front)).toBe(1);
    expect(knee([...front, [2, 900]])).toBe(1);
    expect(knee([])).toBeUndefined();
    expect(knee([[3, 3]])).toBe(0);
  });
});
