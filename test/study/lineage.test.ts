import { expect, test } from "vitest";
import { Lineage } from "../../src/study/lineage.ts";

test("Lineage finds the first trial of a training and the part before, through duplicates", () => {
  const lineage = new Lineage();
  const add = (number: number, continues: number | null, duplicateOf: number | null): void =>
    lineage.add({ number, continues, duplicateOf });
  add(0, null, null);
  add(1, null, 0);
  add(2, 1, null);
  add(3, 0, 2);

  expect(lineage.of({ number: 7, continues: null })).toEqual({ first: 7 });
  expect(lineage.of({ number: 7, continues: 0 })).toEqual({ first: 0, before: 0 });
  expect(lineage.of({ number: 7, continues: 1 })).toEqual({ first: 0, before: 0 });
  expect(lineage.of({ number: 7, continues: 2 })).toEqual({ first: 0, before: 2 });
  expect(lineage.of({ number: 7, continues: 3 })).toEqual({ first: 0, before: 2 });
});
