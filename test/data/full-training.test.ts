import { expect, test } from "vitest";
import { loadDataset, withFullTraining } from "../../src/data/index.ts";

test("withFullTraining() moves validation into training and leaves the rest", async () => {
  const dataset = await loadDataset("wine");

  const full = withFullTraining(dataset);

  const { train, validation, test: held } = dataset.parts;
  expect([...full.parts.train]).toEqual([...train, ...validation].sort((a, b) => a - b));
  expect(full.parts.validation).toHaveLength(0);
  expect(full.parts.test).toEqual(held);
  expect(full.standardization).toEqual(dataset.standardization);
  expect(full.hash).not.toBe(dataset.hash);
  expect(withFullTraining(full).hash).toBe(full.hash);
});
