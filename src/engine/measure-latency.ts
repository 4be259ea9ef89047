/** @file The measuring protocol for the time of one run. */
import { InputError, quantile } from "../base/index.ts";
import type { Feeds, Program } from "./engine.ts";
import type { Latency, LatencyOptions } from "./latency.ts";

/** What is measured: a program, or how one runs. */
type Measured = Pick<Program, "run" | "latency">;

/**
 * Measures how long a program takes for one run: some runs to warm up caches and the runtime's memory, then single
 * runs, one after the other, each timed on the monotonic clock around `run` with its copies of inputs and outputs.
 * Of a program elsewhere, in a thread or a process, they are timed there: the way to it does not count.
 * Median and 95th percentile, because means follow the other work of the machine.
 *
 * @throws {InputError} if an option is no integer, `warmup` negative or `repeats` not positive.
 */
export async function measureLatency(program: Measured, feeds: Feeds, options: LatencyOptions = {}): Promise<Latency> {
  const { warmup = 20, repeats = 200, leastMs = 100 } = options;
  checkCount("warmup", warmup, 0);
  checkCount("repeats", repeats, 1);
  checkCount("leastMs", leastMs, 0);
  if (program.latency) return program.latency(feeds, options);
  for (let i = 0; i < warmup; i++) await program.run(feeds);
  const times: number[] = [];
  const end = performance.now() + leastMs;
  while (times.length < repeats || performance.now() < end) {
    const start = performance.now();
    await program.run(feeds);
    times.push(performance.now() - start);
  }
  return { p50: quantile(times, 0.5), p95: quantile(times, 0.95), warmup, repeats: times.length };
}

function checkCount(name: string, value: number, least: number): void {
  if (Number.isSafeInteger(value) && value >= least) return;
  throw new InputError(`Cannot measure latency: ${name} is ${value}, expected an integer of at least ${least}`);
}
