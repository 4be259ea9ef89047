/** @file Makes a search space from a declaration of its decisions. */
import {
  canonicalJson,
  checkOptions,
  type Json,
  needed,
  type OptionChecks,
  optionOf,
  pick,
  SpaceError,
} from "../base/index.ts";
import type { Value } from "../graph/index.ts";
import { NetworkBuilder } from "../nn/index.ts";
import { checkInput, type InputKind } from "./check-input.ts";
import { checkPlain } from "./check-plain.ts";
import {
  type Conditions,
  chainOf,
  completions,
  countItems,
  createGroup,
  crossItems,
  type Decisions,
  describeItem,
  encodedWidth,
  encodeItem,
  type Group,
  type Item,
  type ItemOf,
  indicesOf,
  itemOfIndices,
  mutateItem,
  neighbourItems,
  normalizeItem,
  parametersOf,
  parseItem,
  sampleItem,
} from "./declare/index.ts";
import type { LabelledDag, SearchSpace } from "./space.ts";

/** A combination of decisions that is not part of the space. */
export interface Forbidden<A> {
  /** Why, in words that end an error text: "the kernel must not exceed the image". */
  readonly why: string;
  readonly test: (arch: A) => boolean;
}

export interface SpaceDeclaration<D extends Decisions, C extends keyof D & string> {
  readonly name: string;
  /** What is to be decided, in order: a condition may read the choices declared before its own. */
  readonly decisions: D;
  /** For each decision made only sometimes, when. */
  readonly when?: Conditions<D, C>;
  readonly forbid?: readonly Forbidden<ItemOf<D, C>>[];
  /** Maps architectures that build the same network to one of them; leave out where all differ. */
  readonly canonical?: (arch: ItemOf<D, C>) => ItemOf<D, C>;
  /** Number of architectures, where known better than by counting (see `defineSpace`). */
  readonly size?: bigint;
  /** The kind of example the networks take; "any" unless said. */
  readonly input?: InputKind;
  /** Builds the network from `net.input`, and returns its logits (or predictions), shape [batch, outputs]. */
  readonly build: (arch: ItemOf<D, C>, net: NetworkBuilder) => Value;
  readonly describe?: (arch: ItemOf<D, C>) => string;
  readonly toDag?: (arch: ItemOf<D, C>) => LabelledDag;
}

const declarationChecks: OptionChecks<SpaceDeclaration<Decisions, string>> = {
  name: needed(optionOf.text),
  decisions: needed(optionOf.object("an object with a decision each")),
  when: optionOf.object("an object with functions by the names of decisions"),
  forbid: optionOf.list("a list of { why, test }", (rule) => typeof (rule as { test?: unknown }).test === "function"),
  canonical: optionOf.function,
  size: { ...optionOf.anything, expected: "a bigint", test: (value) => typeof value === "bigint" },
  input: optionOf.word("image", "vector", "any"),
  build: needed(optionOf.function),
  describe: optionOf.function,
  toDag: optionOf.function,
};

/** Spaces with forbidden combinations are counted one by one up to here; beyond, `size` leaves the ban out. */
const enumerationLimit = 200_000n;
const sampleTries = 10_000;
const varyTries = 100;

/**
 * Makes a search space with every capability from a declaration; the architecture type follows from it.
 *
 * Sampling draws each active decision uniformly, and draws again where the result is forbidden. Mutation changes one
 * decision, drawn uniformly among those that can change; what becomes active by it is drawn, what becomes inactive is
 * dropped. Crossover takes each decision from either parent. `size` is exact, except that forbidden combinations are
 * not subtracted in spaces of more than 200,000 architectures.
 *
 * @throws {SpaceError} if the declaration contradicts itself.
 * @example
 * const space = defineSpace({
 *   name: "perceptron",
 *   decisions: { hidden: flag(), width: ordered([16, 32, 64]) },
 *   when: { width: (arch) => arch.hidden },
 *   build: (arch, net) => {
 *     const x = flatten(net, net.input);
 *     const h = arch.width === undefined ? x : activation(net, linear(net, x, arch.width), "relu");
 *     return linear(net, h, net.task.outputs);
 *   },
 * });
 */
