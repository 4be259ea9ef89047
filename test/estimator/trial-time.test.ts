import { expect, test } from "vitest";
import { createRng } from "../../src/base/index.ts";
import { loadDataset } from "../../src/data/index.ts";
import { estimateTrialTime } from "../../src/estimator/index.ts";
import { mlp } from "../../src/space/index.ts";

const dataset = await loadDataset("wine");

test("estimateTrialTime() measures seconds to begin and seconds an epoch, about as they are", async () => {
  const time = await estimateTrialTime({ space: mlp(), dataset, rng: createRng(0), budgetMs: 200 });

  // Three steps of a tiny network; the bounds are wide as the machine may have other work.
  expect(time?.setup).toBeGreaterThan(0.05);
  expect(time?.setup).toBeLessThan(30);
  expect(time?.epoch).toBeGreaterThan(1e-5);
  expect(time?.epoch).toBeLessThan(3);
});

test("estimateTrialTime() gives none where no network can be trained", async () => {
  const broken = {
    ...mlp(),
    build: (architecture: never, task: never, batch: number) => {
      if (batch > 1) throw new Error("no");
      return mlp().build(architecture, task, batch);
    },
  };

  expect(await estimateTrialTime({ space: broken as never, dataset, rng: createRng(0) })).toBeUndefined();
});
