/** @file Gives the architectures of a space another form: a text, such as a benchmark's own, in place of an object. */
import { type Json, SpaceError, shown } from "../base/index.ts";
import type { LabelledDag, SearchSpace } from "./space.ts";

/** How architectures are written as text. */
export interface Spelling<A> {
  /** A text, shown to those who gave something else. */
  readonly example: string;
  /** Writes an architecture; different ones differently. */
  format(arch: A): string;
  /** Takes a text apart; what the parts hold is checked by the space. @throws {SpaceError} if it has not the form. */
  read(text: string): unknown;
  /** Text that is equal exactly where the networks are. Default: the architecture's own. */
  key?(arch: A): string;
}

/**
 * Returns the space with architectures as text. `parse` takes any text that `read` understands and returns it as
 * `format` writes it.
 */
export function withText<A extends Json>(space: SearchSpace<A>, spelling: Spelling<A>): SearchSpace<string> {
  const toText = (arch: A): string => spelling.format(arch);
  const toArch = (text: unknown): A => {
    if (typeof text === "string") return space.parse(spelling.read(text));
    throw new SpaceError(
      `Cannot read an architecture of ${space.name}: it is ${shown(text)}, expected text such as ${spelling.example}`,
    );
  };
  const { fromDag, wholeDag } = space;
  return {
    name: space.name,
    size: space.size,
    width: space.width,
    parameters: space.parameters,
    sample: (rng) => toText(space.sample(rng)),
    key: (text) => (spelling.key ?? toText)(toArch(text)),
    parse: (value) => toText(toArch(value)),
    build: (text, task, batch) => space.build(toArch(text), task, batch),
    describe: (text) => space.describe(toArch(text)),
    mutate: (text, rng) => toText(space.mutate(toArch(text), rng)),
    neighbours: (text) => mapped(space.neighbours(toArch(text)), toText),
    crossover: (a, b, rng) => toText(space.crossover(toArch(a), toArch(b), rng)),
    encode: (text) => space.encode(toArch(text)),
    toDag: (text) => space.toDag(toArch(text)),
    toIndices: (text) => space.toIndices(toArch(text)),
    fromIndices: (indices) => maybeText(space.fromIndices(indices)),
    ...(fromDag && { fromDag: (dag: LabelledDag) => maybeText(fromDag.call(space, dag)) }),
    ...(wholeDag && { wholeDag: (text: string) => wholeDag.call(space, toArch(text)) }),
  };

  function maybeText(arch: A | undefined): string | undefined {
    return arch === undefined ? undefined : toText(arch);
  }
}

function* mapped<T, U>(items: Iterable<T>, change: (item: T) => U): Generator<U> {
  for (const item of items) yield change(item);
}
