/** @file What a model-based strategy knows: every result it was told and every proposal still under way. */
import type { Json, MetricSpec } from "../base/index.ts";
import type { ArchKey, SearchSpace } from "../space/index.ts";
import { costsOf } from "./costs.ts";
import type { History, Observation, Proposal, TrialId } from "./strategy.ts";

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
 * Plain JSON by `toJson`, and back by the constructor; or made again from the history by `of`. The lists it gives are
 * its own, and go on growing: what a result or a proposal costs does not depend on how many there are.
 */
export class Archive<A extends Json> {
  readonly #space: SearchSpace<A>;
  readonly #objectives: readonly MetricSpec[];
  readonly #entries: Entry<A>[] = [];
  readonly #pending: Pending<A>[] = [];
  /** Keys told or under way. */
  readonly #keys = new Set<ArchKey>();
  readonly #usable: Entry<A>[] = [];
  readonly #usableBy = new Map<number, Entry<A>[]>();

  constructor(space: SearchSpace<A>, objectives: readonly MetricSpec[], stored?: Json) {
    const { entries, pending } = (stored ?? { entries: [], pending: [] }) as unknown as StoredArchive<A>;
    this.#space = space;
    this.#objectives = objectives;
    for (const entry of entries) this.#enter({ ...entry, costs: entry.costs.map((cost) => cost ?? Number.NaN) });
    for (const one of pending) this.#begin({ ...one });
  }

  /** What an archive holds that was asked for these proposals and told these results. */
  static of<A extends Json>(
    space: SearchSpace<A>,
    objectives: readonly MetricSpec[],
    { proposals, told }: History<A>,
  ): Archive<A> {
    const archive = new Archive<A>(space, objectives);
    archive.tell(told);
    // Each result ended the oldest proposal of its key and fidelity.
    const ended = new Map<string, number>();
    for (const { key, fidelity } of archive.#entries) {
      ended.set(workOf(key, fidelity), (ended.get(workOf(key, fidelity)) ?? 0) + 1);
    }
    for (const { architecture, key, fidelity = 1 } of proposals) {
      const left = ended.get(workOf(key, fidelity)) ?? 0;
      if (left > 0) ended.set(workOf(key, fidelity), left - 1);
      else archive.#begin({ architecture, key, fidelity });
    }
    return archive;
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
    return fidelity === undefined ? this.#usable : (this.#usableBy.get(fidelity) ?? []);
  }

  /** Number of results and of proposals under way. */
  get size(): number {
    return this.#entries.length + this.#pending.length;
  }

  /** True where the architecture was told or is under way, at whatever fidelity. */
  has(architecture: A): boolean {
    return this.hasKey(this.#space.key(architecture));
  }

  hasKey(key: ArchKey): boolean {
    return this.#keys.has(key);
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
    this.#begin({ architecture, key: this.#space.key(architecture), fidelity });
  }

  /** Enters results; each ends the oldest proposal under way of its key and fidelity. */
  tell(observations: readonly Observation<A>[]): void {
    for (const { trial, architecture, key, state, feasible, outside, fidelity = 1, values } of observations) {
      const at = this.#pending.findIndex((pending) => pending.key === key && pending.fidelity === fidelity);
      if (at >= 0) this.#pending.splice(at, 1);
      const costs = costsOf(values, this.#objectives);
      this.#enter({ trial, architecture, key, state, feasible, ...(outside && { outside }), fidelity, costs });
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

  #begin(pending: Pending<A>): void {
    this.#pending.push(pending);
    this.#keys.add(pending.key);
  }

  #enter(entry: Entry<A>): void {
    this.#entries.push(entry);
    this.#keys.add(entry.key);
    if (entry.state !== "complete" || !entry.costs.every(Number.isFinite)) return;
    this.#usable.push(entry);
    const alike = this.#usableBy.get(entry.fidelity);
    if (alike) alike.push(entry);
    else this.#usableBy.set(entry.fidelity, [entry]);
  }
}

function workOf(key: ArchKey, fidelity: number): string {
  return `${fidelity} ${key}`;
}

interface StoredArchive<A> {
  readonly entries: readonly (Omit<Entry<A>, "costs"> & { readonly costs: readonly (number | null)[] })[];
  readonly pending: readonly Pending<A>[];
}