export function defineSpace<const D extends Decisions, C extends keyof D & string = never>(
  declaration: SpaceDeclaration<D, C>,
): SearchSpace<ItemOf<D, C>> {
  type A = ItemOf<D, C>;
  checkOptions<SpaceDeclaration<D, C>>("define a space", declaration, declarationChecks);
  const { name, canonical } = declaration;
  if (name.trim() === "") throw new SpaceError("Cannot define a space: its name is empty, expected some text");
  const group: Group = createGroup(declaration.decisions, declaration.when);
  const forbid = declaration.forbid ?? [];
  const whyForbidden = (arch: Item): string | undefined => forbid.find((rule) => rule.test(arch as A))?.why;
  const isAllowed = (arch: Item): boolean => whyForbidden(arch) === undefined;
  const normal = (arch: A): A => normalizeItem(group, arch) as A;

  return {
    name,
    size: declaration.size ?? countAllowed(group, forbid.length > 0 ? isAllowed : undefined),
    width: encodedWidth(group),
    ...(variation(name, group, isAllowed) as Variation<A>),
    key: (arch) => canonicalJson(canonical ? canonical(normal(arch)) : normal(arch)),
    parse: (value) => {
      checkPlain(name, value);
      const arch = parseItem(name, group, value);
      const why = whyForbidden(arch);
      if (why === undefined) return arch as A;
      throw new SpaceError(`Cannot read an architecture of ${name}: ${canonicalJson(arch)} is forbidden, as ${why}`);
    },
    build: (arch, task, batch) => {
      checkInput(name, declaration.input ?? "any", task);
      const net = new NetworkBuilder(task, batch);
      return net.finish(declaration.build(normal(arch), net));
    },
    describe: (arch) => (declaration.describe ? declaration.describe(normal(arch)) : describeItem(group, arch)),
    encode: (arch) => Float64Array.from(encodeItem(group, arch)),
    toDag: (arch) => (declaration.toDag ? declaration.toDag(normal(arch)) : chainOf(group, arch)),
    parameters: parametersOf(group),
    toIndices: (arch) => indicesOf(group, arch),
    fromIndices: (indices) => {
      const arch = itemOfIndices(group, indices);
      return isAllowed(arch) ? (arch as A) : undefined;
    },
  };
}

type Variation<A extends Json> = Pick<SearchSpace<A>, "sample" | "mutate" | "neighbours" | "crossover">;

function variation(name: string, group: Group, isAllowed: (arch: Item) => boolean): Variation<Item> {
  const neighbours = function* (arch: Item): Generator<Item> {
    for (const item of neighbourItems(group, arch)) if (isAllowed(item)) yield item;
  };
  return {
    sample: (rng) => {
      const arch = firstAllowed(sampleTries, isAllowed, () => sampleItem(group, rng));
      if (arch !== undefined) return arch;
      throw new SpaceError(
        `Cannot sample from ${name}: ${sampleTries} draws in a row were forbidden, expected most combinations to be allowed`,
      );
    },
    mutate: (arch, rng) => {
      const drawn = firstAllowed(varyTries, isAllowed, () => mutateItem(group, arch, rng));
      if (drawn !== undefined) return drawn;
      const others = [...neighbours(arch)];
      if (others.length > 0) return pick(others, rng);
      throw new SpaceError(
        `Cannot mutate an architecture of ${name}: it has no neighbour, expected a decision to change`,
      );
    },
    neighbours,
    crossover: (a, b, rng) => firstAllowed(varyTries, isAllowed, () => crossItems(group, a, b, rng)) ?? a,
  };
}

function firstAllowed(
  tries: number,
  isAllowed: (arch: Item) => boolean,
  draw: () => Item | undefined,
): Item | undefined {
  for (let i = 0; i < tries; i++) {
    const arch = draw();
    if (arch === undefined) return undefined;
    if (isAllowed(arch)) return arch;
  }
  return undefined;
}

function countAllowed(group: Group, isAllowed: ((arch: Item) => boolean) | undefined): bigint {
  const total = countItems(group);
  if (isAllowed === undefined || total > enumerationLimit) return total;
  let count = 0n;
  for (const arch of completions(group)) if (isAllowed(arch)) count++;
  return count;
}
