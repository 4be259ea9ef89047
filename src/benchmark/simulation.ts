/**
 * @file Runs a search on a problem with known results, in simulated time: workers take as long as the problem says, and
 * results arrive in the order of their simulated ends, those at the same time in the order of their trials.
 */
import { checkInteger, InputError, type Json, type Rng, type Values } from "../base/index.ts";
import type { CurveValue, Observation, Proposal, Strategy, StrategyFactory, TrialId } from "../strategy/index.ts";
import { isBetter, type Problem } from "./problem.ts";
import type { Improvement, Trace } from "./trace.ts";

export interface SimulationOptions {
  /** Evaluations at a time. Default 1: ask and tell in turn. */
  readonly workers?: number;
  /**
   * Whole evaluations to spend; one of a part of the budget costs that part, but no less than the least part there are
   * values at, and one that continues another what it adds to that. Default: no limit.
   */
  readonly evaluations?: number;
  /** Simulated seconds after which nothing counts. Default: no limit. At least one of the limits is needed. */
  readonly seconds?: number;
  /**
   * What it costs to propose a network (by its key) that was evaluated before, with that budget or more: nothing, and the
   * result is that of the first, as in a study ("free", default); or a new evaluation, looked up by itself ("charged").
   */
  readonly repeats?: "free" | "charged";
}

/** A search ends after so many trials in a row that cost nothing, as a study does. */
const MOST_REPEATS = 100;
/** Sums of parts such as 1/3 are not exact. */
const EPSILON = 1e-9;

/** A trial under way. */
interface Running<A> {
  readonly number: TrialId;
  readonly architecture: A;
  readonly key: string;
  /** Whose result it gets: its own, or that of the first of its key. */
  readonly source: A;
  readonly fidelity: number;
  /** Part of the budget it is evaluated with: its fidelity, or the least there are values at. */
  readonly part: number;
  /** Part of the budget that the trial it continues has spent already. */
  readonly paid: number;
  readonly startedAt: number;
  /** True where the result is known and costs nothing. */
  readonly isRepeat: boolean;
  /** How many values it has shown so far. */
  readonly shown: number;
}

/** What was evaluated under a key: by which architecture, how far. */
interface Known<A> {
  readonly source: A;
  readonly fidelity: number;
}

/** Plain JSON. */
interface State<A> {
  clock: number;
  asked: number;
  finished: number;
  spent: number;
  repeats: number;
  repeatsInRow: number;
  /** True where no more trials start. */
  isClosed: boolean;
  running: readonly Running<A>[];
  known: Record<string, Known<A>>;
  improvements: Improvement[];
}

/**
 * A search under way. `step` takes it from event to event; between two steps, `snapshot` is all it needs to go on
 * exactly. Deterministic: equal problems, strategies, options and streams give equal traces.
 */
export class Simulation<A extends Json> {
  readonly #problem: Problem<A>;
  readonly #strategy: Strategy<A>;
  readonly #options: Required<SimulationOptions>;
  readonly #state: State<A>;

  private constructor(problem: Problem<A>, strategy: Strategy<A>, options: SimulationOptions, state: State<A>) {
    const all = { workers: 1, evaluations: Infinity, seconds: Infinity, repeats: "free" as const, ...options };
    checkOptions(all);
    this.#problem = problem;
    this.#strategy = strategy;
    this.#options = all;
    this.#state = state;
  }

  /** @throws {InputError} if an option is wrong. */
  static start<A extends Json>(
    problem: Problem<A>,
    factory: StrategyFactory,
    options: SimulationOptions,
    rng: Rng,
  ): Simulation<A> {
    const counters = { clock: 0, asked: 0, finished: 0, spent: 0, repeats: 0, repeatsInRow: 0, isClosed: false };
    const state = { ...counters, running: [], known: {}, improvements: [] };
    const strategy = factory.create(problem.space, [problem.searched], rng);
    return new Simulation(problem, strategy, options, state);
  }

