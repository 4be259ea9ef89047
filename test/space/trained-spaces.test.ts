import { describe, expect, test } from "vitest";
import { createRng } from "../../src/base/index.ts";
import { fromArrays } from "../../src/data/index.ts";
import { createNodeEngine } from "../../src/engine/index.ts";
import { resolveTrainingOptions, trainNetwork } from "../../src/estimator/index.ts";
import { spaces } from "../../src/space/index.ts";

/** Noisy images of 8x8, bright on the left in one class and on the right in the other. */
function sides(count: number): ReturnType<typeof fromArrays> {
  const rng = createRng("sides");
  const targets = Int32Array.from({ length: count }, (_, n) => n % 2);
  const examples = Float32Array.from({ length: count * 64 }, (_, i) => {
    const isRight = i % 8 >= 4;
    return (isRight === (Math.floor(i / 64) % 2 === 1) ? 1 : -1) + 0.5 * rng.normal();
  });
  return fromArrays({ name: "sides", examples, targets, inputShape: [1, 8, 8] });
}

describe("trainNetwork()", () => {
  const dataset = sides(96);
  const options = resolveTrainingOptions({});

  test.each([
    ["darts", 3],
    ["nb101", 2],
    ["nb-macro", 2],
    ["transnas-micro", 1],
    ["transnas-macro", 1],
  ] as const)("learns networks of %s", async (name, seed) => {
    const space = spaces[name].create();
    const network = space.build(space.sample(createRng(seed)), dataset.task, 16);
    const losses: number[] = [];

    await trainNetwork({ network, dataset, options, epochs: 3, rng: createRng(1) }, createNodeEngine(), {
      report: async (_epoch, values) => {
        losses.push(values.trainLoss as number);
        return "continue";
      },
      pause: async () => undefined,
    });

    expect(losses).toHaveLength(3);
    expect(losses[2]).toBeLessThan(losses[0] as number);
  });
});
