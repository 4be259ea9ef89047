/** @file The conformance suite of the strategy contract, for those who write a strategy of their own. */
import { canonicalJson, createRng, type Json, type MetricSpec } from "../base/index.ts";
import type { SearchSpace } from "../space/index.ts";
import type { Observation, Proposal, Strategy, StrategyFactory } from "../strategy/index.ts";
import { deepFreeze } from "./deep-freeze.ts";
import type { SuiteRunner } from "./suite.ts";
import { singleSpace, type TabularArchitecture, tabularSpace, tabularValues } from "./tabular-space.ts";

type A = TabularArchitecture;

const oneObjective: readonly MetricSpec[] = [{ name: "loss", unit: "1", goal: "min" }];
const twoObjectives: readonly MetricSpec[] = [...oneObjective, { name: "score", unit: "1", goal: "max" }];

/**
 * Declares the laws of {@link Strategy} as tests of the caller's runner, on a small table of made-up costs. What a
 * strategy is told is frozen, so that one which alters its arguments throws.
 *
 * @example
 * import assert from "node:assert/strict";
 * import { test } from "node:test";
 * strategySuite({ test, assert: { equal: assert.deepEqual, ok: assert.ok } }, random());
 */
export function strategySuite(runner: SuiteRunner, factory: StrategyFactory): void {
  askingLaws(runner, factory);
  repeatingLaws(runner, factory, "one objective", oneObjective);
  repeatingLaws(runner, factory, "two objectives", twoObjectives);
  hardshipLaws(runner, factory);
}

function askingLaws(runner: SuiteRunner, factory: StrategyFactory): void {
  const { test, assert } = runner;

  test(`${factory.name}: proposals are valid, 1 to as many as asked, and never wait for results`, async () => {
    const space = tabularSpace();
    const strategy = factory.create(space, oneObjective, createRng(1));
    for (const count of [1, 3, 8, 1, 20, 2]) {
      const proposals = strategy.ask(count);
      assert.ok(proposals.length >= 1 && proposals.length <= count);
      checkProposals(runner, space, proposals);
    }
  });

  test(`${factory.name}: results may be told in any order, with values missing, and nothing may be told`, async () => {
    const space = tabularSpace();
    const strategy = factory.create(space, twoObjectives, createRng(3));
    const proposals = Array.from({ length: 30 }, () => strategy.ask(1)).flat();
    const told = proposals.map((proposal, trial) => observe(space, proposal, trial));
    strategy.tell(told.slice(10).reverse());
    strategy.tell([]);
    checkProposals(runner, space, strategy.ask(4));
    strategy.tell(told.slice(0, 5).map((observation) => deepFreeze({ ...observation, values: { score: 1 } })));
    checkProposals(runner, space, strategy.ask(4));
  });
}

function repeatingLaws(
  { test, assert }: SuiteRunner,
  factory: StrategyFactory,
  label: string,
  objectives: readonly MetricSpec[],
): void {
  const space = tabularSpace();
  const start = (seed: number): Strategy<A> => factory.create(space, objectives, createRng(seed));
  const stay = (strategy: Strategy<A>): Strategy<A> => strategy;

  test(`${factory.name}: equal seeds and results give equal proposals, with ${label}`, async () => {
    assert.equal(play(space, start(7), stay), play(space, start(7), stay));
  });

  test(`${factory.name}: a strategy restored between any two steps proposes the same, with ${label}`, async () => {
    const restored = play(space, start(5), (strategy) => {
      const snapshot = strategy.snapshot();
      const stored = deepFreeze(JSON.parse(JSON.stringify(snapshot)) as Json);
      assert.equal(canonicalJson(stored), canonicalJson(snapshot), "a snapshot must be plain JSON");
      return factory.restore(space, objectives, stored);
    });
    assert.equal(restored, play(space, start(5), stay));
  });
}

function hardshipLaws(runner: SuiteRunner, factory: StrategyFactory): void {
  runner.test(`${factory.name}: goes on where every trial fails`, async () => {
    const space = tabularSpace();
    const strategy = factory.create(space, oneObjective, createRng(3));
    for (let trial = 0; trial < 25; trial++) {
      const proposals = strategy.ask(1);
      checkProposals(runner, space, proposals);
      const observation = observe(space, proposals[0] as Proposal<A>, trial);
      strategy.tell([deepFreeze({ ...observation, state: "failed", values: {} })]);
    }
  });

  runner.test(`${factory.name}: goes on in a space of one architecture`, async () => {
    const space = singleSpace();
    const strategy = factory.create(space, oneObjective, createRng(3));
    for (let trial = 0; trial < 25; trial++) {
      const proposals = strategy.ask(1);
      checkProposals(runner, space, proposals);
      strategy.tell([observe(space, proposals[0] as Proposal<A>, trial)]);
    }
  });
}

/** Runs a search with several trials under way, some failing, some infeasible; `hop` may replace the strategy. */
function play(space: SearchSpace<A>, first: Strategy<A>, hop: (strategy: Strategy<A>) => Strategy<A>): Proposal<A>[] {
  const world = createRng("world");
  const proposals: Proposal<A>[] = [];
  const running: Observation<A>[] = [];
  let strategy = first;
  for (let round = 0; round < 25; round++) {
    strategy = hop(strategy);
    for (const proposal of strategy.ask(1 + (round % 3))) {
      running.push(observe(space, proposal, proposals.length));
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
function observe(space: SearchSpace<A>, { architecture }: Proposal<A>, trial: number): Observation<A> {
  return deepFreeze({
    trial,
    architecture,
    key: space.key(architecture),
    state: trial % 7 === 6 ? "failed" : "complete",
    values: tabularValues(architecture),
    feasible: trial % 5 !== 4,
  });
}

function checkProposals({ assert }: SuiteRunner, space: SearchSpace<A>, proposals: readonly Proposal<A>[]): void {
  for (const { architecture, origin } of proposals) {
    assert.equal(canonicalJson(space.parse(architecture)), canonicalJson(architecture));
    assert.ok(origin.length > 0);
  }
}