  /** Goes on from a snapshot of a search with equal arguments. */
  static restore<A extends Json>(
    problem: Problem<A>,
    factory: StrategyFactory,
    options: SimulationOptions,
    snapshot: Json,
  ): Simulation<A> {
    // The search writes into its state; the snapshot stays as it is.
    const { strategy, state } = structuredClone(snapshot) as unknown as Snapshot<A>;
    return new Simulation(problem, factory.restore(problem.space, [problem.searched], strategy), options, state);
  }

  /** What `restore` needs: plain JSON, untouched by later steps. */
  snapshot(): Json {
    return structuredClone({ strategy: this.#strategy.snapshot(), state: this.#state }) as unknown as Json;
  }

  get trace(): Trace {
    const { improvements, finished, repeats, spent, clock } = this.#state;
    return { improvements: [...improvements], trials: finished, repeats, evaluations: spent, seconds: clock };
  }

  /** Goes on to the next event. @returns False where the search is over. */
  step(): boolean {
    this.#startTrials();
    const state = this.#state;
    const next = this.#nextEvent();
    if (!next || next.time > this.#options.seconds) {
      state.isClosed = true;
      state.running = [];
      return false;
    }
    state.clock = next.time;
    const { trial } = next;
    const steps = this.#stepsOf(trial);
    const fidelity = steps[trial.shown] as number;
    const shown = { ...trial, shown: trial.shown + 1 };
    const isLast = shown.shown === steps.length;
    // A result taken over was decided on when it was new.
    const decision = trial.isRepeat ? "continue" : this.#judge(trial, fidelity);
    if (isLast || decision === "stop") this.#finish(shown, decision === "stop" ? "pruned" : "complete");
    else state.running = state.running.map((other) => (other.number === trial.number ? shown : other));
    return true;
  }

  #startTrials(): void {
    const state = this.#state;
    while (!state.isClosed && state.running.length < this.#options.workers) {
      const left = this.#options.evaluations - state.spent - sum(state.running.map(costOf));
      if (left < EPSILON) return;
      const [proposal] = this.#strategy.ask(1);
      const trial = proposal && this.#toTrial(proposal);
      if (!trial || costOf(trial) > left + EPSILON) state.isClosed = true;
      else {
        state.asked++;
        state.running = [...state.running, trial];
      }
    }
  }

  #toTrial({ architecture, fidelity = 1, continues }: Proposal<A>): Running<A> {
    const { asked, clock, known } = this.#state;
    const key = this.#problem.space.key(architecture);
    const first = this.#options.repeats === "free" ? known[key] : undefined;
    const paid = continues === undefined ? 0 : (known[key]?.fidelity ?? 0);
    const part = Math.max(fidelity, this.#problem.fidelities[0] as number);
    const isRepeat = first !== undefined && first.fidelity >= part - EPSILON;
    const source = isRepeat ? first.source : architecture;
    return { number: asked, architecture, key, source, fidelity, part, paid, startedAt: clock, isRepeat, shown: 0 };
  }

  /** Fidelities at which a trial shows values: those up to the part it is evaluated with, once each; one at least. */
  #stepsOf({ part, paid, isRepeat }: Running<A>): readonly number[] {
    const steps = this.#problem.fidelities.filter((step) => step <= part + EPSILON);
    const added = isRepeat ? [] : steps.filter((step) => step > paid + EPSILON);
    return added.length > 0 ? added : steps.slice(-1);
  }

