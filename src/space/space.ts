/** @file The contract of a search space: what can be built, and what a strategy may do with it. */
import type { Json, Rng } from "../base/index.ts";
import type { Task } from "../data/index.ts";
import type { Network } from "../graph/index.ts";
import type { Augmentable } from "./augmentable.ts";

/** Identifies a network up to isomorphism inside one space. */
export type ArchKey = string;

/**
 * A set of architectures. Pure: no method keeps state or changes its arguments, and all randomness comes from the
 * `rng` handed in. Architectures are plain JSON and never altered.
 */
export interface Space<A extends Json = Json> {
  /** Stable name, with its settings where they matter, such as `nb201(cells=1,channels=16)`. */
  readonly name: string;
  /** Number of distinct architectures as written (before isomorphism). */
  readonly size: bigint | "infinite";
  sample(rng: Rng): A;
  /** Equal exactly when both architectures build the same network. */
  key(arch: A): ArchKey;
  /** Checks and returns an architecture read from outside. @throws {SpaceError} naming the wrong field. */
  parse(value: unknown): A;
  /** Builds the network for a batch of `batch` examples. @throws {SpaceError} if the task does not fit the space. */
  build(arch: A, task: Task, batch: number): Network;
  /** Draws the architecture in text, a few lines, for people. */
  describe(arch: A): string;
}

export interface Mutable<A> {
  /**
   * Returns a valid architecture that differs from `arch` in one decision, one of its neighbours.
   *
   * @throws {SpaceError} if it has none: the space holds nothing else, or forbids what lies one decision away.
   */
  mutate(arch: A, rng: Rng): A;
  /** Lists all architectures one decision away, each once, without `arch` itself; lazily where they are many. May be none. */
  neighbours(arch: A): Iterable<A>;
}

export interface Crossable<A> {
  /** Returns a valid architecture whose decisions come from either parent. */
  crossover(a: A, b: A, rng: Rng): A;
}

/** A directed acyclic graph with labelled nodes; `edges` hold [from, to] with from < to. */
export interface LabelledDag {
  readonly labels: readonly string[];
  readonly edges: readonly (readonly [number, number])[];
}

export interface Encodable<A> {
  /** Length of `encode`'s result. */
  readonly width: number;
  encode(arch: A): Float64Array;
  toDag(arch: A): LabelledDag;
}

/** One decision, as models of decisions see it: an option's number, from 0 to below `options`. */
export interface Parameter {
  /** Unique within the space, such as `layers[2].kernel`. */
  readonly name: string;
  /** Number of options, at least 1. */
  readonly options: number;
  /** True where neighbouring options are alike. */
  readonly ordered: boolean;
}

/** A space whose architectures are a fixed list of decisions, some of which may not apply to every architecture. */
export interface Parametric<A> {
  readonly parameters: readonly Parameter[];
  /** The option chosen for each parameter, or -1 where the parameter does not apply to `arch`. */
  toIndices(arch: A): readonly number[];
  /**
   * The architecture with these options; `fromIndices(toIndices(arch))` equals `arch`. Options of parameters that do
   * not apply are passed over, so any list of options (none of them -1) may be given; what applies must not be -1.
   *
   * @returns undefined where the combination is not part of the space.
   */
  fromIndices(indices: readonly number[]): A | undefined;
}

/** A space whose architectures can be read back from their graphs, which edit-path crossover needs. */
export interface GraphLike<A> {
  /** The architecture of a graph whose labels are those of `toDag`; undefined where it is not part of the space. */
  fromDag(dag: LabelledDag): A | undefined;
  /**
   * The graph with all that is written down, where `toDag` leaves out what does nothing; `fromDag` keeps it. Absent where
   * there is no difference.
   */
  wholeDag?(arch: A): LabelledDag;
}

export type Capability = "mutable" | "crossable" | "encodable" | "parametric" | "augmentable";

/**
 * A space with every capability that black-box strategies ask for; `fromDag` where graphs can be read back, and the
 * operators of `neat` where networks grow. A study checks what its strategy needs: a space may lack what none uses.
 */
export type SearchSpace<A extends Json = Json> = Space<A> &
  Mutable<A> &
  Crossable<A> &
  Encodable<A> &
  Parametric<A> &
  Partial<GraphLike<A>> &
  Partial<Augmentable<A>>;

/** The architectures of a space: `ArchitectureOf<typeof mySpace>`. */
export type ArchitectureOf<S> = S extends Space<infer A> ? A : never;
