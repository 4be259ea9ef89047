/** @file Species: what a generation that has ended leaves for the next. */
import { type Json, pick, type Rng } from "../../base/index.ts";
import { scoresOf } from "../scores.ts";
import type { TrialId } from "../strategy.ts";
import { type Contestant, tournamentWinner } from "../tournament.ts";
import { quotas } from "./quotas.ts";

/** A result that lives in this generation. */
export interface Member<A> extends Contestant {
  readonly trial: TrialId;
  readonly architecture: A;
}

export interface Species<A> {
  /** A member of the last generation, which stands for the species. */
  readonly representative: A;
  /** Those that may have children, best first. */
  readonly parents: readonly Member<A>[];
  /** The best there ever was. */
  readonly best: Contestant;
  /** The generation that found it. */
  readonly improved: number;
  /** True where the first of the parents lives on. */
  readonly hasChampion: boolean;
  /** Children it gets. */
  readonly children: number;
}

export interface SpeciesSettings {
  readonly population: number;
  readonly threshold: number;
  readonly survival: number;
  readonly stagnation: number;
  readonly protectedSpecies: number;
}

/** A species of more members than this keeps its best one (section 4.1 of the paper). */
const CHAMPION_SIZE = 5;

interface Group<A> {
  readonly before: Species<A> | undefined;
  readonly representative: A;
  readonly members: Ranked<A>[];
}

interface Ranked<A> {
  readonly member: Member<A>;
  /** Smaller is better. */
  readonly score: number;
}

/**
 * Sorts the members of a generation into species and says what each may leave: a member joins the first species whose
 * representative is near, or founds one. Species get places by the sum of their members' fitness, each shared among
 * the members, none where they have not improved for long; fitness is how much better than the worst a member is.
 *
 * @param members  At least one, costs finite.
 * @param distance  How much two architectures differ.
 */
export function nextSpecies<A extends Json>(
  before: readonly Species<A>[],
  members: readonly Member<A>[],
  generation: number,
  settings: SpeciesSettings,
  distance: (a: A, b: A) => number,
  rng: Rng,
): readonly Species<A>[] {
  const scores = scoresOf(members);
  const ranked = members.map((member, i): Ranked<A> => ({ member, score: scores[i] as number }));
  const groups = speciate(before, ranked, settings.threshold, distance);
  const grown = groups.map((group) => grow(group, generation));
  const alive = notStagnant(grown, generation, settings);
  const worst = Math.max(...scores);
  // Shared fitness: the sum of each one's, divided by how many they are.
  const shares = alive.map(({ members: own }) => own.reduce((sum, { score }) => sum + worst - score, 0) / own.length);
  const places = quotas(shares, settings.population);
  return alive.flatMap(({ members: own, best, improved }, i): Species<A>[] => {
    const count = places[i] as number;
    if (count === 0) return [];
    const parents = own.slice(0, Math.max(1, Math.ceil(settings.survival * own.length)));
    const hasChampion = own.length > CHAMPION_SIZE;
    return [
      {
        representative: pick(own, rng).member.architecture,
        parents: parents.map(({ member }) => member),
        best,
        improved,
        hasChampion,
        children: hasChampion ? count - 1 : count,
      },
    ];
  });
}

function speciate<A>(
  before: readonly Species<A>[],
  ranked: readonly Ranked<A>[],
  threshold: number,
  distance: (a: A, b: A) => number,
): readonly Group<A>[] {
  const groups = before.map((old): Group<A> => ({ before: old, representative: old.representative, members: [] }));
  for (const one of ranked) {
    const { architecture } = one.member;
    const near = groups.find(({ representative }) => distance(architecture, representative) < threshold);
    if (near) near.members.push(one);
    else groups.push({ before: undefined, representative: architecture, members: [one] });
  }
  return groups.filter(({ members }) => members.length > 0);
}

interface Grown<A> {
  /** Best first. */
  readonly members: readonly Ranked<A>[];
  readonly best: Contestant;
  readonly improved: number;
}

function grow<A>({ before, members }: Group<A>, generation: number): Grown<A> {
  const sorted = [...members].sort((a, b) => a.score - b.score);
  const { feasible, costs } = (sorted[0] as Ranked<A>).member;
  const champion = { feasible, costs };
  // Of equals the first wins.
  if (before && tournamentWinner([before.best, champion]) === before.best)
    return { members: sorted, best: before.best, improved: before.improved };
  return { members: sorted, best: champion, improved: generation };
}

/** The species of the best members stay, however long ago they found them. */
function notStagnant<A>(
  species: readonly Grown<A>[],
  generation: number,
  { stagnation, protectedSpecies }: SpeciesSettings,
): readonly Grown<A>[] {
  const scoreOf = ({ members }: Grown<A>): number => (members[0] as Ranked<A>).score;
  const best = [...species].sort((a, b) => scoreOf(a) - scoreOf(b)).slice(0, protectedSpecies);
  return species.filter((one) => best.includes(one) || generation - one.improved < stagnation);
}
