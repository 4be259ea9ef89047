/** @file A Gaussian process as the model of a search. */
import type { Json, Rng } from "../../base/index.ts";
import type { SearchSpace } from "../../space/index.ts";
import {
  type Acquisition,
  acquire,
  confidenceBound,
  gaussianProcess,
  type HyperParameters,
  hamming,
  type Kernel,
  type LabelledGraph,
  logExpectedImprovement,
  matern,
  onPart,
  productKernel,
  sumKernel,
  thompsonSampling,
  weisfeilerLehman,
} from "../../surrogate/index.ts";
import type { Entry } from "../archive.ts";
import { scoresOf } from "../scores.ts";
import { boundedTargets } from "./bounded-targets.ts";
import type { ModelInput } from "./inputs.ts";
import type { Known, Rate } from "./model-strategy.ts";
import { remembered } from "./remembered.ts";

export type AcquisitionName = "ei" | "ucb" | "ts";

export interface ProcessOptions {
  readonly kernel: "options" | "wl";
  readonly acquisition: AcquisitionName;
  readonly results: number;
}

interface ProcessInput extends ModelInput {
  readonly graph: LabelledGraph;
}

const noGraph: LabelledGraph = { labels: [], edges: [] };

/** Returns the fit of a search: learns hyper-parameters when a quarter more results are known, else takes the last. */
export function fitProcess<A extends Json>(
  space: SearchSpace<A>,
  look: (arch: A) => ModelInput,
  options: ProcessOptions,
  hasFeatures: boolean,
): (known: Known<A>) => Rate<A> {
  const kernel = kernelOf(space, options.kernel, hasFeatures);
  const graphOf = options.kernel === "wl" ? (arch: A) => space.toDag(arch) : () => noGraph;
  const inputOf = remembered((arch: A): ProcessInput => ({ ...look(arch), graph: graphOf(arch) }));
  const learned = new Map<number, HyperParameters>();
  return ({ entries, scores, rng }) => {
    const count = learningCount(entries.length);
    const fitTo = (all: Float64Array, hyperParameters?: HyperParameters) => {
      const used = chosen(all, options.results);
      const targets = boundedTargets(Float64Array.from(used, (i) => all[i] as number));
      const inputs = used.map((i) => inputOf((entries[i] as Entry<A>).architecture));
      const process = gaussianProcess<ProcessInput>({
        kernel,
        starts: 2,
        ...(hyperParameters ? { hyperParameters } : {}),
      });
      return { model: process.fit(inputs, targets, rng.split(all.length)), best: Math.min(...targets) };
    };
    // From the first results alone, so that they are the same when learned anew after a restart.
    const known = learned.get(count) ?? fitTo(scoresOf(entries.slice(0, count))).model.hyperParameters;
    learned.set(count, known);
    const { model, best } = fitTo(scores, known);
    return (candidates, pending, askRng) => {
      const waiting = pending.map(({ architecture }) => inputOf(architecture));
      // Kriging believer: a trial under way is taken to be what is predicted of it.
      const current = waiting.length > 0 ? model.condition(waiting, model.predict(waiting).mean) : model;
      return acquire(acquisitionOf(options.acquisition, askRng), current.predict(candidates.map(inputOf)), best);
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
function chosen(scores: Float64Array, most: number): readonly number[] {
  const all = Array.from(scores, (_, i) => i);
  if (all.length <= most) return all;
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

function acquisitionOf(name: AcquisitionName, rng: Rng): Acquisition {
  switch (name) {
    case "ei":
      return logExpectedImprovement;
    case "ucb":
      return confidenceBound(1);
    case "ts":
      return thompsonSampling(rng);
  }
}
