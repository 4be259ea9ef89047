import { expect, test } from "vitest";
import { datasetCard, loadDataset } from "../../src/data/index.ts";

test("datasetCard() keeps all of a data set but its arrays, as plain JSON", async () => {
  const dataset = await loadDataset("digits");

  const card = datasetCard(dataset);

  const arrays = ["examples", "targets", "parts"];
  expect(Object.keys(card).sort()).toEqual(
    Object.keys(dataset)
      .filter((key) => !arrays.includes(key))
      .sort(),
  );
  expect(JSON.parse(JSON.stringify(card))).toEqual(card);
  expect(card.valueRange).toEqual([0, 16]);
});
