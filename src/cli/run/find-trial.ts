/** @file Picks a trial of a run by the number on a command line. */
import { InputError } from "../../base/index.ts";

/** @throws {InputError} if there is no trial of that number. */
export function findTrial<T extends { readonly number: number }>(trials: readonly T[], number: number): T {
  const found = trials.find((trial) => trial.number === number);
  if (found) return found;
  const expected = trials.length === 0 ? "a search with trials" : `0 to ${trials.length - 1}`;
  throw new InputError(`Cannot find trial ${number}: the search has no such trial, expected ${expected}`);
}
