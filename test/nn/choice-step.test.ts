/** @file Training steps of networks with choices against those of each path's network alone. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createRng } from "../../src/base/index.ts";
import { createNodeEngine, detectTarget, type Program } from "../../src/engine/index.ts";
import { type Network, optimize, verify } from "../../src/graph/index.ts";
import {
  initialParameters,
  initialStatistics,
  isOnPath,
  keepStep,
  type OptimizerSpec,
  type Path,
  pathFeeds,
  slotNames,
  startTraining,
  subnetwork,
  subnetworkParameters,
  subnetworkStatistics,
  type TrainingState,
  trainingStep,
} from "../../src/nn/index.ts";
import { sizeOf, type Tensor, tensor } from "../../src/tensor/index.ts";
import { pathNetwork, paths, stepFeeds, weightsOf } from "./path-network.ts";

const engine = createNodeEngine();
const optimizers = {
  "SGD with momentum and decay": { kind: "sgd", momentum: 0.9, weightDecay: 0.01 },
  AdamW: { kind: "adamw", weightDecay: 0.1 },
} as const satisfies Record<string, OptimizerSpec>;
const network = pathNetwork();

/** A state in the middle of training: no slot is zero. */
function stateOf(optimizer: OptimizerSpec): TrainingState {
  const weights = weightsOf(network);
  const statistics = initialStatistics(network).map((value, i) => value + Math.sin(i) ** 2);
  const state = startTraining(network, { optimizer }, weights, statistics);
  for (const name of slotNames(optimizer)) state[name]?.data.set(weights.map((value) => 0.01 * value ** 2));
  // What `stepFeeds` says for networks without choices: the third step.
  state.steps?.data.fill(2);
  return state;
}

/** The share of a state that a part of the network has. */
function shareOf(state: TrainingState, part: Network): TrainingState {
  return Object.fromEntries(
    Object.entries(state)
      .filter(([name]) => name !== "steps")
      .map(([name, { data }]) => {
        const pick = name === "statistics" ? subnetworkStatistics : subnetworkParameters;
        const share = pick(network, data, part);
        return [name, tensor("float32", [share.length], share)];
      }),
  );
}

const copyOf = (state: TrainingState): TrainingState =>
  Object.fromEntries(
    Object.entries(state).map(([name, { shape, data }]) => [name, tensor("float32", shape, data.slice())]),
  );
const numbers = (state: Readonly<Record<string, Tensor>>) =>
  Object.fromEntries(Object.entries(state).map(([name, { data }]) => [name, [...data]]));

describe.each(Object.entries(optimizers))("trainingStep() of a network with choices, %s", (_, optimizer) => {
  const options = { optimizer, loss: "cross-entropy" } as const;

  it("is bit for bit that of the path's subnetwork, and leaves all other state as it is", async () => {
    const step = trainingStep(network, options);
    verify(step);
    await using program = await engine.compile(optimize(step));
    // Every third path: each branch of each choice several times.
    for (const path of paths.filter((_, i) => i % 3 === 0)) {
      const part = subnetwork(network, path);
      await using alone = await engine.compile(optimize(trainingStep(part, options)));
      const state = stateOf(optimizer);
      const before = copyOf(state);
      const ofPart = shareOf(state, part);

      const results = await program.run({ ...state, ...stepFeeds(network), ...pathFeeds(network, path) });
      keepStep(network, state, results);
      const expected = await alone.run({ ...ofPart, ...stepFeeds(part) });
      keepStep(part, ofPart, expected);

      expect([results.loss?.data, results.correct?.data], JSON.stringify(path)).toEqual([
        expected.loss?.data,
        expected.correct?.data,
      ]);
      expect(numbers(shareOf(state, part)), JSON.stringify(path)).toEqual(numbers(ofPart));
      expectUntouched(path, before, state);
    }
  }, 60_000);
});

describe("gradients of a path", () => {
  const options = { optimizer: { kind: "sgd", momentum: 0, weightDecay: 0 }, loss: "cross-entropy" } as const;

  it.each([
    ["portable operations", 4, 24, async () => ({})],
    ["all the runtime has", 16, 12, () => detectTarget(engine)],
  ] as const)(
    "and its loss are bit for bit those of its subnetwork, from any weights, by %s",
    async (_, width, numRuns, targetOf) => {
      const shared = pathNetwork(width);
      const target = await targetOf();
      const compiled = async (of: Network): Promise<Program> =>
        engine.compile(optimize(trainingStep(of, options), target));
      await using program = await compiled(shared);
      const alone = new Map<Path, { part: Network; program: Promise<Program> }>();
      const aloneOf = (path: Path) => {
        const part = subnetwork(shared, path);
        const known = alone.get(path) ?? { part, program: compiled(part) };
        alone.set(path, known);
        return known;
      };

      await fc.assert(
        fc.asyncProperty(fc.constantFrom(...paths), fc.nat(), async (path, seed) => {
          const weights = initialParameters(shared, createRng(seed));
          const state = startTraining(shared, options, weights);
          const { part, program: ofPart } = aloneOf(path);
          const partState = startTraining(part, options, subnetworkParameters(shared, weights, part));
          const results = await program.run({ ...state, ...stepFeeds(shared), ...pathFeeds(shared, path) });
          const expected = await (await ofPart).run({ ...partState, ...stepFeeds(part) });
          keepStep(shared, state, results);
          keepStep(part, partState, expected);

          expect(results.loss?.data).toEqual(expected.loss?.data);
          // Without momentum and decay the slot is the gradient; where there is none it stays zero.
          const slot = state.momentum?.data as Float32Array;
          expect(subnetworkParameters(shared, slot, part)).toEqual(partState.momentum?.data);
          expect(slot.some((value) => value !== 0)).toBe(true);
          const present = Object.keys(results).filter((name) => name.startsWith("next/") && results[name]?.data.length);
          const taken = new Set(
            [...shared.parameters, ...shared.normalizations]
              .filter((item) => item.owner && isOnPath(shared, path, item))
              .map(({ owner }) => `next/${owner?.choice}/${owner?.branch}`),
          );
          expect(new Set(present)).toEqual(taken);
        }),
        { numRuns },
      );
      for (const { program: ofPart } of alone.values()) await (await ofPart)[Symbol.asyncDispose]();
    },
    60_000,
  );
});

