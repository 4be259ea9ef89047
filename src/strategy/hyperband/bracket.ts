/** @file One bracket of successive halving: rungs of trials, each rung the best of the one below. */
import type { Json } from "../../base/index.ts";
import type { ArchKey } from "../../space/index.ts";
import type { TrialId } from "../strategy.ts";

/** A place on a rung: waiting to be asked for, under way, or finished with a score (null: failed, pruned). */
export interface Place<A> {
  readonly architecture: A;
  readonly key: ArchKey;
  readonly state: "waiting" | "running" | "done";
  /** Its trial on the rung below, which it continues. */
  readonly below?: TrialId;
}

export interface BracketPlan {
  /** Trials on each rung, from the lowest. */
  readonly counts: readonly number[];
  /** Fidelity of each rung. */
  readonly fidelities: readonly number[];
}

/** Plain JSON; the functions below return the next bracket. */
export interface Bracket<A> {
  readonly plan: BracketPlan;
  readonly rung: number;
  /** On the current rung; fewer than planned while new ones are still to be drawn for the lowest. */
  readonly places: readonly Place<A>[];
}

export function openBracket<A>(plan: BracketPlan): Bracket<A> {
  return { plan, rung: 0, places: [] };
}

export function fidelityOf<A>({ plan, rung }: Bracket<A>): number {
  return plan.fidelities[rung] as number;
}

/** True where the lowest rung still takes new architectures. */
export function takesNew<A>({ plan, rung, places }: Bracket<A>): boolean {
  return rung === 0 && places.length < (plan.counts[0] as number);
}

export function withNew<A>(bracket: Bracket<A>, architecture: A, key: ArchKey): Bracket<A> {
  return { ...bracket, places: [...bracket.places, { architecture, key, state: "running" }] };
}

/** The first place that waits, now under way; undefined where none waits. */
export function startNext<A>(bracket: Bracket<A>): { bracket: Bracket<A>; place: Place<A> } | undefined {
  const at = bracket.places.findIndex(({ state }) => state === "waiting");
  const place = bracket.places[at];
  if (place === undefined) return undefined;
  return { bracket: withState(bracket, at, "running"), place };
}

/** Notes that a place is finished; undefined where the bracket has no such place under way. */
export function finishPlace<A>(bracket: Bracket<A>, key: ArchKey, fidelity: number): Bracket<A> | undefined {
  if (fidelity !== fidelityOf(bracket)) return undefined;
  const at = bracket.places.findIndex((place) => place.state === "running" && place.key === key);
  return at < 0 ? undefined : withState(bracket, at, "done");
}

/** True where every place of the rung is finished. */
export function isRungDone<A>(bracket: Bracket<A>): boolean {
  return !takesNew(bracket) && bracket.places.every(({ state }) => state === "done");
}

/** A trial of a rung. */
export interface Contestant {
  readonly key: ArchKey;
  readonly trial: TrialId;
}

/**
 * The next rung, with the best of this one.
 *
 * @param ranked  Those of this rung that may go on, the best first.
 * @returns undefined after the last rung, or where nothing may go on.
 */
export function climb<A>(bracket: Bracket<A>, ranked: readonly Contestant[]): Bracket<A> | undefined {
  const rung = bracket.rung + 1;
  const best = ranked.slice(0, bracket.plan.counts[rung] ?? 0);
  if (best.length === 0) return undefined;
  const byKey = new Map(bracket.places.map((place) => [place.key, place]));
  const places = best.map(
    ({ key, trial }): Place<A> => ({ ...(byKey.get(key) as Place<A>), state: "waiting", below: trial }),
  );
  return { ...bracket, rung, places };
}

export function bracketToJson<A extends Json>({ plan, rung, places }: Bracket<A>): Json {
  const { counts, fidelities } = plan;
  return { plan: { counts, fidelities }, rung, places: places.map((place) => ({ ...place })) };
}

function withState<A>(bracket: Bracket<A>, at: number, state: Place<A>["state"]): Bracket<A> {
  return { ...bracket, places: bracket.places.with(at, { ...(bracket.places[at] as Place<A>), state }) };
}
