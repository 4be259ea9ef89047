import { expect, test } from "vitest";
import { packTexts } from "../../src/report/packed-texts.ts";
import { sortRanks } from "../../src/report/sort-ranks.ts";

test("packTexts() writes texts that repeat once, and others in full", () => {
  expect(packTexts(["a", "b", "a", "a", "b"])).toBe('{"words":["a","b"],"at":[0,1,0,0,1]}');
  expect(packTexts(["a", "b", "c"])).toBe('{"words":["a","b","c"]}');
  expect(packTexts(["conv · pool", "pool · conv"], " · ")).toBe(
    '{"words":["conv","pool"],"at":[[0,1],[1,0]],"glue":" · "}',
  );
  expect(packTexts([{ b: 1, a: 2 }, "text"])).toBe('{"words":[{"a":2,"b":1},"text"]}');
});

test("packTexts() replaces what HTML cannot hold, as escaping does", () => {
  expect(packTexts(["a\u0000b\nc"])).toBe('{"words":["a\uFFFDb\\nc"]}');
});

test("sortRanks() numbers different values in increasing order, and leaves null to the end", () => {
  expect(sortRanks([10, 9, null, 9, -1])).toEqual([2, 1, null, 1, 0]);
  expect(sortRanks(["b", "B", "a"])).toEqual([2, 0, 1]);
});
