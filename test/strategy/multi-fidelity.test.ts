import assert from "node:assert/strict";
import { describe, expect, test } from "vitest";
import { createRng, InputError, type MetricSpec } from "../../src/base/index.ts";
import { nb201 } from "../../src/space/index.ts";
import { Density } from "../../src/strategy/hyperband/density.ts";
import { bracketPlans } from "../../src/strategy/hyperband/plans.ts";
import {
  asha,
  bohb,
  hyperband,
  type Observation,
  type Proposal,
  type Strategy,
  type StrategyFactory,
  successiveHalving,
} from "../../src/strategy/index.ts";
import { rungsOf } from "../../src/strategy/rungs.ts";
import { strategySuite } from "../../src/testing/index.ts";

const space = nb201();
const objectives: readonly MetricSpec[] = [{ name: "loss", unit: "1", goal: "min" }];

describe("suites", () => {
  const runner = { test, assert: { equal: assert.deepEqual, ok: assert.ok } };
  for (const factory of [hyperband(), successiveHalving({ start: 4, eta: 2 }), bohb({ random: 0.2 }), asha()]) {
    strategySuite(runner, factory);
  }
  strategySuite(runner, asha({ mode: "promotion", eta: 2 }));
});

/** Operations that are not 3x3 convolutions: the same at every fidelity. */
function lossOf(arch: string): number {
  return 6 - (arch.split("nor_conv_3x3").length - 1);
}

function observe(proposal: Proposal<string>, trial: number): Observation<string> {
  const { architecture, fidelity = 1 } = proposal;
  const values = { loss: lossOf(architecture) };
  return { trial, architecture, key: space.key(architecture), state: "complete", values, feasible: true, fidelity };
}

function run(
  factory: StrategyFactory,
  trials: number,
  seed = 1,
): { strategy: Strategy<string>; asked: Proposal<string>[] } {
  const strategy = factory.create(space, objectives, createRng(seed)) as Strategy<string>;
  const asked: Proposal<string>[] = [];
  for (let trial = 0; trial < trials; trial++) {
    const [proposal] = strategy.ask(1) as [Proposal<string>];
    asked.push(proposal);
    strategy.tell([observe(proposal, trial)]);
  }
  return { strategy, asked };
}

describe("bracketPlans()", () => {
  test("starts as many trials as the paper's pseudo-code and its tables", () => {
    const options = { eta: 3, minFidelity: 1 / 81 };
    expect(bracketPlans(options, "ceil").map(({ counts }) => counts[0])).toEqual([81, 34, 15, 8, 5]);
    expect(bracketPlans(options, "floor").map(({ counts }) => counts[0])).toEqual([81, 27, 9, 6, 5]);
    const twelve = { eta: 3, minFidelity: 1 / 12 };
    expect(bracketPlans(twelve, "floor").map(({ counts }) => counts[0])).toEqual([9, 3, 3]);
    expect(rungsOf(twelve).map((fidelity) => Number((12 * fidelity).toFixed(2)))).toEqual([1.33, 4, 12]);
  });

  test("spends five times the whole budget in the first bracket of five rungs", () => {
    const [{ counts, fidelities }] = bracketPlans({ eta: 3, minFidelity: 1 / 81 }, "ceil") as [
      { counts: number[]; fidelities: number[] },
    ];
    expect(counts).toEqual([81, 27, 9, 3, 1]);
    expect(counts.reduce((sum, count, i) => sum + count * (fidelities[i] as number), 0)).toBeCloseTo(5, 9);
  });

  test("is one bracket of whole trials where there is one rung", () => {
    expect(bracketPlans({ eta: 3, minFidelity: 1 }, "ceil")).toEqual([{ counts: [1], fidelities: [1] }]);
  });
});