describe("a training step that carries gradients", () => {
  it("updates by the sum over paths what they share, and each branch by its own", async () => {
    const optimizer = { kind: "sgd", momentum: 0, weightDecay: 0 } as const;
    const options = { optimizer, loss: "cross-entropy", carriesGradients: true } as const;
    await using program = await engine.compile(optimize(trainingStep(network, options)));
    const weights = weightsOf(network);
    const both = [
      { first: 0, second: 2, third: 0 },
      { first: 2, second: 1, inner: 0, third: 1 },
    ] as const;
    const state = startTraining(network, options, weights.slice());
    for (const [i, path] of both.entries()) {
      const results = await program.run({ ...state, ...stepFeeds(network), ...pathFeeds(network, path) });
      keepStep(network, state, results, i === both.length - 1);
    }

    // Without momentum and decay a slot is the gradient of a step alone.
    const gradients = await Promise.all(
      both.map(async (path) => {
        const alone = startTraining(network, options, weights.slice());
        const results = await program.run({ ...alone, ...stepFeeds(network), ...pathFeeds(network, path) });
        keepStep(network, alone, results);
        return alone.momentum?.data as Float32Array;
      }),
    );
    const expected = weights.map(
      (weight, i) => weight - 0.1 * gradients.reduce((sum, list) => sum + (list[i] ?? 0), 0),
    );
    expected.forEach((value, i) => void expect(state.params?.data[i]).toBeCloseTo(value, 5));
    const shared = network.parameters.filter(({ owner }) => !owner).reduce((sum, { shape }) => sum + sizeOf(shape), 0);
    const carried = gradients.map((list) => list.subarray(0, shared));
    expect(carried.every((list) => list.some((value) => Math.abs(value) > 1e-3))).toBe(true);
    expect([...(state.carried?.data ?? [1])]).toEqual(Array(shared).fill(0));
  });

  it("sums over batches of a network without choices", async () => {
    const part = subnetwork(network, { first: 1, second: 0, third: 0 });
    const options = {
      optimizer: { kind: "sgd", momentum: 0, weightDecay: 0 },
      loss: "cross-entropy",
      carriesGradients: true,
    } as const;
    await using program = await engine.compile(optimize(trainingStep(part, options)));
    const weights = subnetworkParameters(network, weightsOf(network), part);
    const state = startTraining(part, options, weights);
    keepStep(part, state, await program.run({ ...state, ...stepFeeds(part) }), false);
    expect(state.params?.data).toEqual(weights);
    keepStep(part, state, await program.run({ ...state, ...stepFeeds(part) }));

    const single = startTraining(part, options, weights);
    keepStep(part, single, await program.run({ ...single, ...stepFeeds(part) }));
    const moved = (of: TrainingState): Float32Array => weights.map((w, i) => (of.params?.data[i] as number) - w);
    moved(single).forEach((by, i) => void expect(moved(state)[i]).toBeCloseTo(2 * by, 6));
  });
});

const textOf = ({ owner }: Network["parameters"][number]): string => `${owner?.choice} ${owner?.branch}`;

/** Every parameter's weights and slots, and all statistics, change exactly where the path has them. */
function expectUntouched(path: Path, before: TrainingState, after: TrainingState): void {
  const { steps, ...vectors } = after;
  const [all, ...branches] = steps?.data ?? [];
  expect(all).toBe(3);
  const updated = new Set(network.parameters.filter((item) => item.owner && isOnPath(network, path, item)).map(textOf));
  expect(branches.filter((count) => count === 3)).toHaveLength(updated.size);
  expect(branches.every((count) => count === 3 || count === 2)).toBe(true);
  for (const [vector, { data }] of Object.entries(vectors)) {
    const old = before[vector]?.data as Float32Array;
    const items = vector === "statistics" ? network.normalizations : network.parameters;
    let offset = 0;
    for (const item of items) {
      const size = "channels" in item ? 2 * item.channels : item.shape.reduce((a, b) => a * b, 1);
      const range = Array.from({ length: size }, (_, i) => offset + i);
      const changed = range.filter((i) => data[i] !== old[i]).length;
      if (isOnPath(network, path, item))
        expect(changed, `${vector} of ${JSON.stringify(item)}`).toBeGreaterThan(size / 4);
      else expect(changed, `${vector} of ${JSON.stringify(item)}`).toBe(0);
      offset += size;
    }
    expect(offset).toBe(data.length);
  }
}
