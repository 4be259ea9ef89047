/** @file The ladder of fidelities that trials climb. */
import { checkNumber } from "../base/index.ts";

export interface RungOptions {
  /** Of so many trials on a rung one goes on to the next, which has so many times the budget. Default 3. */
  readonly eta?: number;
  /** Part of the budget on the lowest rung at least, in (0, 1]. Default 1/9: three rungs at an eta of 3. */
  readonly minFidelity?: number;
}

export const rungDefaults: Required<RungOptions> = { eta: 3, minFidelity: 1 / 9 };

/** @throws {InputError} if an option is wrong. */
export function checkRungs(owner: string, { eta, minFidelity }: Required<RungOptions>): void {
  checkNumber(owner, "eta", eta, 1.01);
  checkNumber(owner, "minFidelity", minFidelity, 1e-6, 1);
}

/** Number of times the lowest fidelity can be multiplied by eta: one less than there are rungs. */
export function climbs({ eta, minFidelity }: Required<RungOptions>): number {
  // A little more than the logarithm, which may fall just short of a whole number.
  return Math.floor(-Math.log(minFidelity) / Math.log(eta) + 1e-9);
}

/** The fidelities from the lowest, `eta ** -climbs`, up to 1. */
export function rungsOf(options: Required<RungOptions>): number[] {
  const top = climbs(options);
  return Array.from({ length: top + 1 }, (_, i) => options.eta ** (i - top));
}
