/** @file Splits examples into train, validation and test by seed, keeping the share of each class. */
import { checkOption, createRng, DataError, InputError, needed, optionOf, shuffled } from "../base/index.ts";
import type { PartName } from "./dataset.ts";
import type { GivenParts } from "./raw-dataset.ts";

export interface SplitOptions {
  /** Share of the examples that the source leaves open; default 0.2. Refused where the source brings a validation part. */
  readonly validation?: number | undefined;
  /** Share of the examples that the source leaves open; default 0.2. Refused where the source brings a test part. */
  readonly test?: number | undefined;
  /** Decides which examples go where; default 0. */
  readonly seed?: string | number | undefined;
}

/** Fewer cannot be in train, validation and test alike. */
const EXAMPLES_FOR_ALL_PARTS = 3;

/**
 * Splits examples into three disjoint parts that together hold each example once.
 *
 * Each class is divided by the fractions to within one example. It keeps at least one in train, though, unless the source
 * gives all of them to another part: a class too small for its shares gives fewer than they ask for. A class of three or
 * more has at least one in each part that is asked for, one of two examples one outside of train: what a part has no
 * example of, its score says nothing of.
 *
 * @param classes  Class index per example, or null to split without regard to classes.
 * @param given  Parts that the source fixes; they are taken over as they are.
 * @returns Ascending example indices per part. The same seed gives the same parts on every machine.
 * @throws {InputError} if a fraction is outside [0, 1), both add up to 1 or more, or an option would do nothing as the
 *   source gives the part.
 * @throws {DataError} if there are too few examples to fill a part that was asked for.
 */
export function splitParts(
  count: number,
  classes: Int32Array | null,
  given: GivenParts = {},
  options: SplitOptions = {},
): Record<PartName, Int32Array> {
  const fractions = parseFractions(given, options);
  const rng = createRng(options.seed ?? 0).split("split");
  const groups = openGroups(count, classes, given).map((group, index) => shuffled(group, rng.split(index)));

  const least = (asked: number, group: readonly number[]): number =>
    asked > 0 && group.length >= EXAMPLES_FOR_ALL_PARTS ? 1 : 0;
  const testCounts = apportion(groups, fractions.test, (group) => [
    least(fractions.test, group),
    group.length - 1 - least(fractions.validation, group),
  ]);
  // Backwards, so that classes of two examples do not lose both: rounding favours the late classes of a pass.
  const validationCounts = apportion(groups.toReversed(), fractions.validation, (group, index) => [
    least(fractions.validation, group),
    group.length - 1 - (testCounts[groups.length - 1 - index] as number),
  ]).toReversed();
  const part = fractions.test > 0 ? testCounts : fractions.validation > 0 ? validationCounts : [];
  groups.forEach((group, index) => {
    if (group.length === 2 && testCounts[index] === 0 && validationCounts[index] === 0) part[index] = 1;
  });

  const testEnd = (index: number): number => testCounts[index] as number;
  const validationEnd = (index: number): number => testEnd(index) + (validationCounts[index] as number);
  const parts = {
    test: groups.flatMap((group, index) => group.slice(0, testEnd(index))),
    validation: groups.flatMap((group, index) => group.slice(testEnd(index), validationEnd(index))),
    train: groups.flatMap((group, index) => group.slice(validationEnd(index))),
  };
  checkFilled(count, parts, fractions);
  return {
    train: ascending(parts.train),
    validation: given.validation ?? ascending(parts.validation),
    test: given.test ?? ascending(parts.test),
  };
}

const fraction = needed(optionOf.number("a fraction in [0, 1)", (value) => value >= 0 && value < 1));

/** Returns the share of the open examples for each part; 0 where the source gives the part. */
function parseFractions(given: GivenParts, options: SplitOptions): { validation: number; test: number } {
  for (const part of ["validation", "test"] as const) {
    if (given[part] === undefined || options[part] === undefined) continue;
    throw new InputError(
      `Cannot split the data: ${part} is ${options[part]}, expected no such option, as the data bring a ${part} part`,
    );
  }
  if (given.validation && given.test && options.seed !== undefined) {
    throw new InputError(
      `Cannot split the data: seed is ${options.seed}, expected no such option, as the data bring all parts`,
    );
  }
  const validation = given.validation === undefined ? (options.validation ?? 0.2) : 0;
  const test = given.test === undefined ? (options.test ?? 0.2) : 0;
  for (const [name, value] of Object.entries({ validation, test }))
    checkOption("split the data", name, value, fraction);
  if (validation + test >= 1) {
    throw new InputError(
      `Cannot split the data: validation ${validation} and test ${test} leave nothing to train on, expected a sum below 1`,
    );
  }
  return { validation, test };
}

/** Collects by class the examples that no given part holds. */
function openGroups(count: number, classes: Int32Array | null, given: GivenParts): number[][] {
  const taken = new Uint8Array(count);
  for (const index of given.validation ?? []) taken[index] = 1;
  for (const index of given.test ?? []) taken[index] = 1;
  const groups: number[][] = [];
  for (let index = 0; index < count; index++) {
    if (taken[index] === 1) continue;
    const group = classes === null ? 0 : (classes[index] as number);
    while (groups.length <= group) groups.push([]);
    groups[group]?.push(index);
  }
  return groups;
}

/**
 * Divides each group by the fraction, within the least and the most it may give; the rounding error is carried on, so that
 * many small classes still fill a part.
 */
function apportion(
  groups: readonly number[][],
  fraction: number,
  bounds: (group: readonly number[], index: number) => readonly [least: number, most: number],
): number[] {
  let carry = 0;
  return groups.map((group, index) => {
    const exact = group.length * fraction + carry;
    const [least, most] = bounds(group, index);
    const taken = Math.max(0, Math.min(Math.max(least, Math.round(exact)), most));
    // Bounded, or a run of classes too small to give would make the next one give all.
    carry = Math.max(-0.5, Math.min(0.5, exact - taken));
    return taken;
  });
}

function checkFilled(
  count: number,
  parts: Readonly<Record<PartName, readonly number[]>>,
  fractions: { validation: number; test: number },
): void {
  const empty = (["train", "validation", "test"] as const).find(
    (part) => parts[part].length === 0 && (part === "train" || fractions[part] > 0),
  );
  if (empty !== undefined) {
    throw new DataError(
      `Cannot split the data: ${count} examples leave the ${empty} part empty, expected more examples`,
    );
  }
}

function ascending(indices: readonly number[]): Int32Array {
  return Int32Array.from(indices).sort();
}
