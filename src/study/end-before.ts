/** @file Ends a trial before anything is paid for it, where what is known of its architecture breaks a constraint. */
import { setImmediate as turn } from "node:timers/promises";
import { firstLine, type Json } from "../base/index.ts";
import { checkKnown } from "./check-answers.ts";
import { brokenBound, type Trial } from "./trial.ts";
import type { RunOutcome, TrialContext } from "./trial-context.ts";

/**
 * Asks the estimator what it knows of a trial's architecture.
 *
 * @returns How the trial ended: pruned with what is known, or failed where the estimator cannot tell. Undefined where it
 *   is to be estimated.
 */
export async function endBefore<A extends Json>(
  { spec, estimator }: TrialContext<A>,
  trial: Trial<A>,
): Promise<RunOutcome | undefined> {
  if (!estimator.known || spec.constraints.length === 0) return undefined;
  // Many such trials may follow each other; signals and leases need a turn between them.
  await turn();
  const startMs = performance.now();
  const seconds = (): number => (performance.now() - startMs) / 1000;
  try {
    const values = checkKnown(estimator.name, await estimator.known(trial.architecture));
    if (brokenBound(values, spec.constraints) === undefined) return undefined;
    return { outcome: { state: "pruned", values, seconds: seconds() } };
  } catch (cause) {
    return { outcome: { state: "failed", values: {}, seconds: seconds(), error: firstLine(cause) }, cause };
  }
}
