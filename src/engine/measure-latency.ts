/** @file The measuring protocol for the time of one run. */
import { InputError, quantile } from "../base/index.ts";
import type { Feeds, Program } from "./engine.ts";

export interface LatencyOptions {
  /** Runs before the first measured one. Default 20. */
  readonly warmup?: number;
  /** Measured runs at least. Default 200. */
  readonly repeats?: number;
  /** Milliseconds to measure at least, so that the other work of the machine cannot fill the whole time of tiny models. Default 100. */
  readonly leastMs?: number;
}

/** Milliseconds of a single run, and how they were measured. */
export interface Latency {
  readonly p50: number;
  readonly p95: number;
  readonly warmup: number;
  /** Runs that were measured. */
  readonly repeats: number;
}

/**
 * Measures how long a program takes for one run: some runs to warm up caches and the runtime's memory, then single
 * runs, one after the other, each timed on the monotonic clock around `run` with its copies of inputs and outputs.
 * Median and 95th percentile, because means follow the other work of the machine.
 *
 * @throws {InputError} if an option is no integer, `warmup` negative or `repeats` not positive.
 */
export async function measureLatency(
  program: Program,
  feeds: Feeds,
  { warmup = 20, repeats = 200, leastMs = 100 }: LatencyOptions = {},
): Promise<Latency> {
  checkCount("warmup", warmup, 0);
  checkCount("repeats", repeats, 1);
  checkCount("leastMs", leastMs, 0);
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
