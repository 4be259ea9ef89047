/** @file Runs the estimate of one trial and says how it ended. */
import { createRng, firstLine, type Json, type Values } from "../base/index.ts";
import type { Checkpoint, Estimate } from "../estimator/index.ts";
import type { TrialOutcome } from "../storage/index.ts";
import { checkDecision, checkEstimate, checkReport } from "./check-answers.ts";
import { encodeCheckpoint } from "./checkpoint-artifact.ts";
import type { TrainingLine } from "./lineage.ts";
import { loadCheckpoint } from "./load-checkpoint.ts";
import type { StudySpec } from "./study-spec.ts";
import { budgetOf, type Trial } from "./trial.ts";
import type { RunOutcome, TrialContext } from "./trial-context.ts";
import { TrialProgress } from "./trial-progress.ts";
import { encodeWeights } from "./weights-artifact.ts";

/**
 * Estimates a claimed trial. The estimator's rejection is the trial's failure; what storage and strategy throw meanwhile
 * is the run's, and thrown.
 *
 * @returns undefined where the signal ended it: the trial is to be run again.
 */
export async function runTrial<A extends Json>(
  context: TrialContext<A>,
  trial: Trial<A>,
  line: TrainingLine,
): Promise<RunOutcome | undefined> {
  const { spec, estimator, signal } = context;
  const startMs = performance.now();
  const seconds = (): number => (performance.now() - startMs) / 1000;
  const reporter = createReporter(context, trial.number);
  const progress = new TrialProgress(context, trial);
  const checkpoint = (await progress.load(reporter.replay)) ?? (await checkpointOf(context, trial, line));
  try {
    const answer: unknown = await estimator.estimate(trial.architecture, {
      // Made from the number alone: a trial run again gives the same result, and so does one without its checkpoint.
      rng: createRng(spec.seed).split("trial").split(line.first),
      budget: budgetOf(spec, trial),
      fullBudget: spec.budget,
      ...(checkpoint ? { checkpoint } : {}),
      signal,
      report: reporter.report,
      keep: (reached) => progress.keep(reached),
      note: (message) => context.emit({ type: "trial-note", number: trial.number, message }),
    });
    reporter.rethrow();
    reporter.checkReports();
    const estimate = checkEstimate(estimator.name, answer);
    if (signal.aborted && estimate.state !== "complete") {
      await progress.store();
      return undefined;
    }
    return { outcome: outcomeOf(spec, estimate, seconds()) };
  } catch (cause) {
    reporter.rethrow();
    if (signal.aborted) {
      await progress.store();
      return undefined;
    }
    const outcome: TrialOutcome = {
      state: "failed",
      values: reporter.lastValues(),
      seconds: seconds(),
      error: firstLine(cause),
    };
    return { outcome, cause };
  }
}

/** The checkpoint the trial goes on from; undefined where there is none, which is told where one was to be expected. */
async function checkpointOf<A extends Json>(
  { storage, study, emit }: TrialContext<A>,
  { number }: Trial<A>,
  { before }: TrainingLine,
): Promise<Checkpoint | undefined> {
  if (before === undefined) return undefined;
  const found = await loadCheckpoint(storage, study, before);
  if (!("reason" in found)) return found;
  emit({ type: "trained-anew", number, continues: before, reason: found.reason });
  return undefined;
}

interface Reporter {
  readonly report: (step: number, values: Values) => Promise<"continue" | "stop">;
  /** Has the strategy decide on what was reported in an earlier attempt; the decision stands if it is reported again. */
  readonly replay: (step: number, values: Values) => "continue" | "stop";
  readonly lastValues: () => Values;
  /** Throws what was wrong with a report, which an estimator may have swallowed as well. */
  readonly checkReports: () => void;
  /** Throws what went wrong while reporting, which an estimator may have swallowed or wrapped. */
  readonly rethrow: () => void;
}

function createReporter<A extends Json>(context: TrialContext<A>, number: number): Reporter {
  const { storage, study, spec, estimator, worker, strategy, emit } = context;
  let last: Values = {};
  let failure: { readonly error: unknown } | undefined;
  let wrong: { readonly error: unknown } | undefined;
  const decided = new Map<number, "continue" | "stop">();
  const judge = (step: number, values: Values): "continue" | "stop" => {
    if (!strategy.judge) return "continue";
    return checkDecision(spec.strategy.name, strategy.judge(number, step / spec.budget, values));
  };
  const report = async (step: number, values: Values): Promise<"continue" | "stop"> => {
    try {
      checkReport(estimator.name, step, values);
    } catch (error) {
      wrong ??= { error };
      throw error;
    }
    last = values;
    try {
      // Another worker has the trial by now: whatever comes of this one is dropped.
      if (!(await storage.report(study, number, worker, { step, values }))) return "stop";
      emit({ type: "trial-step", number, step, values });
      return decided.get(step) ?? judge(step, values);
    } catch (error) {
      failure ??= { error };
      throw error;
    }
  };
  const rethrow = (): void => {
    if (failure) throw failure.error;
  };
  const replay = (step: number, values: Values): "continue" | "stop" => {
    last = values;
    const decision = judge(step, values);
    decided.set(step, decision);
    return decision;
  };
  const checkReports = (): void => {
    if (wrong) throw wrong.error;
  };
  return { report, replay, lastValues: () => last, rethrow, checkReports };
}

function outcomeOf({ metrics }: StudySpec, estimate: Estimate, seconds: number): TrialOutcome {
  const { state, values, weights, checkpoint } = estimate;
  const artifact = weights ? { artifact: encodeWeights(weights) } : {};
  if (state === "pruned") return { state, values, seconds, ...artifact };
  const broken = metrics.find(({ name }) => !Number.isFinite(values[name]));
  if (!broken) {
    return { state, values, seconds, ...artifact, ...(checkpoint ? { checkpoint: encodeCheckpoint(checkpoint) } : {}) };
  }
  const error =
    values[broken.name] === undefined
      ? `the estimator gave no ${broken.name}`
      : `diverged: ${broken.name} is ${values[broken.name]}, expected a finite number`;
  return { state: "failed", values, seconds, error };
}
