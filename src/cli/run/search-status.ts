/** @file In sentences: how far a search came, and why it ended. */
import type { TrialRecord } from "../../storage/index.ts";
import { bestOf, isFeasible } from "../../study/index.ts";
import type { RunView } from "./run-view.ts";

/** Says first how the search ended, then what that means for the winner. */
export function searchStatus(view: RunView): string[] {
  const { trials, constraints, final } = view;
  const failed = trials.filter(({ state }) => state === "failed");
  const best = bestOf(trials, view);
  return [
    describeEnd(view),
    ...(failed.length > 0 && failed.length === trials.length
      ? [`Every trial failed, the first with: ${failed[0]?.error}`]
      : []),
    ...describeFeasible(trials, constraints),
    ...(final?.failure === undefined
      ? []
      : [`The final training failed (${final.failure}): the final model has the weights of the search.`]),
    ...(best && !final
      ? [`Trial ${best.number} leads. It is not trained to the end, so there is no test score yet.`]
      : []),
    ...(best && final && final.trial !== best.number ? [describeBetter(view, final.trial, best.number)] : []),
  ];
}

function describeBetter({ isChosen }: RunView, final: number, best: number): string {
  return isChosen
    ? `The final model, trial ${final}, was chosen by hand; by the objectives trial ${best} is the best.`
    : `The final model is trial ${final}; since it was trained, trial ${best} was found, which is better.`;
}

function describeEnd({ spec, trials, end }: RunView): string {
  if (spec.given) return "Trained as given, without a search.";
  const finished = trials.filter(({ state }) => state !== "running" && state !== "waiting").length;
  // More may have been asked for since the search began.
  const asked = Math.max(spec.trials, trials.length);
  const some = `${finished} of ${asked} trials`;
  switch (end) {
    case "trials":
      return `The search ended with all ${finished} trials it was to have.`;
    case "time":
      return `The search ended after ${some}: its time was up.`;
    case "exhausted":
      return `The search ended after ${some}: it found no network that was not tried before. Either all of the space is measured, or a hundred proposals in a row were known.`;
    case "infeasible":
      return `The search ended after ${some}: a thousand proposals in a row were outside the constraints, which was known before anything was trained.`;
    case undefined:
      return trials.some(({ state }) => state === "running")
        ? `The search has not ended: ${some} are finished. It is running, or its process was killed; espalier resume goes on with it then.`
        : `The search has not ended: ${some} are finished. It was stopped; espalier resume goes on with it.`;
  }
}

function describeFeasible(trials: readonly TrialRecord[], constraints: RunView["constraints"]): string[] {
  const complete = trials.filter(({ state }) => state === "complete");
  if (complete.length === 0 || complete.some((trial) => isFeasible(trial, constraints))) return [];
  const nearest = constraints.map(({ metric, relation, bound }) => {
    const values = complete.map(({ values }) => values?.[metric] ?? Number.NaN).filter(Number.isFinite);
    const isUpper = relation.startsWith("<");
    const near = values.reduce(
      (a, b) => (isUpper ? Math.min(a, b) : Math.max(a, b)),
      isUpper ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY,
    );
    return `${metric} ${relation} ${bound} (${isUpper ? "least" : "greatest"} found: ${Number.isFinite(near) ? Number(near.toPrecision(4)) : "none"})`;
  });
  return [`Nothing is feasible: none of ${complete.length} complete trials is within ${nearest.join(" and ")}.`];
}
