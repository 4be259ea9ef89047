/** @file The conformance suite of the strategy contract, for those who write a strategy of their own. */
import { canonicalJson, createRng, type Json, type MetricSpec, type Values } from "../base/index.ts";
import type { SearchSpace } from "../space/index.ts";
import type { History, Observation, Proposal, Strategy, StrategyFactory } from "../strategy/index.ts";
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
  damageLaw(fixture);
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

  const stored = (snapshot: Json): Json => {
    const text = JSON.stringify(snapshot);
    assert.equal(canonicalJson(JSON.parse(text) as Json), canonicalJson(snapshot), "a snapshot must be plain JSON");
    return deepFreeze(JSON.parse(text) as Json);
  };

  test(`${factory.name}: a strategy restored between any two steps proposes the same, with ${label}`, async () => {
    let hops = 0;
    const restored = play(fixture, start(5), (strategy, history) =>
      hops++ % 3 === 0
        ? factory.restore(space, objectives, stored(strategy.snapshot()))
        : factory.restore(space, objectives, stored(strategy.snapshot("apart")), history),
    );
    assert.equal(restored, play(fixture, start(5), stay));
  });

  test(`${factory.name}: a snapshot does not depend on how it is restored, with ${label}`, async () => {
    play(fixture, start(5), (strategy, history) => {
      const restored = factory.restore(space, objectives, stored(strategy.snapshot("apart")), history);
      assert.equal(canonicalJson(restored.snapshot()), canonicalJson(strategy.snapshot()));
      return strategy;
    });
  });
}

function damageLaw<A extends Json>({ test, assert, space, factory }: StrategyFixture<A>): void {
  test(`${factory.name}: what is no snapshot is refused with a typed error`, async () => {
    for (const snapshot of [null, 7, "damaged", [], ["damaged"]]) {
      let code: unknown;
      try {
        factory.restore(space, oneObjective, snapshot, { proposals: [], told: [] });
      } catch (error) {
        code = (error as { readonly code?: unknown }).code;
      }
      assert.equal(code, "storage", `restored from ${JSON.stringify(snapshot)}`);
    }
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

/**
 * Runs a search with several trials under way, some failing, some stopped, some infeasible; `hop` may replace the
 * strategy.
 */
function play<A extends Json>(
  fixture: StrategyFixture<A>,
  first: Strategy<A>,
  hop: (strategy: Strategy<A>, history: History<A>) => Strategy<A>,
): Proposal<A>[] {
  const world = createRng("world");
  const proposals: Proposal<A>[] = [];
  const told: Observation<A>[] = [];
  const running: Observation<A>[] = [];
  const history = (): History<A> => ({
    proposals: proposals.map((proposal) => ({ ...proposal, key: fixture.space.key(proposal.architecture) })),
    told: [...told],
  });
  let strategy = first;
  for (let round = 0; round < 25; round++) {
    strategy = hop(strategy, history());
    for (const proposal of strategy.ask(1 + (round % 3))) {
      running.push(observe(fixture, proposal, proposals.length));
      proposals.push(proposal);
    }
    strategy = hop(strategy, history());
    const ended = Array.from({ length: world.int(running.length + 1) }, () => {
      return running.splice(world.int(running.length), 1)[0] as Observation<A>;
    });
    const finished = deepFreeze(ended.map((observation) => judged(strategy, observation)));
    strategy.tell(finished);
    told.push(...finished);
  }
  return proposals;
}

/** A result: every seventh trial fails, every fifth is infeasible; on the way it reported a curve. */
function observe<A extends Json>(
  { space, values: valuesOf }: StrategyFixture<A>,
  { architecture, fidelity = 1 }: Proposal<A>,
  trial: number,
): Observation<A> {
  const values = valuesOf(architecture);
  const steps = [1, 2, 3, 4, 5, 6, 7, 8, 9].filter((step) => step / 9 <= fidelity + 1e-9);
  return deepFreeze({
    trial,
    architecture,
    key: space.key(architecture),
    state: trial % 7 === 6 ? "failed" : "complete",
    values,
    feasible: trial % 5 !== 4,
    fidelity,
    curve: steps.map((step) => ({
      fidelity: step / 9,
      values: { ...values, loss: (values.loss as number) + 1 / step },
    })),
  });
}

/** The observation as the strategy lets it end. */
function judged<A>(strategy: Strategy<A>, observation: Observation<A>): Observation<A> {
  const { trial, curve = [] } = observation;
  const end = curve.findIndex(({ fidelity, values }) => strategy.judge?.(trial, fidelity, values) === "stop");
  return end < 0 ? observation : { ...observation, state: "pruned", curve: curve.slice(0, end + 1) };
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
