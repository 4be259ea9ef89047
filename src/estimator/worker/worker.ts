/** @file Entry of a worker process: takes trials over the channel, one at a time, until its parent is gone. */
import { EspalierError } from "../../base/index.ts";
import type { Dataset } from "../../data/index.ts";
import { createNodeEngine } from "../../engine/index.ts";
import type { TrainingHooks } from "../training/train-network.ts";
import type { FromWorker, ToWorker, TrialRequest } from "./messages.ts";
import { runTrial } from "./run-trial.ts";

const datasets = new Map<string, Dataset>();
const threads = Number(process.argv[2] ?? 1);
const engines = {
  training: createNodeEngine({ threads }),
  deployment: createNodeEngine({ threads, optimization: "all" }),
};
let decide: ((decision: "continue" | "stop") => void) | undefined;

// A terminal's Ctrl-C and a service manager's stop reach the whole group; the parent decides what becomes of the trial.
process.on("SIGINT", () => undefined);
process.on("SIGTERM", () => undefined);
process.on("disconnect", () => process.exit(0));
process.on("message", (message: ToWorker) => {
  switch (message.kind) {
    case "dataset":
      datasets.set(message.key, message.dataset);
      break;
    case "decision":
      decide?.(message.decision);
      break;
    case "trial":
      void answer(message);
  }
});

/** So much training is lost at most, beside an epoch, when a trial is interrupted; a checkpoint takes milliseconds. */
const KEEP_MS = 1000;

function send(message: FromWorker): void {
  process.send?.(message);
}

async function answer(request: TrialRequest): Promise<void> {
  try {
    send({
      kind: "done",
      estimate: await runTrial(request, datasets.get(request.dataset) as Dataset, engines, hooks()),
    });
  } catch (error) {
    const code = error instanceof EspalierError ? error.code : undefined;
    send({ kind: "failed", code, message: error instanceof Error ? error.message : String(error) });
  }
}

function hooks(): TrainingHooks {
  let lastPause = performance.now();
  let kept = lastPause;
  return {
    report: (step, values, checkpoint) =>
      new Promise((resolve) => {
        decide = resolve;
        const isDue = performance.now() - kept >= KEEP_MS;
        if (isDue) kept = performance.now();
        // Written into the channel before training goes on and changes it.
        send({ kind: "step", step, values, ...(isDue && checkpoint ? { checkpoint: checkpoint() } : {}) });
      }),
    // The runtime blocks this thread; without turns of the event loop the parent's end would go unnoticed.
    pause: async () => {
      if (performance.now() - lastPause < 100) return;
      await new Promise((resolve) => setImmediate(resolve));
      lastPause = performance.now();
    },
  };
}
