/** @file A Gaussian process over architectures as the model of a search. */
import type { Json, Rng } from "../../base/index.ts";
import type { SearchSpace } from "../../space/index.ts";
import {
  gaussianProcess,
  type HyperParameters,
  hamming,
  type Kernel,
  type LabelledGraph,
  matern,
  onPart,
  type Predictions,
  productKernel,
  sumKernel,
  weisfeilerLehman,
} from "../../surrogate/index.ts";
import type { Entry, Pending } from "../archive.ts";
import { scoresOf } from "../scores.ts";
import { boundedTargets } from "./bounded-targets.ts";
import type { ModelInput } from "./inputs.ts";
import { remembered } from "./remembered.ts";

export interface ProcessOptions {
  /** How alike two architectures are: by their decisions, or by their graphs. */
  readonly kernel: "options" | "wl";
  /** Results used at most, the best third and the latest. */
  readonly results: number;
}

/** What a process predicts: one number for each result, smaller is better. */
export interface Target<A> {
  /** Hyper-parameters are learned once for each name. */
  readonly name: string;
  of(entries: readonly Entry<A>[]): Float64Array;
}

export interface Process<A> {
  /** The lowest target it was fitted to. */
  readonly best: number;
  /** The highest: those above were taken to be as high as this, see `boundedTargets`. */
  readonly limit: number;
  /** Trials under way are taken to be what is predicted of them (kriging believer). */
  predict(candidates: readonly A[], pending: readonly Pending<A>[]): Predictions;
}

/**
 * Fits a process to results.
 *
 * @param rng  The same at every fit of a search.
 */
export type FitProcess<A> = (entries: readonly Entry<A>[], target: Target<A>, rng: Rng) => Process<A>;

interface ProcessInput extends ModelInput {
  readonly graph: LabelledGraph;
}

const noGraph: LabelledGraph = { labels: [], edges: [] };

/** Results that hyper-parameters are learned from at most, as each of some 40 steps costs the cube of their number. */
const LEARNED_FROM = 100;

/** Returns the fit of a search: learns hyper-parameters when a quarter more results are known, else takes the last. */
export function processFit<A extends Json>(
  space: SearchSpace<A>,
  look: (arch: A) => ModelInput,
  options: ProcessOptions,
  hasFeatures: boolean,
): FitProcess<A> {
  const kernel = kernelOf(space, options.kernel, hasFeatures);
  const graphOf = options.kernel === "wl" ? (arch: A) => space.toDag(arch) : () => noGraph;
  const inputOf = remembered((arch: A): ProcessInput => ({ ...look(arch), graph: graphOf(arch) }));
  const learned = new Map<string, HyperParameters>();
  return (entries, target, rng) => {
    const fitTo = (some: readonly Entry<A>[], most: number, hyperParameters?: HyperParameters) => {
      const all = target.of(some);
      const used = chosen(some, Math.min(most, options.results));
      const targets = boundedTargets(Float64Array.from(used, (i) => all[i] as number));
      const inputs = used.map((i) => inputOf((some[i] as Entry<A>).architecture));
      const process = gaussianProcess<ProcessInput>({
        kernel,
        starts: 2,
        ...(hyperParameters ? { hyperParameters } : {}),
      });
      return { model: process.fit(inputs, targets, rng.split(all.length)), targets };
    };
    const count = learningCount(entries.length);
    const key = `${count} ${target.name}`;
    // From the first results alone, so that they are the same when learned anew after a restart.
    const known = learned.get(key) ?? fitTo(entries.slice(0, count), LEARNED_FROM).model.hyperParameters;
    learned.set(key, known);
    const { model, targets } = fitTo(entries, options.results, known);
    return {
      best: Math.min(...targets),
      limit: Math.max(...targets),
      predict: (candidates, pending) => {
        const waiting = pending.map(({ architecture }) => inputOf(architecture));
        const current = waiting.length > 0 ? model.condition(waiting, model.predict(waiting).mean) : model;
        return current.predict(candidates.map(inputOf));
      },
    };
  };
}

/** The largest number of the series 2, 3, 4, 5, 7, 9, ... (a quarter more each time) up to a count. */
function learningCount(count: number): number {
  let last = Math.min(2, count);
  for (let next = last; next <= count; next = Math.max(next + 1, Math.floor(next * 1.25))) last = next;
  return last;
}

/** Which results are used: all, or the best third and the latest. */
function chosen<A>(entries: readonly Entry<A>[], most: number): readonly number[] {
  const all = entries.map((_, i) => i);
  if (all.length <= most) return all;
  const scores = scoresOf(entries);
  const best = new Set(all.toSorted((a, b) => (scores[a] as number) - (scores[b] as number)).slice(0, most / 3));
  const others = all.filter((i) => !best.has(i));
  return [...best, ...others.slice(best.size - most)].sort((a, b) => a - b);
}

function kernelOf<A extends Json>(
  space: SearchSpace<A>,
  kind: ProcessOptions["kernel"],
  hasFeatures: boolean,
): Kernel<ProcessInput> | readonly Kernel<ProcessInput>[] {
  const withFeatures = (kernel: Kernel<ProcessInput>): Kernel<ProcessInput> =>
    hasFeatures ? sumKernel([kernel, onPart(matern({ perColumn: false }), ({ features }) => features)]) : kernel;
  if (kind === "wl") {
    return [1, 2, 3].map((iterations) => withFeatures(onPart(weisfeilerLehman({ iterations }), ({ graph }) => graph)));
  }
  const parts: Kernel<ProcessInput>[] = [];
  if (space.parameters.some(({ ordered }) => !ordered)) parts.push(onPart(hamming(), ({ categories }) => categories));
  if (space.parameters.some(({ ordered }) => ordered)) parts.push(onPart(matern(), ({ numbers }) => numbers));
  return withFeatures(parts.length === 1 ? (parts[0] as Kernel<ProcessInput>) : productKernel(parts));
}
