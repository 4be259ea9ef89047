/** @file Spaces derived from others: with remembered keys, and narrowed to some of their architectures. */
import { InputError, type Json, pick, type Rng, SpaceError } from "../base/index.ts";
import { architectureText } from "../estimator/index.ts";
import type { ArchKey, SearchSpace } from "../space/index.ts";

/** Keys kept at a time: more than a comparison on published tables meets, and a bound for larger spaces. */
const MOST_KEYS = 200_000;
const TRIES = 100;

/** Returns the space with its keys remembered: a comparison asks for the same ones again and again. */
export function withRememberedKeys<A extends Json>(space: SearchSpace<A>): SearchSpace<A> {
  const keys = new Map<string, ArchKey>();
  const key = (arch: A): ArchKey => {
    const text = architectureText(arch);
    const known = keys.get(text);
    if (known !== undefined) return known;
    if (keys.size >= MOST_KEYS) keys.clear();
    const found = space.key(arch);
    keys.set(text, found);
    return found;
  };
  return { ...delegated(space), key };
}

/** Some architectures of a space. */
export interface Members<A> {
  /** For the name of the narrowed space: the table that lists them. */
  readonly name: string;
  /** At least one. */
  readonly list: readonly A[];
  has(arch: A): boolean;
}

/**
 * Returns the space narrowed to its members. Sampling draws from the list uniformly; mutants, neighbours and children
 * that are no members are left out, so an architecture may be without neighbours.
 *
 * @throws {InputError} if there is no member.
 */
export function narrowedTo<A extends Json>(space: SearchSpace<A>, members: Members<A>): SearchSpace<A> {
  if (members.list.length === 0) {
    throw new InputError(`Cannot search ${space.name}: ${members.name} has none of its architectures, expected some`);
  }
  const neighbours = function* (arch: A): Generator<A> {
    for (const other of space.neighbours(arch)) if (members.has(other)) yield other;
  };
  const mutate = (arch: A, rng: Rng): A => {
    const mutant = firstMember(members, () => space.mutate(arch, rng));
    if (mutant !== undefined) return mutant;
    const left = [...neighbours(arch)];
    if (left.length > 0) return pick(left, rng);
    throw new SpaceError(
      `Cannot mutate ${architectureText(arch)}: ${members.name} has none of its neighbours, expected one`,
    );
  };
  return {
    ...delegated(space),
    name: `${space.name} in ${members.name}`,
    size: BigInt(members.list.length),
    sample: (rng) => pick(members.list, rng),
    mutate,
    neighbours,
    // Where no child is a member, one of the parents is the child.
    crossover: (a, b, rng) => firstMember(members, () => space.crossover(a, b, rng)) ?? pick([a, b], rng),
    fromIndices: (indices) => {
      const arch = space.fromIndices(indices);
      return arch !== undefined && members.has(arch) ? arch : undefined;
    },
  };
}

function firstMember<A>(members: Members<A>, draw: () => A): A | undefined {
  for (let i = 0; i < TRIES; i++) {
    const arch = draw();
    if (members.has(arch)) return arch;
  }
  return undefined;
}

/** A copy of the space's surface; a space may be an object of a class, whose methods a spread would lose. */
function delegated<A extends Json>(space: SearchSpace<A>): SearchSpace<A> {
  const { fromDag } = space;
  return {
    name: space.name,
    size: space.size,
    width: space.width,
    parameters: space.parameters,
    sample: (rng) => space.sample(rng),
    key: (arch) => space.key(arch),
    parse: (value) => space.parse(value),
    build: (arch, task, batch) => space.build(arch, task, batch),
    describe: (arch) => space.describe(arch),
    mutate: (arch, rng) => space.mutate(arch, rng),
    neighbours: (arch) => space.neighbours(arch),
    crossover: (a, b, rng) => space.crossover(a, b, rng),
    encode: (arch) => space.encode(arch),
    toDag: (arch) => space.toDag(arch),
    toIndices: (arch) => space.toIndices(arch),
    fromIndices: (indices) => space.fromIndices(indices),
    ...(fromDag && { fromDag: (dag) => fromDag.call(space, dag) }),
  };
}
