/** @file A short search whose every proposal is written down: several trials under way, some failing, some stopped. */
import { createRng, hashJson, type Json, type MetricSpec, type Values } from "../../../src/base/index.ts";
import { type NeatGenome, neatSpace, type SearchSpace } from "../../../src/space/index.ts";
import type { CurveValue, Observation, Proposal, Strategy, StrategyFactory } from "../../../src/strategy/index.ts";
import { tabularSpace, tabularValues } from "../../../src/testing/tabular-space.ts";

const loss: MetricSpec = { name: "loss", unit: "1", goal: "min" };
const score: MetricSpec = { name: "score", unit: "1", goal: "max" };
export const goals: Readonly<Record<string, readonly MetricSpec[]>> = { one: [loss], two: [loss, score] };

export interface World {
  readonly space: SearchSpace<Json>;
  readonly valuesOf: (arch: Json) => Values;
}

/** Where a strategy is tried: the table, and for networks that grow their own space. */
export function worldOf(strategy: string): World {
  const world =
    strategy === "neat"
      ? {
          space: neatSpace(),
          valuesOf: ({ nodes, connections }: NeatGenome) => ({
            loss: Math.abs(nodes.length - 6) + Math.abs(connections[0]?.weight ?? 0),
            score: -connections.length,
          }),
        }
      : { space: tabularSpace(), valuesOf: tabularValues };
  return world as unknown as World;
}

interface Running extends Proposal<Json> {
  readonly trial: number;
}

/** The proposals of a search of so many trials at seed 42, a short hash for each, and which trials are stopped. */
export function played(
  factory: StrategyFactory,
  objectives: readonly MetricSpec[],
  { space, valuesOf }: World = worldOf(factory.name),
  trials = 30,
): string[] {
  const strategy = factory.create(space, objectives, createRng(42));
  const world = createRng("world");
  const proposals: string[] = [];
  let asked = 0;
  const running: Running[] = [];
  while (asked < trials) {
    for (const proposal of strategy.ask(1 + world.int(3))) {
      running.push({ ...proposal, trial: asked++ });
      proposals.push(hashJson({ ...proposal }).slice(0, 6));
    }
    const ended = Array.from({ length: world.int(running.length + 1) }, () =>
      running.splice(world.int(running.length), 1),
    );
    for (const proposal of ended.flat()) {
      const result = resultOf(strategy, space, proposal, valuesOf);
      if (result.state === "pruned") proposals.push(`${result.trial}x`);
      strategy.tell([result]);
    }
  }
  return proposals;
}

/** Reports a curve that comes down to the values, and what became of the trial. */
function resultOf(
  strategy: Strategy<Json>,
  space: SearchSpace<Json>,
  { trial, architecture, fidelity = 1 }: Running,
  valuesOf: World["valuesOf"],
): Observation<Json> {
  const values = valuesOf(architecture);
  const curve: CurveValue[] = [];
  let isStopped = false;
  for (let step = 1; step <= 9 && step / 9 <= fidelity + 1e-9 && !isStopped; step++) {
    const reported = { ...values, loss: (values.loss as number) + 1 / step };
    curve.push({ fidelity: step / 9, values: reported });
    isStopped = strategy.judge?.(trial, step / 9, reported) === "stop";
  }
  return {
    ...{ trial, architecture, key: space.key(architecture), fidelity, values, curve, feasible: trial % 5 !== 4 },
    state: isStopped ? "pruned" : trial % 7 === 6 ? "failed" : "complete",
  };
}
