/** @file The check of sizes that all layers share. */
import { InputError } from "../base/index.ts";

/** @throws {InputError} naming the first option that is no integer of at least `least`. */
export function checkIntegers(layer: string, least: number, options: Readonly<Record<string, number>>): void {
  for (const [name, value] of Object.entries(options)) {
    if (!Number.isSafeInteger(value) || value < least)
      throw new InputError(`Cannot add ${layer}: ${name} is ${value}, expected an integer of at least ${least}`);
  }
}

/** @throws {InputError} if `parts` does not divide the size. */
export function checkDivides(layer: string, what: string, parts: number, size: number): void {
  checkIntegers(layer, 1, { [what]: parts });
  if (size % parts !== 0)
    throw new InputError(`Cannot add ${layer}: ${what} is ${parts}, expected a divisor of the ${size} channels`);
}

/** @throws {InputError} if x has not the rank; `axes` names its axes. */
export function checkRank(layer: string, shape: readonly number[], axes: readonly string[]): void {
  if (shape.length !== axes.length)
    throw new InputError(`Cannot add ${layer}: x has shape [${shape}], expected [${axes.join(", ")}]`);
}
