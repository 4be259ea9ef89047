/** @file Asks a strategy again for the trials of a study, from the seed and the order in which trials finished. */
import { createRng, type Json } from "../base/index.ts";
import type { Proposal } from "../strategy/index.ts";
import { readSchedule, resultsBefore, workersAt } from "./schedule.ts";
import type { StudyParts, StudySpec } from "./study-spec.ts";
import { toObservation, toTrial } from "./trial.ts";

/**
 * Returns what the strategy proposes, trial by trial, when it is told the stored results as it was told them in the
 * search. Equals the stored trials: a way to check that a result follows from its seed. A strategy that decides on
 * intermediate values is not told them here, so only its proposals up to the first such decision need be equal.
 */
export async function replayProposals<A extends Json>(
  { storage, name, space, strategy: factory }: StudyParts<A>,
  spec: StudySpec,
): Promise<readonly Proposal<A>[]> {
  const strategy = factory.create(space, spec.objectives, strategyRng(spec));
  const schedule = await readSchedule(storage, name);
  const finished = await storage.finishedSince(name, 0);
  const proposals: Proposal<A>[] = [];
  let told = 0;
  for (const { number } of await storage.trials(name)) {
    const due = Math.max(told, resultsBefore(number, workersAt(schedule, number)));
    for (const record of finished.slice(told, due)) {
      strategy.tell([toObservation(toTrial(record, space, spec.constraints), spec)]);
    }
    told = due;
    proposals.push(...strategy.ask(1));
  }
  return proposals;
}

/** The strategy's stream: apart from those of the trials. */
export function strategyRng({ seed }: Pick<StudySpec, "seed">): ReturnType<typeof createRng> {
  return createRng(seed).split("strategy");
}
