/** @file Local search: walk from neighbour to better neighbour, and start again at each summit. */
import { checkInteger, InputError, type Json, mergeSettings, pick, type Rng } from "../base/index.ts";
import type { ArchKey, SearchSpace } from "../space/index.ts";
import type { Archive, Entry } from "./archive.ts";
import { defineStrategy, type Searcher, type StrategyParts, type StrategyState } from "./define-strategy.ts";
import { scoresOf } from "./scores.ts";
import type { Observation, Proposal, StrategyFactory } from "./strategy.ts";

export interface LocalSearchOptions {
  /** Random trials before a walk, which begins at the best of them. Default 10. */
  readonly starts?: number;
  /** "first": move as soon as a neighbour is better (default); "best": measure all neighbours, then move to the best. */
  readonly improvement?: "first" | "best";
  /** Where the next walk begins: "random" (default), or a "kick" away from the best summit so far. */
  readonly restart?: "random" | "kick";
  /** Mutations of a kick. Default 3. */
  readonly kick?: number;
}

type LocalSearchSettings = Readonly<Required<LocalSearchOptions>>;

const defaults: LocalSearchSettings = { starts: 10, improvement: "first", restart: "random", kick: 3 };

/** Draws for a start that was not measured before, until one is taken as it comes. */
const startTries = 20;

/** Lists of neighbours remembered. */
const listsKept = 4;

/**
 * Creates local search: measures neighbours of the current architecture in random order and moves to a better one;
 * where no neighbour is better, which is a summit, it starts again. What was measured before is not measured again,
 * but walked to if it is better.
 *
 * Proposals never wait: while the last neighbours are under way, it looks around the better neighbour it is about to
 * move to, or draws starts for the next walk. Better means a smaller score by `scoresOf`, so equal values never loop.
 *
 * @throws {InputError} if an option is wrong.
 * Cost: lists the neighbours of one architecture a proposal.
 * Source: White, Nolen, Savani 2021, "Exploring the Loss Landscape in Neural Architecture Search", with the kicks of
 * Lourenço, Martin, Stützle 2003, "Iterated Local Search". Differs: several
 * objectives, constraints, asynchronous results.
 */
export function localSearch(options: LocalSearchOptions = {}): StrategyFactory {
  const settings = mergeSettings<LocalSearchSettings>("local-search", defaults, options);
  checkInteger("local-search", "starts", settings.starts, 1);
  checkInteger("local-search", "kick", settings.kick, 1);
  checkWord("improvement", settings.improvement, ["first", "best"]);
  checkWord("restart", settings.restart, ["random", "kick"]);
  return defineStrategy<LocalSearchState>({
    name: "local-search",
    settings,
    needs: ["mutable"],
    start: { current: null, summit: null, starts: [] },
    make: (parts, state) => new LocalSearch(parts, settings, state),
  });
}

function checkWord(name: string, value: string, expected: readonly string[]): void {
  if (expected.includes(value)) return;
  throw new InputError(`Cannot set up local-search: ${name} is "${value}", expected ${expected.join(" or ")}`);
}

interface LocalSearchState {
  /** Where the walk stands; null between walks. */
  readonly current: ArchKey | null;
  /** The best summit so far. */
  readonly summit: ArchKey | null;
  /** Proposed starts of the next walk. */
  readonly starts: readonly ArchKey[];
}

/** A measured architecture and how good it is. */
interface Place<A> {
  readonly entry: Entry<A>;
  /** Those of 0 come before those of 1. */
  readonly group: 0 | 1;
  /** Within the group, smaller is better. */
  readonly score: number;
}

function isBetter(a: Place<unknown>, b: Place<unknown>): boolean {
  return a.group === b.group ? a.score < b.score : a.group < b.group;
}

type Places<A> = ReadonlyMap<ArchKey, Place<A>>;

interface Keyed<A> {
  readonly architecture: A;
  readonly key: ArchKey;
}

/** What is known about the neighbours of a place. */
interface Surroundings<A> {
  readonly unseen: readonly Keyed<A>[];
  /** The best neighbour that is better than the place. */
  readonly better: Place<A> | undefined;
  /** True where every neighbour was measured or has failed. */
  readonly isDone: boolean;
}

function neighbourOf<A>({ entry }: Place<A>, { architecture }: Keyed<A>): Proposal<A> {
  return { architecture, origin: `neighbour of ${entry.trial}` };
}

class LocalSearch<A extends Json> implements Searcher<A> {
  readonly #space: SearchSpace<A>;
  readonly #settings: LocalSearchSettings;
  readonly #rng: Rng;
  readonly #archive: Archive<A>;
  #current: ArchKey | null;
  #summit: ArchKey | null;
  #starts: readonly ArchKey[];
  /** The first results of the archive by key, and how many they are; both follow from it. */
  readonly #known = new Map<ArchKey, Place<A>>();
  #placed = 0;
  /** The neighbours of the places looked at last, so that they are listed once. */
  readonly #listed = new Map<ArchKey, readonly Keyed<A>[]>();

  constructor({ space, rng, archive }: StrategyParts<A>, settings: LocalSearchSettings, state: LocalSearchState) {
    this.#space = space;
    this.#settings = settings;
    this.#rng = rng;
    this.#archive = archive;
    this.#current = state.current;
    this.#summit = state.summit;
    this.#starts = state.starts;
  }

