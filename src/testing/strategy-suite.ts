/** @file The conformance suite of the strategy contract, for those who write a strategy of their own. */
import { canonicalJson, createRng, type Json, type MetricSpec, type Values } from "../base/index.ts";
import type { SearchSpace } from "../space/index.ts";
import type { Observation, Proposal, Strategy, StrategyFactory } from "../strategy/index.ts";
import { deepFreeze } from "./deep-freeze.ts";
import type { SuiteRunner } from "./suite.ts";
import { singleSpace, tabularSpace, tabularValues } from "./tabular-space.ts";

/** Where a strategy is tried. */
export interface StrategySuiteOptions<A extends Json> {
  readonly space: SearchSpace<A>;
  /** Numbers called `loss` and `score`, the same at each call. */
  readonly values: (arch: A) => Values;
}

const oneObjective: readonly MetricSpec[] = [{ name: "loss", unit: "1", goal: "min" }];
const twoObjectives: readonly MetricSpec[] = [...oneObjective, { name: "score", unit: "1", goal: "max" }];

/**
 * Declares the laws of {@link Strategy} as tests of the caller's runner, on a small table of made-up costs, or for a
 * strategy of special spaces on the space given. What a strategy is told is frozen, so that one which alters its
 * arguments throws.
 *
 * @example
 * import assert from "node:assert/strict";
 * import { test } from "node:test";
 * strategySuite({ test, assert: { equal: assert.deepEqual, ok: assert.ok } }, random());
 */
export function strategySuite<A extends Json>(
  runner: SuiteRunner,
  factory: StrategyFactory,
  options?: StrategySuiteOptions<A>,
): void {
  if (options) {
    declareLaws({ ...runner, ...options, factory });
  } else {
    const table = { ...runner, space: tabularSpace(), values: tabularValues, factory };
    declareLaws(table);
    loneLaw({ ...table, space: singleSpace() });
  }
}

interface StrategyFixture<A extends Json> extends SuiteRunner, StrategySuiteOptions<A> {
  readonly factory: StrategyFactory;
}

function declareLaws<A extends Json>(fixture: StrategyFixture<A>): void {
  askingLaws(fixture);
  repeatingLaws(fixture, "one objective", oneObjective);
  repeatingLaws(fixture, "two objectives", twoObjectives);
  failureLaw(fixture);
}

function askingLaws<A extends Json>(fixture: StrategyFixture<A>): void {
  const { test, assert, space, factory } = fixture;

  test(`${factory.name}: proposals are valid, 1 to as many as asked, and never wait for results`, async () => {
    const strategy = factory.create(space, oneObjective, createRng(1));
    for (const count of [1, 3, 8, 1, 20, 2]) {
      const proposals = strategy.ask(count);
      assert.ok(proposals.length >= 1 && proposals.length <= count);
      checkProposals(fixture, proposals);
    }
  });

  test(`${factory.name}: results may be told in any order, with values missing, and nothing may be told`, async () => {
    const strategy = factory.create(space, twoObjectives, createRng(3));
    const proposals = Array.from({ length: 30 }, () => strategy.ask(1)).flat();
    const told = proposals.map((proposal, trial) => observe(fixture, proposal, trial));
    strategy.tell(told.slice(10).reverse());
    strategy.tell([]);
    checkProposals(fixture, strategy.ask(4));
    strategy.tell(told.slice(0, 5).map((observation) => deepFreeze({ ...observation, values: { score: 1 } })));
    checkProposals(fixture, strategy.ask(4));
  });
}

function repeatingLaws<A extends Json>(
  fixture: StrategyFixture<A>,
  label: string,
  objectives: readonly MetricSpec[],
): void {
  const { test, assert, space, factory } = fixture;
  const start = (seed: number): Strategy<A> => factory.create(space, objectives, createRng(seed));
  const stay = (strategy: Strategy<A>): Strategy<A> => strategy;

  test(`${factory.name}: equal seeds and results give equal proposals, with ${label}`, async () => {
    assert.equal(play(fixture, start(7), stay), play(fixture, start(7), stay));
  });

  test(`${factory.name}: a strategy restored between any two steps proposes the same, with ${label}`, async () => {
    const restored = play(fixture, start(5), (strategy) => {
      const snapshot = strategy.snapshot();
      const stored = deepFreeze(JSON.parse(JSON.stringify(snapshot)) as Json);
      assert.equal(canonicalJson(stored), canonicalJson(snapshot), "a snapshot must be plain JSON");
      return factory.restore(space, objectives, stored);
    });
    assert.equal(restored, play(fixture, start(5), stay));
  });
}

function failureLaw<A extends Json>(fixture: StrategyFixture<A>): void {
  const { test, space, factory } = fixture;
  test(`${factory.name}: goes on where every trial fails`, async () => {
    const strategy = factory.create(space, oneObjective, createRng(3));
    for (let trial = 0; trial < 25; trial++) {
      const proposals = strategy.ask(1);
      checkProposals(fixture, proposals);
      const observation = observe(fixture, proposals[0] as Proposal<A>, trial);
      strategy.tell([deepFreeze({ ...observation, state: "failed", values: {} })]);
    }
  });
}

function loneLaw<A extends Json>(fixture: StrategyFixture<A>): void {
  const { test, space, factory } = fixture;
  test(`${factory.name}: goes on in a space of one architecture`, async () => {
    const strategy = factory.create(space, oneObjective, createRng(3));
    for (let trial = 0; trial < 25; trial++) {
      const proposals = strategy.ask(1);
      checkProposals(fixture, proposals);
      strategy.tell([observe(fixture, proposals[0] as Proposal<A>, trial)]);
    }
  });
}

/** Runs a search with several trials under way, some failing, some infeasible; `hop` may replace the strategy. */
function play<A extends Json>(
  fixture: StrategyFixture<A>,
  first: Strategy<A>,
  hop: (strategy: Strategy<A>) => Strategy<A>,
): Proposal<A>[] {
  const world = createRng("world");
  const proposals: Proposal<A>[] = [];
  const running: Observation<A>[] = [];
  let strategy = first;
  for (let round = 0; round < 25; round++) {
    strategy = hop(strategy);
    for (const proposal of strategy.ask(1 + (round % 3))) {
      running.push(observe(fixture, proposal, proposals.length));
      proposals.push(proposal);
    }
    strategy = hop(strategy);
    const finished = Array.from({ length: world.int(running.length + 1) }, () => {
      return running.splice(world.int(running.length), 1)[0] as Observation<A>;
    });
    strategy.tell(deepFreeze(finished));
  }
  return proposals;
}

/** A result: every seventh trial fails, every fifth is infeasible. */
function observe<A extends Json>(
  { space, values }: StrategyFixture<A>,
  { architecture }: Proposal<A>,
  trial: number,
): Observation<A> {
  return deepFreeze({
    trial,
    architecture,
    key: space.key(architecture),
    state: trial % 7 === 6 ? "failed" : "complete",
    values: values(architecture),
    feasible: trial % 5 !== 4,
  });
}

function checkProposals<A extends Json>(
  { assert, space }: StrategyFixture<A>,
  proposals: readonly Proposal<A>[],
): void {
  for (const { architecture, origin } of proposals) {
    assert.equal(canonicalJson(space.parse(architecture)), canonicalJson(architecture));
    assert.ok(origin.length > 0);
  }
}
