/** @file Changes architectures seen as lists of options. */
import type { Json, Rng } from "../base/index.ts";
import type { SearchSpace } from "../space/index.ts";

/**
 * Changes each parameter that applies with probability `rate`, to another option drawn uniformly; parameters that come
 * to apply by that get any option.
 *
 * @returns undefined where the combination is not part of the space; `arch` itself where nothing was changed.
 */
export function mutateOptions<A extends Json>(space: SearchSpace<A>, arch: A, rate: number, rng: Rng): A | undefined {
  const before = space.toIndices(arch);
  const after = before.map((index, i) => {
    const { options } = space.parameters[i] as { options: number };
    if (index < 0 || options < 2 || rng.next() >= rate) return index;
    return (index + 1 + rng.int(options - 1)) % options;
  });
  return after.every((index, i) => index === before[i]) ? arch : fromOptions(space, after, rng);
}

/**
 * The architecture with these options; those that are open (-1) are drawn, in case they come to apply.
 *
 * @returns undefined where the combination is not part of the space.
 */
export function fromOptions<A extends Json>(
  space: SearchSpace<A>,
  options: readonly number[],
  rng: Rng,
): A | undefined {
  return space.fromIndices(
    space.parameters.map((parameter, i) => {
      const option = options[i] as number;
      return option < 0 ? rng.int(parameter.options) : option;
    }),
  );
}