  ask(count: number): readonly Proposal<A>[] {
    const places = this.#places();
    return this.#archive.ask(count, () => this.#step(places) ?? this.#start(places));
  }

  tell(observations: readonly Observation<A>[]): void {
    this.#archive.tell(observations);
  }

  state(): StrategyState {
    return {
      current: this.#current,
      summit: this.#summit,
      starts: this.#starts,
    };
  }

  /** What was measured, by key; of repeats the best. */
  #places(): Places<A> {
    const entries = this.#archive.usable();
    if (entries.length === this.#placed) return this.#known;
    // With one objective a result's place depends on no other, so that only new ones are looked at.
    const isAlone = entries[0]?.costs.length === 1;
    if (!isAlone) this.#known.clear();
    const scores = isAlone ? undefined : scoresOf(entries);
    for (let i = isAlone ? this.#placed : 0; i < entries.length; i++) {
      const entry = entries[i] as Entry<A>;
      const place: Place<A> = scores
        ? { entry, group: 0, score: scores[i] as number }
        : { entry, group: entry.feasible ? 0 : 1, score: entry.costs[0] as number };
      const known = this.#known.get(entry.key);
      if (known === undefined || isBetter(place, known)) this.#known.set(entry.key, place);
    }
    this.#placed = entries.length;
    return this.#known;
  }

  /** Walks as far as results reach, then proposes a neighbour; undefined between walks or where all are under way. */
  #step(places: Places<A>): Proposal<A> | undefined {
    // Each turn moves to a strictly smaller score, or ends a walk and uses up starts: there is an end.
    for (;;) {
      this.#current ??= this.#nextWalk(places);
      const here = this.#current === null ? undefined : places.get(this.#current);
      if (here === undefined) return undefined;
      const { unseen, better, isDone } = this.#lookAround(here, places);
      if (better !== undefined && (this.#settings.improvement === "first" || isDone)) {
        this.#current = better.entry.key;
      } else if (isDone) {
        this.#reachSummit(here, places);
      } else if (unseen.length > 0) {
        return neighbourOf(here, pick(unseen, this.#rng));
      } else {
        const ahead = better === undefined ? [] : this.#lookAround(better, places).unseen;
        return better && ahead.length > 0 ? neighbourOf(better, pick(ahead, this.#rng)) : undefined;
      }
    }
  }

  #lookAround(here: Place<A>, places: Places<A>): Surroundings<A> {
    const neighbours = this.#neighboursOf(here.entry);
    const underWay = new Set(this.#archive.pending.map((pending) => pending.key));
    const unseen = neighbours.filter(({ key }) => !this.#archive.hasKey(key));
    const better = neighbours
      .map(({ key }) => places.get(key))
      .reduce((best, place) => (place && isBetter(place, best ?? here) ? place : best), undefined);
    return { unseen, better, isDone: unseen.length === 0 && !neighbours.some(({ key }) => underWay.has(key)) };
  }

  #neighboursOf({ key, architecture }: Entry<A>): readonly Keyed<A>[] {
    const known = this.#listed.get(key);
    if (known !== undefined) return known;
    const neighbours = [...this.#space.neighbours(architecture)].map((arch) => ({
      architecture: arch,
      key: this.#space.key(arch),
    }));
    if (this.#listed.size >= listsKept) this.#listed.clear();
    this.#listed.set(key, neighbours);
    return neighbours;
  }

  #reachSummit(here: Place<A>, places: Places<A>): void {
    const highest = this.#summit === null ? undefined : places.get(this.#summit);
    if (highest === undefined || isBetter(here, highest)) this.#summit = here.entry.key;
    this.#current = null;
  }

  /** Begins a walk at the best start, once enough of them are measured; what is still under way is left to the next. */
  #nextWalk(places: Places<A>): ArchKey | null {
    const underWay = new Set(this.#archive.pending.map((pending) => pending.key));
    const finished = this.#starts.filter((key) => !underWay.has(key));
    if (finished.length < (this.#kicksFrom(places) ? 1 : this.#settings.starts)) return null;
    this.#starts = this.#starts.filter((key) => underWay.has(key));
    const best = finished
      .map((key) => places.get(key))
      .reduce((least, place) => (place && (!least || isBetter(place, least)) ? place : least), undefined);
    return best?.entry.key ?? null;
  }

  #start(places: Places<A>): Proposal<A> {
    const from = this.#kicksFrom(places)?.entry;
    const architecture = this.#archive.drawNew(startTries, () =>
      from === undefined ? this.#space.sample(this.#rng) : this.#kick(from.architecture),
    );
    this.#starts = [...this.#starts, this.#space.key(architecture)];
    return { architecture, origin: from === undefined ? "random" : `kick from ${from.trial}` };
  }

  /** The summit to kick away from, where walks begin so and there is one that can be left. */
  #kicksFrom(places: Places<A>): Place<A> | undefined {
    const summit = this.#settings.restart === "kick" && this.#summit !== null ? places.get(this.#summit) : undefined;
    return summit !== undefined && this.#neighboursOf(summit.entry).length > 0 ? summit : undefined;
  }

  #kick(from: A): A {
    let arch = from;
    for (let i = 0; i < this.#settings.kick; i++) arch = this.#space.mutate(arch, this.#rng);
    return arch;
  }
}
