/** @file Shows a run while it runs: a block that rewrites itself on a terminal, plain lines elsewhere. */
import type { Json } from "../../base/index.ts";
import type { Goals, StudyEvent, Trial } from "../../study/index.ts";
import { type BlockStream, LiveBlock } from "./live-block.ts";
import { bar, finishedLine, noteLine, outsideLine, progressBlock } from "./progress-lines.ts";
import { advance, type ProgressState, startProgress } from "./progress-state.ts";
import { styleFor, type Terminal } from "./style.ts";

/** What a run tells its viewer. */
export interface RunDisplay {
  /** The search begins or goes on; `trials` are those of earlier runs. */
  begin(goals: Goals, trials: readonly Trial<Json>[], target: number): void;
  show(event: StudyEvent<Json>): void;
  /** An epoch of the final training ended. */
  showFinal(epoch: number, epochs: number): void;
  /** Takes away what is temporary; showing may go on afterwards. */
  clear(): void;
}

/** How often a block is rewritten at most. */
const PERIOD_MS = 100;

/** Creates the display that suits a stream. */
export function createRunDisplay(stream: BlockStream & Terminal, env: NodeJS.ProcessEnv): RunDisplay {
  return stream.isTTY && env.TERM !== "dumb" ? new BlockDisplay(stream, env) : new LineDisplay(stream);
}

class BlockDisplay implements RunDisplay {
  readonly #block: LiveBlock;
  readonly #style: ReturnType<typeof styleFor>;
  #state: ProgressState | undefined;
  readonly #stream: BlockStream;
  #drawnMs = Number.NEGATIVE_INFINITY;

  constructor(stream: BlockStream & Terminal, env: NodeJS.ProcessEnv) {
    this.#stream = stream;
    this.#block = new LiveBlock(stream);
    this.#style = styleFor(stream, env);
  }

  begin(goals: Goals, trials: readonly Trial<Json>[], target: number): void {
    this.#state = startProgress(goals, target, trials);
    this.#draw(true);
  }

  show(event: StudyEvent<Json>): void {
    if (this.#state) this.#state = advance(this.#state, event);
    if (event.type === "trial-note") {
      this.#block.clear();
      this.#stream.write(`${noteLine(event)}\n`);
    }
    this.#draw(event.type === "trial-finished" || event.type === "trial-note");
  }

  showFinal(epoch: number, epochs: number): void {
    this.#block.update([`${this.#style.accent(bar(epoch / epochs))} final training: epoch ${epoch}/${epochs}`]);
  }

  clear(): void {
    this.#block.clear();
  }

  #draw(isUrgent: boolean): void {
    if (!this.#state || (!isUrgent && performance.now() - this.#drawnMs < PERIOD_MS)) return;
    this.#drawnMs = performance.now();
    this.#block.update(progressBlock(this.#state, this.#style));
  }
}

class LineDisplay implements RunDisplay {
  readonly #stream: BlockStream;
  #state: ProgressState | undefined;
  /** Trials outside the constraints that no line was written for yet: there may be hundreds in a row. */
  #outside: Trial<Json>[] = [];

  constructor(stream: BlockStream) {
    this.#stream = stream;
  }

  begin(goals: Goals, trials: readonly Trial<Json>[], target: number): void {
    this.#state = startProgress(goals, target, trials);
  }

  show(event: StudyEvent<Json>): void {
    if (!this.#state) return;
    this.#state = advance(this.#state, event);
    if (event.type === "trial-note") this.#stream.write(`${noteLine(event)}\n`);
    if (event.type === "trained-anew") this.#stream.write(`trial ${event.number} trains anew: ${event.reason}\n`);
    if (event.type === "trial-finished" && event.trial.outside) {
      this.#outside.push(event.trial);
      return;
    }
    if (event.type === "trial-finished" || event.type === "study-finished") this.#writeOutside();
    if (event.type === "trial-finished") this.#stream.write(`${finishedLine(event.trial, this.#state)}\n`);
  }

  showFinal(epoch: number, epochs: number): void {
    if (epoch === epochs) this.#stream.write(`final training: ${epochs} epochs done\n`);
  }

  clear(): void {
    this.#writeOutside();
  }

  #writeOutside(): void {
    if (this.#outside.length > 0) this.#stream.write(`${outsideLine(this.#outside)}\n`);
    this.#outside = [];
  }
}
