/** @file Bayesian optimisation of several objectives by expected hypervolume improvement. */
import { mergeSettings } from "../base/index.ts";
import { nonDominatedBoxes, paretoFront, referencePoint } from "../pareto/index.ts";
import { acquire, expectedHypervolumeImprovement, probabilityOfImprovement } from "../surrogate/index.ts";
import type { Entry } from "./archive.ts";
import { type AnyFeatures, modelFactory } from "./model/model-factory.ts";
import type { Known, Rate } from "./model/model-strategy.ts";
import type { FitProcess, Process } from "./model/process-model.ts";
import {
  checkProcessSearch,
  type ProcessSearchOptions,
  processSearch,
  processSearchDefaults,
} from "./model/process-search.ts";
import type { StrategyFactory } from "./strategy.ts";

export interface EhviOptions extends ProcessSearchOptions {}

type EhviSettings = Readonly<Required<EhviOptions>>;

/**
 * Part of the front's range by which volumes go beyond its worst values. With a tenth fronts grow too slowly at their
 * ends; with more than the half they grow there alone.
 */
const MARGIN = 0.3;

/**
 * Creates Bayesian optimisation by expected hypervolume improvement: a Gaussian process for each objective, and the
 * candidate that is expected to enlarge the volume dominated by the front most, times its probability of being feasible
 * where some results were not. The volume is bounded 0.3 of the front's range beyond its worst values.
 *
 * @param features  As those of `gp`.
 * @throws {InputError} if an option is wrong.
 * Cost: as `gp` for each objective; with more than four, the boxes that a front leaves undominated become many.
 * Source: Emmerich, Giannakoglou, Naujoks 2006, "Single- and Multiobjective Evolutionary Optimization Assisted by
 * Gaussian Random Field Metamodels"; constraints after Schonlau, Welch, Jones 1998. Differs: candidates, hyper-parameters
 * and outliers as in `gp`; feasibility is predicted as a number that is 1 or -1.
 */
export function ehvi(options: EhviOptions = {}, features?: AnyFeatures): StrategyFactory {
  const settings = mergeSettings<EhviSettings>("ehvi", processSearchDefaults, options);
  checkProcessSearch("ehvi", settings);
  return modelFactory("ehvi", settings, features, (space, own) => processSearch(space, own, settings, fitObjectives));
}

function fitObjectives<A>(fitProcess: FitProcess<A>): (known: Known<A>) => Rate<A> {
  return ({ entries, rng }) => {
    const objectives = (entries[0] as Entry<A>).costs.map((_, m) => {
      const of = (some: readonly Entry<A>[]): Float64Array =>
        Float64Array.from(some, ({ costs }) => costs[m] as number);
      return fitProcess(entries, { name: `objective ${m}`, of }, rng);
    });
    const isConstrained = entries.some(({ feasible }) => !feasible);
    const feasibility = isConstrained ? fitProcess(entries, { name: "feasibility", of: breaches }, rng) : undefined;
    const front = frontOf(entries, objectives);
    const reference = referencePoint(front, MARGIN);
    return (candidates, pending) => {
      const waiting = objectives.map((process) =>
        process.predict(
          pending.map(({ architecture }) => architecture),
          [],
        ),
      );
      const expected = pending.map((_, i) => waiting.map(({ mean }) => mean[i] as number));
      const boxes = nonDominatedBoxes([...front, ...expected], reference);
      const predictions = objectives.map((process) => process.predict(candidates, pending));
      const gains = expectedHypervolumeImprovement(boxes, predictions);
      if (feasibility === undefined) return gains;
      const chances = acquire(probabilityOfImprovement, feasibility.predict(candidates, pending), 0);
      return gains.map((gain, i) => gain * (chances[i] as number));
    };
  };
}

/** Below 0 where every constraint holds. */
function breaches<A>(entries: readonly Entry<A>[]): Float64Array {
  return Float64Array.from(entries, ({ feasible }) => (feasible ? -1 : 1));
}

/** The front of what is feasible, of everything where nothing is; outliers are cut off as they are for the processes. */
function frontOf<A>(entries: readonly Entry<A>[], objectives: readonly Process<A>[]): readonly number[][] {
  const feasible = entries.filter((entry) => entry.feasible);
  const costs = (feasible.length > 0 ? feasible : entries).map((entry) =>
    objectives.map(({ limit }, m) => Math.min(limit, entry.costs[m] as number)),
  );
  return paretoFront(costs).map((i) => costs[i] as number[]);
}
