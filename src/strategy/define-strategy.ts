/** @file Makes strategies of parts that know how to be kept: the random stream, the results, the keys seen. */
import { type Json, type MetricSpec, type Rng, type RngState, restoreRng, StorageError } from "../base/index.ts";
import type { Capability, SearchSpace } from "../space/index.ts";
import { Archive } from "./archive.ts";
import { SeenKeys } from "./seen-keys.ts";
import type { History, HistoryForm, Strategy, StrategyFactory } from "./strategy.ts";

/** What a strategy is made with. It keeps itself what is none of these, as its state. */
export interface StrategyParts<A extends Json> {
  readonly space: SearchSpace<A>;
  readonly objectives: readonly MetricSpec[];
  /** The only source of chance. */
  readonly rng: Rng;
  /** Results and proposals under way; for strategies that learn from all of them. Take it when the strategy is made. */
  readonly archive: Archive<A>;
  /** The latest keys, for strategies that only avoid repeats. Take it when the strategy is made. */
  readonly seen: SeenKeys;
  /** What was proposed and told before, for a strategy that learns from results otherwise than by the archive. */
  readonly history: History<A>;
}

/** What a strategy keeps beside its parts: plain JSON. */
export type StrategyState = { readonly [key: string]: Json };

/** A strategy but for its parts. */
export interface Searcher<A> extends Omit<Strategy<A>, "snapshot"> {
  /**
   * What to go on with beside the parts. With the history "apart" its size must not grow with the number of results:
   * what follows from them is left out.
   */
  state(history: HistoryForm): StrategyState;
}

export interface StrategyDefinition<State> {
  readonly name: string;
  readonly settings: object;
  readonly needs: readonly Capability[];
  /** The state of a search that begins. */
  readonly start: State;
  make<A extends Json>(parts: StrategyParts<A>, state: State): Searcher<A>;
}

/**
 * Makes the factory of a strategy. Its snapshots hold the state, the random stream and, unless the history is kept apart
 * from them, the parts that follow from it.
 */
export function defineStrategy<State extends object>(definition: StrategyDefinition<State>): StrategyFactory {
  const { name, settings, needs, start, make } = definition;
  return {
    name,
    settings: { ...settings } as Json,
    needs,
    create: (space, objectives, rng) =>
      withParts(new KeptParts(space, objectives, { rng: rng.state() }, noHistory), (parts) => make(parts, start)),
    restore: (space, objectives, snapshot, history) =>
      restoring(name, () => {
        const stored = readStored(name, snapshot);
        return withParts(new KeptParts(space, objectives, stored, history), (parts) => make(parts, stored as State));
      }),
  };
}

/**
 * Runs what restores a strategy.
 *
 * @throws {StorageError} in place of what goes wrong where a snapshot is not what it should be.
 */
export function restoring<T>(name: string, restore: () => T): T {
  try {
    return restore();
  } catch (error) {
    if (!(error instanceof TypeError || error instanceof RangeError)) throw error;
    throw damaged(name, error.message, { cause: error });
  }
}

/** The history that a snapshot needs; to be called within `restoring`. */
export function givenHistory<A>(history: History<A> | undefined): History<A> {
  if (history) return history;
  throw new TypeError("its history was kept apart and is not given");
}

/** The history of a search that begins. */
export const noHistory: History<never> = { proposals: [], told: [] };

interface Stored {
  readonly rng: RngState;
  readonly archive?: Json;
  readonly seen?: Json;
}

/** Each part is made where it is asked for, and kept from then on. */
class KeptParts<A extends Json> implements StrategyParts<A> {
  readonly space: SearchSpace<A>;
  readonly objectives: readonly MetricSpec[];
  readonly rng: Rng;
  readonly #stored: Stored;
  readonly #history: History<A> | undefined;
  #archive: Archive<A> | undefined;
  #seen: SeenKeys | undefined;

  constructor(
    space: SearchSpace<A>,
    objectives: readonly MetricSpec[],
    stored: Stored,
    history: History<A> | undefined,
  ) {
    this.space = space;
    this.objectives = objectives;
    this.rng = restoreRng(stored.rng);
    this.#stored = stored;
    this.#history = history;
  }

  get archive(): Archive<A> {
    this.#archive ??=
      this.#stored.archive === undefined
        ? Archive.of(this.space, this.objectives, this.history)
        : new Archive(this.space, this.objectives, this.#stored.archive);
    return this.#archive;
  }

  get seen(): SeenKeys {
    this.#seen ??= new SeenKeys((this.#stored.seen ?? []) as readonly string[]);
    return this.#seen;
  }

  get history(): History<A> {
    return givenHistory(this.#history);
  }

  toJson(history: HistoryForm): StrategyState {
    return {
      rng: { ...this.rng.state() },
      ...(this.#archive && history === "inside" ? { archive: this.#archive.toJson() } : {}),
      ...(this.#seen ? { seen: this.#seen.toJson() } : {}),
    };
  }
}

function withParts<A extends Json>(parts: KeptParts<A>, make: (parts: StrategyParts<A>) => Searcher<A>): Strategy<A> {
  const searcher = make(parts);
  return {
    ask: (count) => searcher.ask(count),
    tell: (observations) => searcher.tell(observations),
    snapshot: (history = "inside") => ({ ...parts.toJson(history), ...searcher.state(history) }),
    ...(searcher.judge ? { judge: searcher.judge.bind(searcher) } : {}),
  };
}

function readStored(name: string, snapshot: Json): Stored {
  const rng = (snapshot as { readonly rng?: Partial<RngState> } | null)?.rng;
  const isStream =
    typeof rng?.path === "string" &&
    Array.isArray(rng.words) &&
    rng.words.length === 4 &&
    rng.words.every((word) => Number.isInteger(word));
  if (!isStream) throw damaged(name, "it has no state of a random generator");
  return snapshot as unknown as Stored;
}

function damaged(name: string, found: string, options?: ErrorOptions): StorageError {
  return new StorageError(
    `Cannot restore ${name}: its snapshot is damaged or of another version (${found}), expected one of this strategy`,
    options,
  );
}
