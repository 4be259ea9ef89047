import fc from "fast-check";
import { expect, test } from "vitest";
import { DataError } from "../../src/base/index.ts";
import { splitParts } from "../../src/data/split.ts";

const classLists = fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 10, maxLength: 300 });
const fractions = fc.record({
  validation: fc.double({ min: 0.1, max: 0.4, noNaN: true }),
  test: fc.double({ min: 0.1, max: 0.4, noNaN: true }),
  seed: fc.integer(),
});

function countOf(classes: Int32Array, indices: Int32Array, wanted: number): number {
  return indices.filter((index) => classes[index] === wanted).length;
}

/** Lists with so few examples that a part stays empty are refused, which another test covers. */
function trySplit(classes: Int32Array, options: object): ReturnType<typeof splitParts> | null {
  try {
    return splitParts(classes.length, classes, {}, options);
  } catch (error) {
    if (error instanceof DataError) return null;
    throw error;
  }
}

test("splitParts() puts each example into exactly one part", () => {
  fc.assert(
    fc.property(classLists, fractions, (list, options) => {
      const parts = trySplit(Int32Array.from(list), options);
      fc.pre(parts !== null);
      const all = [...parts.train, ...parts.validation, ...parts.test].sort((a, b) => a - b);
      expect(all).toEqual([...list.keys()]);
    }),
  );
});

test("splitParts() divides each class by the fractions to within one example and keeps one in train", () => {
  fc.assert(
    fc.property(classLists, fractions, (list, options) => {
      const classes = Int32Array.from(list);
      const parts = trySplit(classes, options);
      fc.pre(parts !== null);
      for (const wanted of new Set(list)) {
        const size = list.filter((item) => item === wanted).length;
        const test = countOf(classes, parts.test, wanted);
        const validation = countOf(classes, parts.validation, wanted);
        const train = countOf(classes, parts.train, wanted);
        expect(train).toBeGreaterThanOrEqual(1);
        // Where one example is left to train on, the class may have had too few for its shares.
        if (train === 1) continue;
        expect(Math.abs(test - size * options.test)).toBeLessThanOrEqual(1.001);
        expect(Math.abs(validation - size * options.validation)).toBeLessThanOrEqual(1.001);
      }
    }),
  );
});

test("splitParts() gives less than the shares of a class that would have none left to train on", () => {
  const classes = Int32Array.of(0, 0, 0, 0, 0, 1, 1, 1, 1, 1);

  const { train, validation, test } = splitParts(10, classes, {}, { validation: 0.49, test: 0.49 });

  // Each class asks for 2.45 twice.
  expect([0, 1].map((wanted) => countOf(classes, train, wanted))).toEqual([1, 1]);
  expect([0, 1].map((wanted) => countOf(classes, test, wanted))).toEqual([2, 3]);
  expect([0, 1].map((wanted) => countOf(classes, validation, wanted))).toEqual([2, 1]);
});

test("splitParts() gives the same parts for the same seed and others for another", () => {
  const classes = Int32Array.from({ length: 20 }, (_, index) => index % 2);

  const parts = splitParts(20, classes, {}, { seed: 7 });

  expect(splitParts(20, classes, {}, { seed: 7 })).toEqual(parts);
  expect(splitParts(20, classes, {}, { seed: 8 })).not.toEqual(parts);
  // Pinned, so that stored studies keep their split across versions and machines.
  expect([...parts.test]).toEqual([4, 10, 11, 17]);
  expect([...parts.validation]).toEqual([7, 14, 15, 18]);
});

test("splitParts() gives each part an example of each class of three, and of a class of two one outside of train", () => {
  fc.assert(
    fc.property(classLists, fractions, fc.integer({ min: 0, max: 2 }), (list, options, without) => {
      const classes = Int32Array.from(list);
      const asked = { ...options, ...(without === 1 && { test: 0 }), ...(without === 2 && { validation: 0 }) };
      const parts = trySplit(classes, asked);
      fc.pre(parts !== null);
      for (const wanted of new Set(list)) {
        const size = list.filter((item) => item === wanted).length;
        const test = countOf(classes, parts.test, wanted);
        const validation = countOf(classes, parts.validation, wanted);
        if (size >= 2) expect(test + validation).toBeGreaterThanOrEqual(1);
        if (size < 3) continue;
        if (asked.test > 0) expect(test).toBeGreaterThanOrEqual(1);
        if (asked.validation > 0) expect(validation).toBeGreaterThanOrEqual(1);
      }
    }),
  );
});

test("splitParts() puts one of three rare examples among many into each part, whatever the seed", () => {
  const classes = Int32Array.from({ length: 200 }, (_, index) => (index < 3 ? 1 : 0));
  for (let seed = 0; seed < 20; seed++) {
    const { train, validation, test } = splitParts(200, classes, {}, { seed });
    expect([train, validation, test].map((part) => countOf(classes, part, 1))).toEqual([1, 1, 1]);
  }
});

test("splitParts() fills validation and test from classes of two examples", () => {
  const parts = splitParts(4, Int32Array.of(0, 0, 1, 1));

  expect(parts.validation.length).toBe(1);
  expect(parts.test.length).toBe(1);
  expect(parts.train.length).toBe(2);
});

test("splitParts() takes given parts over and splits only the rest", () => {
  const given = { test: Int32Array.of(3, 9) };

  const parts = splitParts(10, null, given, { validation: 0.25 });

  expect([...parts.test]).toEqual([3, 9]);
  expect(parts.validation.length).toBe(2);
  expect([...parts.train, ...parts.validation].sort((a, b) => a - b)).toEqual([0, 1, 2, 4, 5, 6, 7, 8]);
});

test("splitParts() leaves a part empty only where asked to", () => {
  expect(splitParts(5, null, {}, { validation: 0, test: 0 }).train.length).toBe(5);
  expect(() => splitParts(2, null)).toThrow(/2 examples leave the validation part empty, expected more examples/);
});

test("splitParts() refuses fractions that leave nothing to train on", () => {
  expect(() => splitParts(10, null, {}, { validation: 1 })).toThrow(/validation is 1, expected a fraction in \[0, 1\)/);
  expect(() => splitParts(10, null, {}, { test: Number.NaN })).toThrow(/test is NaN/);
  expect(() => splitParts(10, null, {}, { validation: 0.5, test: 0.5 })).toThrow(/expected a sum below 1/);
});
