/** @file What the comparison needs of an engine, ours or another. */

/** One training of a workload, which goes on from round to round. */
export interface Training extends AsyncDisposable {
  /** Losses of the first steps, at least one once a round has run. */
  readonly losses: readonly number[];
  /** Trains for some steps; examples per second by the median step. */
  round(): Promise<number>;
}

export interface Job {
  /** Name of the workload. */
  readonly workload: string;
  readonly threads: number;
  /** Where weights and examples are, as `writeStart` leaves them. */
  readonly folder: string;
}

export interface Peer {
  /** What `--peers` calls it. */
  readonly name: string;
  /** Name, version and backend. */
  readonly title: string;
  /** Workloads there is a twin of. */
  readonly workloads: readonly string[];
  /** True if it has one thread whatever it is given. */
  readonly singleThreaded: boolean;
  /** Why it cannot be run here; undefined if it can. */
  readonly missing?: string | undefined;
  /** @throws Error with what the engine lacks for the workload. */
  start(job: Job): Promise<Training>;
}
