/** @file Checks of numbers given as options. */
import { InputError } from "../base/index.ts";

/** Checks that a setting is above 0 and at most 1. @throws {InputError} */
export function checkFraction(owner: string, name: string, value: number): void {
  if (value > 0 && value <= 1) return;
  throw new InputError(`Cannot set up ${owner}: ${name} is ${value}, expected a number above 0, at most 1`);
}

/** Checks that a setting is finite and above 0. @throws {InputError} */
export function checkPositive(owner: string, name: string, value: number): void {
  if (value > 0 && value < Infinity) return;
  throw new InputError(`Cannot set up ${owner}: ${name} is ${value}, expected a number above 0`);
}
