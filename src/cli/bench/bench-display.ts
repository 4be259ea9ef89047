/** @file Shows how far a comparison is: a bar on a terminal, a line now and then elsewhere. */
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

/** Creates the display that suits a stream. */
export function createBenchDisplay(stream: BlockStream & Terminal, env: NodeJS.ProcessEnv): BenchDisplay {
  const isLive = stream.isTTY === true && env.TERM !== "dumb";
  const style = styleFor(stream, env);
  const block = new LiveBlock(stream);
  let drawnMs = Number.NEGATIVE_INFINITY;
  // Processes start and tables load before the first search ends; the rate is that from then on.
  let firstMs: number | undefined;
  return {
    show: (done, total) => {
      const now = performance.now();
      firstMs ??= now;
      if (done < total && now - drawnMs < (isLive ? BLOCK_PERIOD_MS : LINE_PERIOD_MS)) return;
      drawnMs = now;
      const left = done < 2 ? Number.NaN : ((now - firstMs) * (total - done)) / (done - 1) / 1000;
      const text = `${done}/${total} searches${left > 0 ? `, about ${formatDuration(left)} left` : ""}`;
      if (isLive) block.update([`${style.accent(bar(done / total))} ${text}`]);
      else stream.write(`${text}\n`);
    },
    clear: () => block.clear(),
  };
}