describe("successiveHalving()", () => {
  test("gives the whole budget to the best of those it started, where fidelities agree", () => {
    const { asked } = run(successiveHalving({ start: 27, eta: 3, minFidelity: 1 / 27 }), 27 + 9 + 3 + 1);
    expect(asked.map(({ fidelity }) => fidelity)).toEqual([
      ...new Array(27).fill(1 / 27),
      ...new Array(9).fill(1 / 9),
      ...new Array(3).fill(1 / 3),
      1,
    ]);
    const best = Math.min(...asked.map(({ architecture }) => lossOf(architecture)));
    expect(lossOf((asked.at(-1) as Proposal<string>).architecture)).toBe(best);
  });

  test("begins the next bracket while results are waited for", () => {
    const strategy = successiveHalving({ start: 3, minFidelity: 1 / 3 }).create(space, objectives, createRng(1));
    const fidelities = strategy.ask(7).map(({ fidelity }) => fidelity);
    expect(fidelities).toEqual(new Array(7).fill(1 / 3));
  });

  test("does not let failed trials go on", () => {
    const strategy = successiveHalving({ start: 3, minFidelity: 1 / 3 }).create(space, objectives, createRng(1));
    const asked = strategy.ask(3) as Proposal<string>[];
    const told = asked.map(observe);
    const [first, , third] = told as [Observation<string>, unknown, Observation<string>];
    strategy.tell([
      { ...first, state: "failed", values: {} },
      told[1] as Observation<string>,
      { ...third, state: "pruned" },
    ]);
    expect(strategy.ask(1)).toMatchObject([{ architecture: asked[1]?.architecture, fidelity: 1 }]);
  });
});

describe("hyperband()", () => {
  test("runs every bracket of a round, then begins again", () => {
    const { asked } = run(hyperband({ minFidelity: 1 / 9 }), 9 + 3 + 1 + (5 + 1) + 3 + 1);
    const counts = new Map<number, number>();
    for (const { fidelity = 1 } of asked) counts.set(fidelity, (counts.get(fidelity) ?? 0) + 1);
    expect([counts.get(1 / 9), counts.get(1 / 3), counts.get(1)]).toEqual([9 + 1, 3 + 5, 1 + 1 + 3]);
  });

  test.each([{ eta: 1 }, { minFidelity: 0 }, { minFidelity: 1.5 }, { rounding: "up" as "ceil" }])(
    "refuses %j",
    (options) => {
      expect(() => hyperband(options)).toThrow(InputError);
    },
  );
});

describe("bohb()", () => {
  test("asks for what hyperband asks for as long as no fidelity has enough results", () => {
    const plain = run(hyperband({ minFidelity: 1 / 3 }), 7).asked;
    const model = run(bohb({ minFidelity: 1 / 3, random: 0 }), 7).asked;
    expect(model.map(({ fidelity }) => fidelity)).toEqual(plain.map(({ fidelity }) => fidelity));
    expect(new Set(model.map(({ origin }) => origin))).toEqual(new Set(["random", "rung 2"]));
  });

  test("draws better architectures than chance once it has a model", () => {
    const fresh = (asked: readonly Proposal<string>[]) => asked.filter(({ origin }) => !origin.startsWith("rung"));
    const mean = (asked: readonly Proposal<string>[]) =>
      asked.reduce((sum, { architecture }) => sum + lossOf(architecture), 0) / asked.length;
    const asked = fresh(run(bohb({ random: 0 }), 150).asked);
    expect(asked.filter(({ origin }) => origin === "model").length).toBeGreaterThan(50);
    expect(mean(asked.slice(-40))).toBeLessThan(mean(asked.slice(0, 12)) - 1);
  });
});

describe("Density", () => {
  const parameters = [
    { name: "a", options: 3, ordered: false },
    { name: "b", options: 2, ordered: false },
    { name: "c", options: 1, ordered: false },
  ];
  const rows = [
    [0, 1, 0],
    [2, 0, 0],
    [2, -1, 0],
  ];

  test("sums to 1 over all lists of options", () => {
    const density = new Density(parameters, rows, 1e-3, createRng(1));
    let sum = 0;
    for (let a = 0; a < 3; a++) for (let b = 0; b < 2; b++) sum += density.at([a, b, 0]);
    expect(sum).toBeCloseTo(1, 12);
  });

  test("draws options that exist, in their parameters' places", () => {
    const rng = createRng(2);
    const density = new Density(parameters, rows, 1e-3, rng);
    for (let i = 0; i < 100; i++) {
      const drawn = density.sample(3, rng);
      expect(drawn.every((index, j) => index >= 0 && index < (parameters[j]?.options ?? 0))).toBe(true);
    }
  });
});

