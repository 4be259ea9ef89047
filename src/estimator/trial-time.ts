/** @file How long a trial will take, told before the first: from a few training steps of a few networks. */
import { type Json, mean, type Rng } from "../base/index.ts";
import type { Dataset } from "../data/index.ts";
import { createNodeEngine } from "../engine/index.ts";
import type { Space } from "../space/index.ts";
import { staticCost } from "./static-cost.ts";
import { trainNetwork } from "./training/train-network.ts";
import { resolveTrainingOptions, type TrainingOptions } from "./training/training-options.ts";
import { fittingOptions } from "./training-estimator.ts";

export interface TrialTimeOptions<A extends Json> {
  readonly space: Space<A>;
  readonly dataset: Dataset;
  readonly training?: TrainingOptions;
  readonly rng: Rng;
  /** Time to measure in, in milliseconds; a step under way is not cut short. Default 1500. */
  readonly budgetMs?: number;
  /** In place of networks drawn from the space. */
  readonly architectures?: readonly A[];
}

/** Seconds for an average network of the space. */
export interface TrialTime {
  /** Compiling, measuring latency. */
  readonly setup: number;
  /** An epoch of training and its score on the validation part. */
  readonly epoch: number;
}

/** Networks drawn to know their usual size, and the places, by size, of those that are timed. */
const DRAWN = 24;
const DRAW_MS = 300;
const TIMED = [0.5, 0.85, 0.15];
const STEPS = 12;
/** Predicting an example takes about a third of training by it: one pass of three. */
const PREDICTION_SHARE = 1 / 3;
/** Runs by which `measureLatency` measures a network, and the least time it takes. */
const LATENCY_RUNS = 220;
const LEAST_LATENCY_SECONDS = 0.1;

/** One network timed: its multiply-adds, seconds to begin and seconds a step. */
interface Timing {
  readonly flops: number;
  readonly setup: number;
  readonly step: number;
}

/**
 * Estimates the time of a trial in this process. Networks are drawn, the middle one by multiply-adds is trained for a
 * few steps, then a large and a small one while time is left; the seconds of a step are taken to be linear in
 * multiply-adds.
 *
 * @returns Undefined where no network could be trained, for whatever reason: the trials will tell it.
 */
export async function estimateTrialTime<A extends Json>(options: TrialTimeOptions<A>): Promise<TrialTime | undefined> {
  const { dataset } = options;
  const drawn = drawNetworks(options);
  const start = performance.now();
  const timings: Timing[] = [];
  for (const share of TIMED) {
    const spent = performance.now() - start;
    // A further one takes about as long as those before.
    if (timings.length > 0 && spent * (1 + 1 / timings.length) > (options.budgetMs ?? 1500)) break;
    const pick = drawn[Math.min(drawn.length - 1, Math.floor(share * drawn.length))];
    if (pick === undefined || timings.some(({ flops }) => flops === pick.flops)) continue;
    const timing = await timeSteps(options, pick).catch(() => undefined);
    if (timing) timings.push(timing);
  }
  if (timings.length === 0) return undefined;
  const stepOf = fitSteps(timings);
  const step = mean(drawn.map(({ flops }) => stepOf(flops)));
  const { batchSize } = fittingOptions(resolveTrainingOptions(options.training), dataset);
  const { train, validation } = dataset.parts;
  const latency = Math.max(LEAST_LATENCY_SECONDS, (LATENCY_RUNS * step * PREDICTION_SHARE) / batchSize);
  return {
    setup: Math.min(...timings.map(({ setup }) => setup)) + latency,
    epoch: step * (Math.floor(train.length / batchSize) + (PREDICTION_SHARE * validation.length) / batchSize),
  };
}

interface Drawn<A> {
  readonly architecture: A;
  readonly flops: number;
}

/** Networks of the space, by multiply-adds. */
function drawNetworks<A extends Json>({ space, dataset, rng, architectures }: TrialTimeOptions<A>): Drawn<A>[] {
  const drawn: Drawn<A>[] = [];
  const end = performance.now() + DRAW_MS;
  const count = architectures?.length ?? DRAWN;
  for (let i = 0; i < count && (drawn.length < 3 || performance.now() < end); i++) {
    const architecture = architectures?.[i] ?? space.sample(rng);
    drawn.push({ architecture, flops: staticCost(space.build(architecture, dataset.task, 1)).flops });
  }
  return drawn.sort((a, b) => a.flops - b.flops);
}

class Enough extends Error {}

async function timeSteps<A extends Json>(
  { space, dataset, training, rng }: TrialTimeOptions<A>,
  { architecture, flops }: Drawn<A>,
): Promise<Timing | undefined> {
  const options = fittingOptions(resolveTrainingOptions(training), dataset);
  const begin = performance.now();
  const ends: number[] = [];
  const pause = async (): Promise<void> => {
    ends.push(performance.now());
    if (ends.length > STEPS || (ends.length > 3 && performance.now() - (ends[0] as number) > 300)) throw new Enough();
  };
  const network = space.build(architecture, dataset.task, options.batchSize);
  const job = { network, dataset, options, epochs: 1, rng: rng.split("time") };
  try {
    await trainNetwork(job, createNodeEngine(), { pause, report: async () => "stop" });
  } catch (error) {
    if (!(error instanceof Enough)) throw error;
  }
  const [first, second] = ends;
  if (first === undefined) return undefined;
  // Where there is one step only, what it took is in the time to begin as well; a half of that is a guess.
  const step = second === undefined ? (first - begin) / 2 : ((ends.at(-1) as number) - first) / (ends.length - 1);
  return { flops, setup: Math.max(0, first - begin - step) / 1000, step: step / 1000 };
}

/** Seconds of a step by multiply-adds: a line by least squares that never falls; through the origin's half for one. */
function fitSteps(timings: readonly Timing[]): (flops: number) => number {
  const x = mean(timings.map(({ flops }) => flops));
  const y = mean(timings.map(({ step }) => step));
  const spread = timings.reduce((sum, { flops }) => sum + (flops - x) ** 2, 0);
  const rise = timings.reduce((sum, { flops, step }) => sum + (flops - x) * (step - y), 0);
  const slope = spread > 0 ? Math.min(Math.max(0, rise / spread), y / x) : x > 0 ? y / x / 2 : 0;
  return (flops) => y + slope * (flops - x);
}
