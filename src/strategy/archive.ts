/** @file What a model-based strategy knows: every result it was told and every proposal still under way. */
import type { Json, MetricSpec } from "../base/index.ts";
import type { ArchKey, SearchSpace } from "../space/index.ts";
import { costsOf } from "./costs.ts";
import type { Observation, Proposal, TrialId } from "./strategy.ts";

/** A result, its objectives as costs. */
export interface Entry<A> {
  readonly trial: TrialId;
  readonly architecture: A;
  readonly key: ArchKey;
  readonly state: Observation<A>["state"];
  readonly feasible: boolean;
  /** As in the observation. */
  readonly outside?: boolean;
  readonly fidelity: number;
  /** Objectives, minimised; NaN for one that was not measured. */
  readonly costs: readonly number[];
}

/** A proposal whose result was not told yet. */
export interface Pending<A> {
  readonly architecture: A;
  readonly key: ArchKey;
  readonly fidelity: number;
}

/**
 * The history of a search. Keeps everything: a model learns from all results, and no architecture is paid for twice.
 * Plain JSON by `toJson`, and back by the constructor.
 */
export class Archive<A extends Json> {
  readonly #space: SearchSpace<A>;
  readonly #objectives: readonly MetricSpec[];
  readonly #entries: Entry<A>[];
  #pending: Pending<A>[];
  /** Keys told or under way. */
  readonly #keys: Set<ArchKey>;

  constructor(space: SearchSpace<A>, objectives: readonly MetricSpec[], stored?: Json) {
    const { entries, pending } = (stored ?? { entries: [], pending: [] }) as unknown as StoredArchive<A>;
    this.#space = space;
    this.#objectives = objectives;
    this.#entries = entries.map((entry) => ({ ...entry, costs: entry.costs.map((cost) => cost ?? Number.NaN) }));
    this.#pending = [...pending];
    this.#keys = new Set([...entries, ...pending].map(({ key }) => key));
  }

  /** Every result, in the order told. */
  get entries(): readonly Entry<A>[] {
    return this.#entries;
  }

  get pending(): readonly Pending<A>[] {
    return this.#pending;
  }

  /** Results a model can learn from: complete trials whose costs are all known, of one fidelity where given. */
  usable(fidelity?: number): readonly Entry<A>[] {
    return this.#entries.filter(
      (entry) =>
        entry.state === "complete" &&
        entry.costs.every(Number.isFinite) &&
        (fidelity === undefined || entry.fidelity === fidelity),
    );
  }

  /** Number of results and of proposals under way. */
  get size(): number {
    return this.#entries.length + this.#pending.length;
  }

  /** True where the architecture was told or is under way, at whatever fidelity. */
  has(architecture: A): boolean {
    return this.#keys.has(this.#space.key(architecture));
  }

  /** Makes so many proposals; each is noted as under way before the next one is made. */
  ask(count: number, propose: () => Proposal<A>): readonly Proposal<A>[] {
    return Array.from({ length: count }, () => {
      const proposal = propose();
      this.propose(proposal.architecture, proposal.fidelity);
      return proposal;
    });
  }

  /** Notes a proposal as under way. */
  propose(architecture: A, fidelity = 1): void {
    const key = this.#space.key(architecture);
    this.#pending.push({ architecture, key, fidelity });
    this.#keys.add(key);
  }

  /** Enters results; each ends the oldest proposal under way of its key and fidelity. */
  tell(observations: readonly Observation<A>[]): void {
    for (const { trial, architecture, key, state, feasible, outside, fidelity = 1, values } of observations) {
      const at = this.#pending.findIndex((pending) => pending.key === key && pending.fidelity === fidelity);
      if (at >= 0) this.#pending = this.#pending.toSpliced(at, 1);
      this.#keys.add(key);
      const costs = costsOf(values, this.#objectives);
      this.#entries.push({ trial, architecture, key, state, feasible, ...(outside && { outside }), fidelity, costs });
    }
  }

  /**
   * Draws up to `tries` times for an architecture neither told nor under way; where there is none, the last drawn, so
   * that a search goes on in a space it has used up.
   */
  drawNew(tries: number, draw: () => A): A {
    return this.drawNewProposal(tries, () => ({ architecture: draw(), origin: "" })).architecture;
  }

  /** The same for draws that say where they come from. */
  drawNewProposal(tries: number, draw: () => Proposal<A>): Proposal<A> {
    let proposal = draw();
    for (let i = 1; i < tries && this.has(proposal.architecture); i++) proposal = draw();
    return proposal;
  }

  toJson(): Json {
    const entries = this.#entries.map((entry) => ({
      ...entry,
      costs: entry.costs.map((cost) => (Number.isNaN(cost) ? null : cost)),
    }));
    return { entries, pending: this.#pending.map((pending) => ({ ...pending })) };
  }
}

interface StoredArchive<A> {
  readonly entries: readonly (Omit<Entry<A>, "costs"> & { readonly costs: readonly (number | null)[] })[];
  readonly pending: readonly Pending<A>[];
}