describe("asha()", () => {
  test("by promotion starts nothing new while the top of a rung waits to be promoted", () => {
    const strategy = asha({ mode: "promotion", minFidelity: 1 / 9 }).create(space, objectives, createRng(3));
    const told: Observation<string>[] = [];
    for (let trial = 0; trial < 120; trial++) {
      const [proposal] = strategy.ask(1) as [Proposal<string>];
      if (proposal.fidelity === 1 / 9) {
        for (const fidelity of [1 / 9, 1 / 3]) {
          const rung = told.filter((one) => one.fidelity === fidelity);
          const top = rung
            .toSorted((a, b) => (a.values.loss as number) - (b.values.loss as number) || a.trial - b.trial)
            .slice(0, Math.floor(rung.length / 3));
          for (const { key } of top) {
            expect(told.some((one) => one.key === key && (one.fidelity ?? 1) > fidelity * 1.5)).toBe(true);
          }
        }
      }
      told.push(observe(proposal, trial));
      strategy.tell(told.slice(-1));
    }
    expect(told.filter(({ fidelity }) => fidelity === 1).length).toBeGreaterThan(5);
  });

  test("by stopping ends what is not among the best third that came to a rung", () => {
    const strategy = asha({ minFidelity: 1 / 3 }).create(space, objectives, createRng(3));
    const decide = (trial: number, loss: number) => strategy.judge?.(trial, 0.34, { loss });
    expect(strategy.judge?.(0, 0.2, { loss: 9 })).toBe("continue");
    expect(decide(0, 5)).toBe("continue"); // the only one
    expect(decide(1, 6)).toBe("stop");
    expect(decide(2, 4)).toBe("continue");
    expect(decide(3, 4.5)).toBe("stop"); // second of four, where one may go on
    expect(decide(2, 99)).toBe("continue"); // was judged on this rung before
    expect([decide(4, 3), decide(5, 3.5)]).toEqual(["continue", "continue"]); // second of six, where two may
  });

  test("by stopping ranks several objectives by front, those that are known", () => {
    const several: readonly MetricSpec[] = [
      { name: "loss", unit: "1", goal: "min" },
      { name: "size", unit: "1", goal: "min" },
      { name: "latency", unit: "1", goal: "min" },
    ];
    const strategy = asha({ minFidelity: 1 / 3 }).create(space, several, createRng(3));
    const decide = (trial: number, loss: number, size: number) => strategy.judge?.(trial, 0.4, { loss, size });
    for (let trial = 0; trial < 6; trial++) decide(trial, 5 + trial, 5 + trial);
    expect(decide(6, 20, 1)).toBe("continue");
    expect(decide(7, 20, 20)).toBe("stop");
  });

  test("by stopping enters what it judged before a crash from the curves it is told", () => {
    const started = asha({ minFidelity: 1 / 3 }).create(space, objectives, createRng(3));
    const [proposal] = started.ask(1) as [Proposal<string>];
    const stored = started.snapshot();
    expect(started.judge?.(0, 0.4, { loss: 1 })).toBe("continue");
    const restored = asha({ minFidelity: 1 / 3 }).restore(space, objectives, stored);
    const told = { ...observe(proposal, 0), curve: [{ fidelity: 0.4, values: { loss: 1 } }] };
    started.tell([told]);
    restored.tell([told]);
    expect(restored.snapshot()).toEqual(started.snapshot());
    expect(restored.judge?.(1, 0.5, { loss: 2 })).toBe("stop");
  });

  test("refuses an unknown mode", () => {
    expect(() => asha({ mode: "waiting" as "stopping" })).toThrow(InputError);
  });
});

describe("what is promoted", () => {
  const promoting = [hyperband(), successiveHalving(), bohb(), asha({ mode: "promotion" })];

  test.each(promoting.map((factory) => [factory.name, factory] as const))(
    "continues the trial of the rung below, each once: %s",
    (_, factory) => {
      const { asked } = run(factory, 80);

      const promoted = asked.filter(({ continues }) => continues !== undefined);
      expect(promoted.length).toBeGreaterThan(10);
      for (const { architecture, fidelity = 1, continues } of promoted) {
        const below = asked[continues as number];
        expect(below?.architecture).toBe(architecture);
        expect(3 * (below?.fidelity as number)).toBeCloseTo(fidelity, 9);
      }
      expect(new Set(promoted.map(({ continues }) => continues)).size).toBe(promoted.length);
      expect(asked.filter(({ origin }) => /^(rung [23]|promotion)/.test(origin))).toEqual(promoted);
    },
  );
});
