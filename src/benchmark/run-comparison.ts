/** @file Runs the searches of a comparison on all cores; what each finds depends on its strategy and seed alone. */
import { checkInteger, InputError } from "../base/index.ts";
import { BASELINE } from "./comparison.ts";
import type { BenchmarkRequest } from "./open-benchmark.ts";
import type { SimulationOptions } from "./simulation.ts";
import type { Trace } from "./trace.ts";
import type { SearchJob, StrategyRequest } from "./worker/messages.ts";
import { SearchProcess } from "./worker/search-process.ts";
import { createStrategies } from "./worker/searcher.ts";

export interface ComparisonOptions {
  readonly benchmark: BenchmarkRequest;
  /** Different names; random search is the baseline and should be among them. */
  readonly strategies: readonly StrategyRequest[];
  /** Searches of each strategy. */
  readonly seeds: number;
  /** The first seed; the others follow it. Default 0. */
  readonly firstSeed?: number;
  readonly simulation: SimulationOptions;
  /** Worker processes. */
  readonly processes: number;
  /** An abort ends the searches under way; what is done is returned. */
  readonly signal?: AbortSignal;
  /** Called when a search has ended, with how many have. */
  readonly onSearch?: (done: number, total: number) => void;
}

/**
 * Runs every strategy with every seed.
 *
 * @returns The traces by strategy, by increasing seed; after an abort those that were done.
 * @throws {InputError} if an option is wrong; {EspalierError} what opening the benchmark or a search failed with.
 */
export async function runComparison(options: ComparisonOptions): Promise<ReadonlyMap<string, readonly Trace[]>> {
  const { strategies, seeds, firstSeed = 0, signal } = options;
  await check(options);
  // Seed by seed, so that after an abort every strategy has about as many.
  const jobs = Array.from({ length: seeds }, (_, i) =>
    strategies.map((_, strategy): SearchJob => ({ strategy, seed: firstSeed + i })),
  ).flat();
  const done: (readonly [SearchJob, Trace])[] = [];
  const waiting = jobs.values();
  const size = Math.min(options.processes, jobs.length);
  const pool = Array.from({ length: size }, () => new SearchProcess());
  const end = (): void => {
    for (const worker of pool) worker[Symbol.dispose]();
  };
  const work = async (worker: SearchProcess): Promise<void> => {
    const { benchmark, simulation } = options;
    await worker.open({ benchmark, strategies, simulation });
    for (const job of waiting) {
      done.push([job, await worker.run(job)]);
      options.onSearch?.(done.length, jobs.length);
    }
  };
  signal?.addEventListener("abort", end);
  try {
    if (!signal?.aborted) await Promise.all(pool.map(work));
  } catch (error) {
    if (!signal?.aborted) throw error;
  } finally {
    signal?.removeEventListener("abort", end);
    end();
  }
  return collect(strategies, done);
}

async function check({ strategies, seeds, firstSeed = 0, processes }: ComparisonOptions): Promise<void> {
  checkInteger("comparison", "seeds", seeds, 1);
  checkInteger("comparison", "firstSeed", firstSeed, 0);
  checkInteger("comparison", "processes", processes, 1);
  await createStrategies(strategies);
  const names = strategies.map(({ name }) => name);
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice === undefined && names.length > 0) return;
  const found = twice === undefined ? "there are none" : `"${twice}" is named twice`;
  throw new InputError(`Cannot compare strategies: ${found}, expected different ones, such as ${BASELINE},evolution`);
}

function collect(
  strategies: readonly StrategyRequest[],
  done: readonly (readonly [SearchJob, Trace])[],
): ReadonlyMap<string, readonly Trace[]> {
  return new Map(
    strategies.map(({ name }, strategy) => {
      const own = done.filter(([job]) => job.strategy === strategy);
      return [name, own.sort(([a], [b]) => a.seed - b.seed).map(([, trace]) => trace)];
    }),
  );
}
