/** @file Architectures chosen by hand, one trial each, in place of a search. */
import { InputError, type Json, StorageError, shown } from "../base/index.ts";
import type { SearchSpace } from "../space/index.ts";
import type { Proposal, Strategy, StrategyFactory } from "./strategy.ts";

/**
 * Creates a strategy that proposes given architectures in their order, and begins again after the last; told results
 * change nothing.
 *
 * @param architectures  At least one.
 * @throws {InputError} if there is none; {SpaceError} when a study begins, if one is none of its space.
 */
export function given(architectures: readonly Json[]): StrategyFactory {
  if (architectures.length === 0) {
    throw new InputError("Cannot set up given: there are no architectures, expected at least one");
  }
  return {
    name: "given",
    settings: { architectures },
    needs: [],
    create: (space) => new GivenStrategy(space, architectures, 0),
    restore: (space, _objectives, snapshot) => {
      const next = (snapshot as { readonly next?: Json } | null)?.next;
      if (typeof next === "number") return new GivenStrategy(space, architectures, next);
      throw new StorageError(`Cannot restore given: its snapshot is ${shown(snapshot)}, expected the next to propose`);
    },
  };
}

class GivenStrategy<A extends Json> implements Strategy<A> {
  readonly #architectures: readonly A[];
  #next: number;

  constructor(space: SearchSpace<A>, architectures: readonly Json[], next: number) {
    this.#architectures = architectures.map((architecture) => space.parse(architecture));
    this.#next = next;
  }

  ask(count: number): readonly Proposal<A>[] {
    return Array.from({ length: count }, () => {
      const at = this.#next % this.#architectures.length;
      this.#next++;
      return { architecture: this.#architectures[at] as A, origin: "given" };
    });
  }

  tell(): void {}

  snapshot(): Json {
    return { next: this.#next };
  }
}
