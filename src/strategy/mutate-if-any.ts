/** @file Mutation where an architecture may have no neighbour. */
import type { Json, Rng } from "../base/index.ts";
import type { SearchSpace } from "../space/index.ts";

/**
 * Mutates an architecture.
 *
 * Neighbours are only looked for when the mutation failed: to find the first costs as much as a mutation.
 *
 * @returns undefined where the architecture has no neighbour.
 */
export function mutateIfAny<A extends Json>(space: SearchSpace<A>, arch: A, rng: Rng): A | undefined {
  try {
    return space.mutate(arch, rng);
  } catch (error) {
    const [neighbour] = space.neighbours(arch);
    if (neighbour !== undefined) throw error;
    return undefined;
  }
}
