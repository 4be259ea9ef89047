/** @file What is known of a run under way, built up from its events. */
import type { Json } from "../../base/index.ts";
import { bestOf, type Goals, type StudyEvent, type Trial } from "../../study/index.ts";

export interface RunningTrial {
  readonly number: number;
  /** Epochs done. */
  readonly step: number;
  /** Epochs at most. */
  readonly epochs: number;
  readonly values: Readonly<Record<string, number>>;
}

export interface ProgressState {
  readonly goals: Goals;
  readonly target: number;
  readonly finished: number;
  readonly failed: number;
  readonly duplicates: number;
  /** Ended before training, as they were outside the constraints; `finished` leaves them out. */
  readonly outside: number;
  /** By number, in the order started. */
  readonly running: readonly RunningTrial[];
  readonly best: Trial<Json> | undefined;
  readonly remainingMs: number | null;
}

/** The state before the first event; `trials` are those of earlier runs, `expectedMs` what is expected before any ends. */
export function startProgress(
  goals: Goals,
  target: number,
  trials: readonly Trial<Json>[],
  expectedMs: number | null = null,
): ProgressState {
  const ended = trials.filter(({ finishOrder }) => finishOrder !== null);
  const finished = ended.filter(({ outside }) => !outside);
  return {
    goals,
    target,
    finished: finished.length,
    failed: finished.filter(({ state }) => state === "failed").length,
    duplicates: finished.filter(({ duplicateOf }) => duplicateOf !== null).length,
    outside: ended.length - finished.length,
    running: [],
    best: bestOf(finished, goals),
    remainingMs: expectedMs,
  };
}

/** The state after an event. */
export function advance(state: ProgressState, event: StudyEvent<Json>): ProgressState {
  switch (event.type) {
    case "trial-started": {
      const { number, budget } = event;
      return { ...state, running: [...without(state, number), { number, step: 0, epochs: budget, values: {} }] };
    }
    case "trial-step": {
      const { number, step, values } = event;
      return {
        ...state,
        running: state.running.map((trial) => (trial.number === number ? { ...trial, step, values } : trial)),
      };
    }
    case "trial-finished": {
      const { trial, progress } = event;
      return {
        ...state,
        running: without(state, trial.number),
        finished: progress.finished,
        outside: state.outside + (trial.outside ? 1 : 0),
        failed: state.failed + (trial.state === "failed" ? 1 : 0),
        duplicates: state.duplicates + (trial.duplicateOf === null ? 0 : 1),
        best: bestOf(state.best ? [state.best, trial] : [trial], state.goals),
        remainingMs: progress.remainingMs,
      };
    }
    case "trial-lost":
      return { ...state, running: without(state, event.number) };
    default:
      return state;
  }
}

function without({ running }: ProgressState, number: number): RunningTrial[] {
  return running.filter((trial) => trial.number !== number);
}
