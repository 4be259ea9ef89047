/** @file Exclusive or as a problem: networks that grow, whose evaluation takes the longer the larger they are. */
import type { Problem } from "../../src/benchmark/index.ts";
import type { NeatGenome } from "../../src/space/index.ts";
import { exclusiveOr } from "../strategy/neat-tasks.ts";

const { space, fitness } = exclusiveOr;
const metric = { name: "fitness", unit: "1", goal: "max" } as const;

export const growingProblem: Problem<NeatGenome> = {
  space,
  searched: metric,
  reported: metric,
  fidelities: [1],
  optimum: 4,
  reportedOptimum: 4,
  measure: (genome) => {
    const value = fitness(space.evaluator(genome));
    return { searched: [value], reported: value, seconds: genome.connections.length, secondsOnce: 0 };
  },
};
