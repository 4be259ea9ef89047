/** @file Entry of a worker process: runs searches one at a time, until its parent is gone. */
import { EspalierError } from "../../base/index.ts";
import { openBenchmark } from "../open-benchmark.ts";
import type { FromWorker, SearchJob, ToWorker } from "./messages.ts";
import { createStrategies, runSearch } from "./searcher.ts";

let search: ((job: SearchJob) => FromWorker) | undefined;

// A terminal's Ctrl-C reaches the whole group; the parent decides. Without its channel the process has nothing left to do.
process.on("SIGINT", () => undefined);
process.on("SIGTERM", () => undefined);
process.on("message", (message: ToWorker) => {
  answer(message).then(
    (reply) => process.send?.(reply),
    (error: unknown) => process.send?.(failure(error)),
  );
});

async function answer(message: ToWorker): Promise<FromWorker> {
  if (message.kind === "search") return (search as NonNullable<typeof search>)(message);
  const benchmark = await openBenchmark(message.benchmark);
  const { features } = benchmark.problemOf(0);
  const strategies = await createStrategies(message.strategies, message.benchmark.withFeatures ? features : undefined);
  search = (job) => ({ kind: "done", trace: runSearch(benchmark, strategies, message.simulation, job) });
  return { kind: "ready" };
}

function failure(error: unknown): FromWorker {
  const code = error instanceof EspalierError ? error.code : undefined;
  return { kind: "failed", code, message: error instanceof Error ? error.message : String(error) };
}
