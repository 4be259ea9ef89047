/** @file A part of a space, such as the architectures that a table knows. */
import { type Json, pick, type Rng, SpaceError, shown } from "../base/index.ts";
import type { LabelledDag, SearchSpace } from "./space.ts";

export interface Restriction<A> {
  /** Name of the part, such as `nb101 energy table`. */
  readonly name: string;
  readonly isMember: (arch: A) => boolean;
  /** Number of architectures in the part, where known; else `size` is that of the whole space, which it cannot exceed. */
  readonly size?: bigint;
}

const sampleTries = 100_000;
const varyTries = 100;

/**
 * Returns the space with only the architectures that are members: sampling draws from the whole space until one is,
 * mutation and neighbours pass over those that are not, `parse` refuses them.
 *
 * Members may lie apart: then `mutate` throws a SpaceError, as its contract says, and crossover returns its first parent.
 *
 * @example restrictSpace(nb201(), { name: "table", isMember: (arch) => table.has(arch), size: BigInt(table.size) });
 */
export function restrictSpace<A extends Json>(space: SearchSpace<A>, restriction: Restriction<A>): SearchSpace<A> {
  const { name, isMember } = restriction;
  const memberOrNone = (arch: A | undefined): A | undefined =>
    arch !== undefined && isMember(arch) ? arch : undefined;
  const { fromDag } = space;
  return {
    ...space,
    name,
    size: restriction.size ?? space.size,
    ...variation(space, restriction),
    parse: (value) => {
      const arch = space.parse(value);
      if (isMember(arch)) return arch;
      throw new SpaceError(`Cannot read an architecture of ${name}: ${shown(arch)} is no member of it`);
    },
    fromIndices: (indices) => memberOrNone(space.fromIndices(indices)),
    ...(fromDag && { fromDag: (dag: LabelledDag) => memberOrNone(fromDag.call(space, dag)) }),
  };
}

function variation<A extends Json>(
  space: SearchSpace<A>,
  { name, isMember }: Restriction<A>,
): Pick<SearchSpace<A>, "sample" | "mutate" | "neighbours" | "crossover"> {
  const firstMember = (tries: number, draw: () => A): A | undefined => {
    for (let i = 0; i < tries; i++) {
      const arch = draw();
      if (isMember(arch)) return arch;
    }
    return undefined;
  };
  const neighbours = function* (arch: A): Generator<A> {
    for (const other of space.neighbours(arch)) if (isMember(other)) yield other;
  };
  return {
    neighbours,
    sample: (rng: Rng) => {
      const arch = firstMember(sampleTries, () => space.sample(rng));
      if (arch !== undefined) return arch;
      throw new SpaceError(
        `Cannot sample from ${name}: ${sampleTries} draws from ${space.name} held no member, expected a larger part of it`,
      );
    },
    mutate: (arch, rng) => {
      const drawn = firstMember(varyTries, () => space.mutate(arch, rng));
      if (drawn !== undefined) return drawn;
      const others = [...neighbours(arch)];
      if (others.length > 0) return pick(others, rng);
      throw new SpaceError(`Cannot mutate an architecture of ${name}: no neighbour of it is a member`);
    },
    crossover: (a, b, rng) => firstMember(varyTries, () => space.crossover(a, b, rng)) ?? a,
  };
}
