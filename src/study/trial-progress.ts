/** @file Where a trial under way stands, kept so that an interruption costs little of its training. */
import { firstLine, type Json } from "../base/index.ts";
import type { Checkpoint } from "../estimator/index.ts";
import { checkKept } from "./check-answers.ts";
import { encodeWholeCheckpoint } from "./checkpoint-artifact.ts";
import { loadProgress } from "./load-checkpoint.ts";
import type { Trial } from "./trial.ts";
import type { TrialContext } from "./trial-context.ts";

/** How often it is stored: what a process that is killed may lose. One that is stopped stores it before it ends. */
const STORE_MS = 30_000;

export class TrialProgress<A extends Json> {
  readonly #context: TrialContext<A>;
  readonly #trial: Trial<A>;
  #latest: Checkpoint | undefined;
  #storedMs: number = performance.now();
  #storing: Promise<unknown> = Promise.resolve();

  constructor(context: TrialContext<A>, trial: Trial<A>) {
    this.#context = context;
    this.#trial = trial;
  }

  /**
   * Returns where the trial stood when it was interrupted; undefined where it was not, or nothing of use was kept.
   *
   * @param replay  Has the strategy decide again on what it was shown before, which it may have forgotten.
   */
  async load(
    replay: (step: number, values: Trial<A>["curve"][number]["values"]) => "continue" | "stop",
  ): Promise<Checkpoint | undefined> {
    const { storage, study, emit } = this.#context;
    const { number, attempts, curve } = this.#trial;
    if (attempts <= 1) return undefined;
    const found = await loadProgress(storage, study, number);
    if (found === undefined) return undefined;
    if ("reason" in found) {
      emit({ type: "trial-note", number, message: `begins anew: ${found.reason}` });
      return undefined;
    }
    const shown = curve.filter(({ step }) => step <= found.epoch);
    if (shown.at(-1)?.step !== found.epoch) return undefined;
    // All of them, as each counts for what is decided on others.
    const decisions = shown.map(({ step, values }) => replay(step, values));
    if (decisions.includes("stop")) return undefined;
    emit({ type: "trial-note", number, message: `goes on after step ${found.epoch}` });
    return found;
  }

  /** Takes over where the trial stands; stored now and then. @throws {InputError} if it is no checkpoint. */
  keep(checkpoint: Checkpoint): void {
    this.#latest = checkKept(this.#context.estimator.name, checkpoint);
    if (performance.now() - this.#storedMs >= STORE_MS) void this.store();
  }

  /** Stores where the trial stands. What cannot be stored costs nothing but time later on. */
  async store(): Promise<void> {
    const checkpoint = this.#latest;
    this.#storedMs = performance.now();
    this.#latest = undefined;
    const { storage, study, worker, emit } = this.#context;
    const { number } = this.#trial;
    this.#storing = this.#storing.then(async () => {
      if (!checkpoint) return;
      try {
        await storage.saveCheckpoint(study, number, worker, encodeWholeCheckpoint(checkpoint));
      } catch (error) {
        emit({ type: "trial-note", number, message: `where it stands could not be stored: ${firstLine(error)}` });
      }
    });
    await this.#storing;
  }
}
