/** @file The progress of a run as text: a block for terminals, one line a trial for logs. */
import { type Json, printable, type Values } from "../../base/index.ts";
import { formatDuration, formatQuantity } from "../../report/index.ts";
import type { Goals, Trial } from "../../study/index.ts";
import type { ProgressState, RunningTrial } from "./progress-state.ts";
import type { Style } from "./style.ts";

const BAR_WIDTH = 24;

/** The block that a terminal shows while the search runs; each line is cut to `width` by whoever writes it. */
export function progressBlock(state: ProgressState, style: Style): string[] {
  const { finished, target, best, running } = state;
  const left = state.remainingMs === null ? [] : [`about ${formatDuration(state.remainingMs / 1000)} left`];
  const head = [`${finished}/${target} trials`, ...left, ...oddities(state)].join(", ");
  return [
    `${style.accent(bar(finished / target))} ${head}`,
    best ? `best so far: trial ${best.number}, ${describeGoals(best, state.goals)}` : style.faint("no result yet"),
    ...running.map((trial) => style.faint(`  ${describeRunning(trial)}`)),
  ];
}

/** One line for what happened to a trial on the way. */
export function noteLine({ number, message }: { readonly number: number; readonly message: string }): string {
  return `trial ${number}: ${printable(message)}`;
}

/** One line for trials that followed each other and were not trained, as they are outside the constraints. */
export function outsideLine(trials: readonly Trial<Json>[]): string {
  const [first, last] = [trials[0]?.number, trials.at(-1)?.number];
  const which = first === last ? `trial ${first}` : `${trials.length} trials from ${first} to ${last}`;
  return `${which}: outside the constraints before training`;
}

/** One line for a trial that ended. */
export function finishedLine(trial: Trial<Json>, state: ProgressState): string {
  const { finished, target, goals, best, remainingMs } = state;
  const place = `[${String(finished).padStart(String(target).length)}/${target}]`;
  const left = remainingMs === null || remainingMs === 0 ? "" : `; about ${formatDuration(remainingMs / 1000)} left`;
  const leader =
    best === undefined ? "" : best.number === trial.number ? "; best so far" : `; best: trial ${best.number}`;
  return `${place} trial ${trial.number}: ${describeResult(trial, goals)}${leader}${left}`;
}

/** One line for a trial under way. */
export function runningLine(number: number, { running, finished, target, remainingMs }: ProgressState): string {
  const trial = running.find((each) => each.number === number);
  const left = remainingMs === null ? "" : `; about ${formatDuration(remainingMs / 1000)} left`;
  return `${trial ? describeRunning(trial) : `trial ${number}`}; ${finished}/${target} trials done${left}`;
}

function describeResult(trial: Trial<Json>, goals: Goals): string {
  if (trial.state === "failed") return `failed: ${printable(trial.error ?? "for no known reason")}`;
  const result = describeGoals(trial, goals);
  if (trial.duplicateOf !== null) return `${result} (same network as trial ${trial.duplicateOf})`;
  const outside = trial.state === "complete" && !trial.feasible ? ", outside the constraints" : "";
  const continued = trial.continues === null ? "" : `, continues trial ${trial.continues}`;
  return `${result}${outside} (${formatDuration(trial.seconds)}${continued})`;
}

function describeGoals({ values }: { readonly values: Values | null }, { objectives }: Goals): string {
  return objectives.map(({ name, unit }) => `${name} ${formatQuantity(values?.[name] ?? Number.NaN, unit)}`).join(", ");
}

function describeRunning({ number, step, epochs, values }: RunningTrial): string {
  const score = Object.entries(values)
    .filter(([name]) => name !== "trainLoss")
    .map(([name, value]) => `${name} ${formatQuantity(value, "1")}`);
  return [`trial ${number}: epoch ${step}/${epochs}`, ...score].join(", ");
}

function oddities({ failed, duplicates, outside }: ProgressState): string[] {
  return [
    ...(outside > 0 ? [`${outside} more outside the constraints before training`] : []),
    ...(duplicates > 0 ? [`${duplicates} duplicate${duplicates === 1 ? "" : "s"}`] : []),
    ...(failed > 0 ? [`${failed} failed`] : []),
  ];
}

/** A bar of a share in [0, 1]. */
export function bar(share: number): string {
  const full = Math.round(Math.min(1, Math.max(0, share)) * BAR_WIDTH);
  return "█".repeat(full) + "░".repeat(BAR_WIDTH - full);
}
