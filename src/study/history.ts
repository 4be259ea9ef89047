/** @file What passed between a study and its strategy, read back from the trials. */
import type { Json } from "../base/index.ts";
import type { SearchSpace } from "../space/index.ts";
import type { TrialRecord } from "../storage/index.ts";
import type { History } from "../strategy/index.ts";
import type { StudySpec } from "./study-spec.ts";
import { toObservation, toTrial } from "./trial.ts";

/**
 * Every trial as a proposal, and the results up to a point as they were told: what a snapshot that was taken then leaves
 * out.
 *
 * @param trials  All of them, in order of number.
 * @param cursor  `finishOrder` of the last result told.
 */
export function historyOf<A extends Json>(
  trials: readonly TrialRecord[],
  cursor: number,
  space: SearchSpace<A>,
  spec: StudySpec,
): History<A> {
  const typed = trials.map((record) => toTrial(record, space, spec.constraints));
  const told = typed
    .filter(({ finishOrder }) => finishOrder !== null && finishOrder <= cursor)
    .sort((a, b) => (a.finishOrder as number) - (b.finishOrder as number));
  return { proposals: typed, told: told.map((trial) => toObservation(trial, spec)) };
}
