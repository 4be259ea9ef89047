/** @file Shows a run while it runs: a block that rewrites itself on a terminal, plain lines elsewhere. */
import type { Json } from "../../base/index.ts";
import type { Goals, StudyEvent, Trial } from "../../study/index.ts";
import { type BlockStream, LiveBlock } from "./live-block.ts";
import { bar, finishedLine, noteLine, outsideLine, progressBlock, runningLine } from "./progress-lines.ts";
import { advance, type ProgressState, startProgress } from "./progress-state.ts";
import { styleFor, type Terminal } from "./style.ts";

/** What a run tells its viewer. */
export interface RunDisplay {
  /** The search begins or goes on; `trials` are those of earlier runs, `expectedMs` the time they leave by estimate. */
  begin(goals: Goals, trials: readonly Trial<Json>[], target: number, expectedMs?: number | null): void;
  show(event: StudyEvent<Json>): void;
  /** An epoch of the final training ended. */
  showFinal(epoch: number, epochs: number): void;
  /** Takes away what is temporary; showing may go on afterwards. */
  clear(): void;
}

/** How often a block is rewritten at most. */
const PERIOD_MS = 100;
/** How long lines may be silent while something goes on. */
const SILENCE_MS = 10_000;

/** Creates the display that suits a stream. @param now  Milliseconds, for what is written from time to time. */
export function createRunDisplay(
  stream: BlockStream & Terminal,
  env: NodeJS.ProcessEnv,
  now: () => number = () => performance.now(),
): RunDisplay {
  return stream.isTTY && env.TERM !== "dumb" ? new BlockDisplay(stream, env) : new LineDisplay(stream, now);
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

  begin(goals: Goals, trials: readonly Trial<Json>[], target: number, expectedMs: number | null = null): void {
    this.#state = startProgress(goals, target, trials, expectedMs);
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
  readonly #now: () => number;
  #writtenMs: number;

  constructor(stream: BlockStream, now: () => number) {
    this.#stream = stream;
    this.#now = now;
    this.#writtenMs = now();
  }

  begin(goals: Goals, trials: readonly Trial<Json>[], target: number, expectedMs: number | null = null): void {
    this.#state = startProgress(goals, target, trials, expectedMs);
  }

  show(event: StudyEvent<Json>): void {
    if (!this.#state) return;
    this.#state = advance(this.#state, event);
    if (event.type === "trial-note") this.#write(`${noteLine(event)}\n`);
    if (event.type === "trained-anew") this.#write(`trial ${event.number} trains anew: ${event.reason}\n`);
    if (event.type === "trial-finished" && event.trial.outside) {
      this.#outside.push(event.trial);
      return;
    }
    if (event.type === "trial-step" && this.#isSilent()) this.#write(`${runningLine(event.number, this.#state)}\n`);
    if (event.type === "trial-finished" || event.type === "study-finished") this.#writeOutside();
    if (event.type === "trial-finished") this.#write(`${finishedLine(event.trial, this.#state)}\n`);
  }

  showFinal(epoch: number, epochs: number): void {
    if (epoch < epochs && this.#isSilent()) this.#write(`final training: epoch ${epoch}/${epochs}\n`);
    if (epoch === epochs) this.#write(`final training: ${epochs} epochs done\n`);
  }

  clear(): void {
    this.#writeOutside();
  }

  #isSilent(): boolean {
    return this.#now() - this.#writtenMs >= SILENCE_MS;
  }

  #write(text: string): void {
    this.#stream.write(text);
    this.#writtenMs = this.#now();
  }

  #writeOutside(): void {
    if (this.#outside.length > 0) this.#write(`${outsideLine(this.#outside)}\n`);
    this.#outside = [];
  }
}
