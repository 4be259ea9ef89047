import { describe, expect, test } from "vitest";
import { canonicalJson, createRng, type Json, type MetricSpec, type Settings } from "../../src/base/index.ts";
import { type NeatGenome, neatSpace, type SearchSpace } from "../../src/space/index.ts";
import {
  type Features,
  type Observation,
  type Proposal,
  type Strategy,
  type StrategyFactory,
  type StrategyName,
  strategies,
} from "../../src/strategy/index.ts";
import { tabularSpace, tabularValues } from "../../src/testing/tabular-space.ts";

const objectives: readonly MetricSpec[] = [
  { name: "loss", unit: "1", goal: "min" },
  { name: "score", unit: "1", goal: "max" },
];

/** Smaller than the defaults where those would take long or begin late. */
const settings: Partial<Record<StrategyName, Settings>> = {
  auto: { trials: 24 },
  bananas: { initial: 6, members: 2, candidates: 20 },
  "curve-stopping": { delta: 0.5, startup: 1 },
  "delta-nas": { initial: 6, pairs: 60, children: 5 },
  ehvi: { initial: 8, candidates: 20 },
  genetic: { population: 8, parents: 4 },
  gp: { initial: 8, candidates: 20 },
  neat: { population: 6, addNode: 0.3, addConnection: 0.3 },
  npenas: { initial: 6, children: 20 },
  nsga2: { population: 6 },
  parego: { initial: 8, candidates: 20 },
  ppo: { batch: 5 },
  predictor: { initial: 6, candidates: 20 },
};

/** Trials of a search here. */
const TRIALS = 24;

type Point = { readonly loss: number; readonly score: number };

/** Where a strategy is tried: a space, and made-up values of two objectives. */
interface World<A extends Json> {
  readonly space: SearchSpace<A>;
  readonly values: (arch: A) => Point;
  readonly feasible: (point: Point) => boolean;
}

const table = { space: tabularSpace(), values: tabularValues, feasible: () => true };
const growing = {
  space: neatSpace(),
  values: ({ nodes, connections }: NeatGenome) => ({
    loss: Math.abs(nodes.length - 6) + Math.abs(connections[0]?.weight ?? 0),
    score: -Math.abs(connections.reduce((sum, { weight }) => sum + weight, 0)),
  }),
  feasible: () => true,
};

function worldOf(factory: StrategyFactory): World<Json> {
  return (factory.needs.includes("augmentable") ? growing : table) as unknown as World<Json>;
}

/** What a strategy did: what it proposed with which budget, and which trials it stopped. */
interface Deed {
  readonly architecture: Json;
  readonly fidelity: number;
  readonly verdict: "continue" | "stop";
}

const stay = (strategy: Strategy<Json>): Strategy<Json> => strategy;

/** Searches, each trial told before the next is asked for; `hop` may replace the strategy in between. */
function deedsOf(factory: StrategyFactory, changes: Partial<World<Json>> = {}, hop: typeof stay = stay): Deed[] {
  const { space, values, feasible } = { ...worldOf(factory), ...changes };
  let strategy = factory.create(space, objectives, createRng(3));
  return Array.from({ length: TRIALS }, (_, trial) => {
    strategy = hop(strategy);
    const { architecture, fidelity = 1 } = strategy.ask(1)[0] as Proposal<Json>;
    const point = values(architecture);
    const early = { loss: point.loss + 1, score: point.score - 1 };
    const verdict = strategy.judge?.(trial, 1 / 3, early) ?? "continue";
    const state = verdict === "stop" ? "pruned" : "complete";
    const curve = [
      { fidelity: 1 / 3, values: early },
      { fidelity: 1, values: { ...point } },
    ];
    const told: Observation<Json> = {
      ...{ trial, architecture, key: space.key(architecture), state, values: { ...point } },
      ...{ feasible: feasible(point), fidelity, curve: verdict === "stop" ? curve.slice(0, 1) : curve },
    };
    strategy.tell([told]);
    return { architecture, fidelity, verdict };
  });
}

describe.each(Object.keys(strategies) as StrategyName[])("%s", (name) => {
  const { traits, create } = strategies[name];
  const factory = create(settings[name]);
  const deeds = deedsOf(factory);

  test("looks at every objective, or at none, as its traits say", () => {
    const { values } = worldOf(factory);
    const withoutLoss = deedsOf(factory, { values: (arch) => ({ ...values(arch), loss: -values(arch).loss }) });
    const withoutScore = deedsOf(factory, { values: (arch) => ({ ...values(arch), score: -values(arch).score }) });

    for (const other of [withoutLoss, withoutScore]) {
      expect(isSame(deeds, other)).toBe(traits.objectives === "ignored");
    }
  });

  test("looks at constraints, or not, as its traits say", () => {
    const { values } = worldOf(factory);
    const middle = deeds.map(({ architecture }) => values(architecture).loss).sort((a, b) => a - b)[
      TRIALS / 2
    ] as number;
    const constrained = deedsOf(factory, { feasible: ({ loss }) => loss > middle });

    expect(isSame(deeds, constrained)).toBe(!traits.constraints);
  });

  test("looks at features, or not, as its traits say", () => {
    const { values } = worldOf(factory);
    const features: Features<never> = { name: "score", names: ["score"], of: (arch) => [values(arch).score] };
    const shown = create(settings[name], features);

    expect(isSame(deeds, deedsOf(shown))).toBe(!traits.features);
    expect(Object.hasOwn(shown.settings as object, "features")).toBe(traits.features);
  });

  test("gives trials the budget its traits say", () => {
    expect(deeds.some(({ fidelity }) => fidelity < 1)).toBe(traits.budget === "parts");
    expect(deeds.some(({ verdict }) => verdict === "stop")).toBe(traits.budget === "stops");
  });

  test("answers four requests in a row without a result between", () => {
    const { space } = worldOf(factory);
    const strategy = factory.create(space, objectives, createRng(1));
    const proposals = Array.from({ length: 4 }, () => strategy.ask(1)).flat();

    expect(new Set(proposals.map(({ architecture }) => space.key(architecture))).size).toBe(4);
  });

  test("does the same again, and from a snapshot", () => {
    const { space } = worldOf(factory);
    const restored = deedsOf(factory, {}, (strategy) =>
      factory.restore(space, objectives, JSON.parse(JSON.stringify(strategy.snapshot()))),
    );

    expect(isSame(deeds, restored)).toBe(true);
  });
});

function isSame(a: readonly Deed[], b: readonly Deed[]): boolean {
  return canonicalJson(a as unknown as Json) === canonicalJson(b as unknown as Json);
}
