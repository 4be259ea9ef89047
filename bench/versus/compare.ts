/** @file One workload on our engine and on its peers, taking turns, since lone times of a shared machine mean nothing. */
import { quantile } from "../../src/base/index.ts";
import { ourTraining } from "./our-training.ts";
import type { Peer, Training } from "./peer.ts";
import type { Workload } from "./workloads.ts";

export interface Row {
  readonly workload: string;
  /** Name, version and backend. */
  readonly peer: string;
  /** Ours, and the peer's where it can have several. */
  readonly threads: number;
  /** Median over the rounds of examples per second. */
  readonly oursPerSecond: number;
  /** Null where the peer is not there or cannot train the workload; `note` says why. */
  readonly peerPerSecond: number | null;
  /** Median over the rounds of ours / peer. */
  readonly ratio: number | null;
  /** Largest difference of the losses of the first steps, five at most, from the same weights and examples. */
  readonly lossDifference: number | null;
  readonly note?: string;
}

export interface Comparison {
  readonly name: string;
  readonly workload: Workload;
  /** Where its weights and examples are. */
  readonly folder: string;
  readonly peers: readonly Peer[];
  readonly threads: readonly number[];
  readonly rounds: number;
  readonly say: (line: string) => void;
}

/** Beyond this the peer does not train the same network. */
const mostLossDifference = 1e-3;

/** One side that takes its turn in each round. */
interface Side {
  readonly training?: Training;
  readonly failure?: string;
  readonly rates: number[];
}

/** A peer on one number of threads, or, if it has but one thread, beside each of ours. */
interface Entry {
  readonly peer: Peer;
  readonly threads: readonly number[];
  readonly side: Side;
}

/** Runs the rounds; in each, every side trains once, one after the other. A row for each peer and number of threads. */
export async function compare(comparison: Comparison): Promise<Row[]> {
  const { name, threads, rounds, say } = comparison;
  const ours = new Map<number, Side>();
  const entries: Entry[] = [];
  const sides: Side[] = [];
  try {
    for (const count of threads) {
      const side = { training: await ourTraining(comparison.workload, count), rates: [] };
      sides.push(side);
      ours.set(count, side);
    }
    for (const entry of entriesOf(comparison)) {
      say(`${name}: starting ${entry.peer.title}`);
      const side = await open(entry.peer, comparison, entry.threads[0] as number);
      sides.push(side);
      entries.push({ ...entry, side });
    }
    for (let round = 1; round <= rounds; round++) {
      say(`${name}: round ${round} of ${rounds}`);
      for (const { training, rates } of sides) if (training) rates.push(await training.round());
    }
  } finally {
    for (const { training } of sides) await training?.[Symbol.asyncDispose]();
  }
  return entries.flatMap(({ peer, threads: counts, side }) =>
    counts.map((count) => row(name, peer, count, ours.get(count) as Side, side)),
  );
}

function entriesOf({ name, peers, threads }: Comparison): Omit<Entry, "side">[] {
  return peers
    .filter(({ workloads }) => workloads.includes(name))
    .flatMap((peer) =>
      peer.singleThreaded ? [{ peer, threads }] : threads.map((count) => ({ peer, threads: [count] })),
    );
}

async function open(peer: Peer, { name, folder }: Comparison, threads: number): Promise<Side> {
  if (peer.missing) return { failure: `missing: ${peer.missing}`, rates: [] };
  try {
    return { training: await peer.start({ workload: name, threads, folder }), rates: [] };
  } catch (error) {
    return { failure: `cannot train it: ${(error as Error).message}`, rates: [] };
  }
}

function row(workload: string, peer: Peer, threads: number, ours: Side, theirs: Side): Row {
  const base = { workload, peer: peer.title, threads, oursPerSecond: rounded(quantile(ours.rates, 0.5)) };
  const nothing = { ...base, peerPerSecond: null, ratio: null };
  if (theirs.failure) return { ...nothing, lossDifference: null, note: theirs.failure };
  const lossDifference = differenceOf(ours.training?.losses ?? [], theirs.training?.losses ?? []);
  if (!(lossDifference <= mostLossDifference)) return { ...nothing, lossDifference, note: "its losses are others" };
  const ratios = theirs.rates.map((rate, round) => (ours.rates[round] as number) / rate);
  return {
    ...base,
    peerPerSecond: rounded(quantile(theirs.rates, 0.5)),
    ratio: rounded(quantile(ratios, 0.5)),
    lossDifference: rounded(lossDifference),
  };
}

function differenceOf(ours: readonly number[], theirs: readonly number[]): number {
  const both = Math.min(ours.length, theirs.length, 5);
  const differences = Array.from({ length: both }, (_, i) => Math.abs((ours[i] as number) - (theirs[i] as number)));
  return both === 0 ? Number.NaN : Math.max(...differences);
}

function rounded(value: number): number {
  return Number(value.toPrecision(4));
}
