/** @file A problem of two objectives in simulated time: the landscape of a seed against the seconds a trial takes. */

import { createRng, type MetricSpec, type Values } from "../../../src/base/index.ts";
import type { syntheticProblem } from "../../../src/benchmark/synthetic.ts";
import { hypervolume } from "../../../src/pareto/index.ts";
import type { CurveValue, StrategyFactory } from "../../../src/strategy/index.ts";

const objectives: readonly MetricSpec[] = [
  { name: "score", unit: "1", goal: "max" },
  { name: "seconds", unit: "s", goal: "min" },
];

/** A whole trial takes 10 to 250 s, 130 on average. */
const longest = 250;
/** Standard deviations below the best where the measured volume begins; an average architecture is 3 to 4 below it. */
const worst = 6;

export type Landscape = ReturnType<typeof syntheticProblem>;

/**
 * Searches with one worker until `seconds` are used up.
 *
 * @returns The part of the box between the best and the worst that the complete trials of the whole budget dominate.
 */
export function volumeAfter(factory: StrategyFactory, problem: Landscape, seed: number, seconds: number): number {
  const { space, fidelities, measure } = problem;
  const strategy = factory.create(space, objectives, createRng(seed));
  const front: [number, number][] = [];
  let clock = 0;
  for (let trial = 0; ; trial++) {
    const [proposal] = strategy.ask(1);
    if (proposal === undefined) throw new Error("nothing proposed");
    const { architecture, fidelity = 1 } = proposal;
    const { searched, seconds: whole } = measure(architecture);
    const valuesAt = (i: number): Values => ({ score: searched[i] as number, seconds: whole });
    const curve: CurveValue[] = [];
    let isStopped = false;
    for (const [i, step] of fidelities.entries()) {
      if (step > fidelity + 1e-9 || isStopped) break;
      curve.push({ fidelity: step, values: valuesAt(i) });
      isStopped = strategy.judge?.(trial, step, valuesAt(i)) === "stop";
    }
    const { fidelity: reached, values } = curve.at(-1) as CurveValue;
    clock += reached * whole;
    if (clock > seconds) return hypervolume(front, [worst, longest]) / (worst * longest);
    if (reached === 1) front.push([-(values.score as number), whole]);
    const state = isStopped ? "pruned" : "complete";
    const key = space.key(architecture);
    strategy.tell([{ trial, architecture, key, state, values, feasible: true, fidelity, curve }]);
  }
}
