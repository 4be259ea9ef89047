/** @file The time of one run, and how it is measured. */

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
