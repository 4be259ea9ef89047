/** @file Declares decisions: choices, ranges, flags and lists. */
import { SpaceError, shown } from "../../base/index.ts";
import type { Choice, Conditions, Decisions, ItemOf, List, Scalar } from "./declaration.ts";
import { createGroup } from "./group.ts";

/** Declares a choice between values that have no order, such as operations. */
export function choice<const T extends Scalar>(options: readonly T[]): Choice<T> {
  return checkedChoice(options, false);
}

/** Declares a choice between values listed from little to much, such as widths. */
export function ordered<const T extends Scalar>(options: readonly T[]): Choice<T> {
  return checkedChoice(options, true);
}

/** Declares an integer from `min` to `max`, both included. */
export function range(min: number, max: number): Choice<number> {
  if (!Number.isSafeInteger(min) || !Number.isSafeInteger(max) || max < min) {
    throw new SpaceError(`Cannot declare a range: from ${min} to ${max}, expected integers with the smaller first`);
  }
  return checkedChoice(
    Array.from({ length: max - min + 1 }, (_, i) => min + i),
    true,
  );
}

/** Declares a yes or no. */
export function flag(): Choice<boolean> {
  return checkedChoice([false, true], false);
}

/**
 * Declares a list whose items each make the decisions `of`, such as the layers of a chain.
 *
 * @param declaration  `when` holds conditions between the decisions of one item.
 */
export function list<const D extends Decisions, C extends keyof D & string = never>(declaration: {
  readonly min: number;
  readonly max: number;
  readonly of: D;
  readonly when?: Conditions<D, C>;
}): List<ItemOf<D, C>> {
  const { min, max } = declaration ?? {};
  if (!Number.isSafeInteger(min) || !Number.isSafeInteger(max) || min < 0 || max < 1 || max < min) {
    throw new SpaceError(`Cannot declare a list: ${min} to ${max} items, expected integers with the smaller first`);
  }
  return { kind: "list", min, max, group: createGroup(declaration.of, declaration.when) };
}

const scalars = ["string", "number", "boolean"];

function checkedChoice<T extends Scalar>(options: readonly T[], isOrdered: boolean): Choice<T> {
  const isFine = (option: T): boolean =>
    scalars.includes(typeof option) && (typeof option !== "number" || Number.isFinite(option));
  const isList = Array.isArray(options) && options.length > 0 && options.every(isFine);
  if (!isList || new Set(options).size < options.length) {
    throw new SpaceError(
      `Cannot declare a choice: options are ${shown(options)}, expected a list of distinct texts, finite numbers, true or false`,
    );
  }
  return { kind: "choice", options: [...options], ordered: isOrdered };
}
