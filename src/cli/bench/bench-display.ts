/** @file Shows how far a comparison or an import is: a bar on a terminal, a line now and then elsewhere. */
import { formatDuration } from "../../report/index.ts";
import { type BlockStream, LiveBlock } from "../progress/live-block.ts";
import { bar } from "../progress/progress-lines.ts";
import { styleFor, type Terminal } from "../progress/style.ts";

export interface BenchDisplay {
  show(done: number, total: number): void;
  /** Takes away what is temporary. */
  clear(): void;
}

/** Lines are written at most so often. */
const LINE_PERIOD_MS = 5000;
const BLOCK_PERIOD_MS = 100;

/**
 * Creates the display that suits a stream.
 *
 * @param describe  What is done, in words.
 */
export function createBenchDisplay(
  stream: BlockStream & Terminal,
  env: NodeJS.ProcessEnv,
  describe: (done: number, total: number) => string = (done, total) => `${done}/${total} searches`,
): BenchDisplay {
  const isLive = stream.isTTY === true && env.TERM !== "dumb";
  const style = styleFor(stream, env);
  const block = new LiveBlock(stream);
  let drawnMs = Number.NEGATIVE_INFINITY;
  // Processes start and tables load before the first search ends; the rate is that from then on.
  let first: { readonly ms: number; readonly done: number } | undefined;
  return {
    show: (done, total) => {
      const now = performance.now();
      first ??= { ms: now, done };
      if (done < total && now - drawnMs < (isLive ? BLOCK_PERIOD_MS : LINE_PERIOD_MS)) return;
      drawnMs = now;
      const left = ((now - first.ms) * (total - done)) / (done - first.done) / 1000;
      const rest = left > 0 && Number.isFinite(left) ? `, about ${formatDuration(left)} left` : "";
      const text = `${describe(done, total)}${rest}`;
      if (isLive) block.update([`${style.accent(bar(done / total))} ${text}`]);
      else stream.write(`${text}\n`);
    },
    clear: () => block.clear(),
  };
}
