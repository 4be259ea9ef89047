import { expect, test } from "vitest";
import { checkpointsToDrop } from "../../src/storage/checkpoint-bound.ts";

test("checkpointsToDrop() keeps those of the latest trials, as far as there is room", () => {
  const kept = [
    { trial: 1, size: 1 },
    { trial: 9, size: 5 },
    { trial: 4, size: 3 },
    { trial: 2, size: 3 },
  ];
  const dropped = (bytes: number): number[] => checkpointsToDrop(kept, bytes).map(({ trial }) => trial);

  expect(dropped(12)).toEqual([]);
  expect(dropped(11)).toEqual([1]);
  expect(dropped(8)).toEqual([2, 1]);
  expect(dropped(7)).toEqual([4, 2, 1]);
  expect(dropped(4)).toEqual([9, 4, 2, 1]);
});