  /** The earliest event; of those at the same time that of the first trial. */
  #nextEvent(): { readonly time: number; readonly trial: Running<A> } | undefined {
    const events = this.#state.running.map((trial) => ({ time: this.#timeOf(trial), trial }));
    return events.reduce<(typeof events)[number] | undefined>(
      (first, event) => (first && first.time <= event.time ? first : event),
      undefined,
    );
  }

  /** When a trial shows its next value. */
  #timeOf(trial: Running<A>): number {
    if (trial.isRepeat) return trial.startedAt;
    const steps = this.#stepsOf(trial);
    const isLast = trial.shown === steps.length - 1;
    const { seconds, secondsOnce } = this.#problem.measure(trial.source);
    const reached = isLast ? trial.part : (steps[trial.shown] as number);
    return trial.startedAt + seconds * Math.max(0, reached - trial.paid) + secondsOnce;
  }

  #judge(trial: Running<A>, step: number): "continue" | "stop" {
    const fidelity = Math.min(step, trial.fidelity);
    return this.#strategy.judge?.(trial.number, fidelity, this.#valuesAt(trial, step)) ?? "continue";
  }

  #finish(trial: Running<A>, outcome: "complete" | "pruned"): void {
    const state = this.#state;
    const steps = this.#stepsOf(trial).slice(0, trial.shown);
    const last = steps.at(-1) as number;
    // A trial that was stopped on the way paid for what it had by then.
    const reached = trial.shown === this.#stepsOf(trial).length ? trial.part : last;
    const values = this.#valuesAt(trial, last);
    const { number, architecture, key, source, fidelity, paid, isRepeat } = trial;
    state.running = state.running.filter((other) => other.number !== number);
    state.finished++;
    state.spent += isRepeat ? 0 : Math.max(0, reached - paid);
    state.repeats += isRepeat ? 1 : 0;
    state.repeatsInRow = isRepeat ? state.repeatsInRow + 1 : 0;
    if (state.repeatsInRow >= MOST_REPEATS) state.isClosed = true;
    if ((state.known[key]?.fidelity ?? 0) < reached) state.known[key] = { source, fidelity: reached };
    this.#improve(trial, last);
    const curve = steps.map(
      (step): CurveValue => ({
        fidelity: Math.min(step, fidelity),
        values: this.#valuesAt(trial, step),
      }),
    );
    const observation = { trial: number, architecture, key, state: outcome, values, feasible: true, fidelity, curve };
    this.#strategy.tell([observation satisfies Observation<A>]);
  }

  /** Notes the trial where it is the best so far: measured with more than any other, or with as much and better. */
  #improve({ number, source }: Running<A>, fidelity: number): void {
    const { clock, spent, improvements } = this.#state;
    const { searched: values, reported } = this.#problem.measure(source);
    const searched = values[this.#problem.fidelities.indexOf(fidelity)] as number;
    const best = improvements.at(-1);
    if (best && best.fidelity > fidelity) return;
    if (best?.fidelity === fidelity && !isBetter(this.#problem.searched.goal, searched, best.searched)) return;
    improvements.push({ trial: number, evaluations: spent, seconds: clock, fidelity, searched, reported });
  }

  #valuesAt({ source }: Running<A>, fidelity: number): Values {
    const { searched, fidelities } = this.#problem;
    return { [searched.name]: this.#problem.measure(source).searched[fidelities.indexOf(fidelity)] as number };
  }
}

interface Snapshot<A> {
  readonly strategy: Json;
  readonly state: State<A>;
}

/** Runs a search to its end. @throws {InputError} if an option is wrong. */
export function simulate<A extends Json>(
  problem: Problem<A>,
  factory: StrategyFactory,
  options: SimulationOptions,
  rng: Rng,
): Trace {
  const simulation = Simulation.start(problem, factory, options, rng);
  while (simulation.step());
  return simulation.trace;
}

/** Evaluations a trial may cost at most. */
function costOf({ isRepeat, part, paid }: Running<unknown>): number {
  return isRepeat ? 0 : Math.max(0, part - paid);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function checkOptions({ workers, evaluations, seconds }: Required<SimulationOptions>): void {
  checkInteger("simulation", "workers", workers, 1);
  if (evaluations > 0 && seconds > 0 && Math.min(evaluations, seconds) < Infinity) return;
  throw new InputError(
    `Cannot set up simulation: evaluations is ${evaluations} and seconds is ${seconds}, expected a limit above 0 for one`,
  );
}
