import { expect, test } from "vitest";
import { absenceNote, type Dataset, fromArrays, withFullTraining } from "../../src/data/index.ts";

/** A table of one column with so many rows of each class. */
function rows(...counts: readonly number[]): Dataset {
  const targets = Int32Array.from(counts.flatMap((count, label) => new Array<number>(count).fill(label)));
  return fromArrays({ name: "rows", examples: Float32Array.from(targets, (_, i) => i), targets, inputShape: [1] });
}

test("fromArrays() warns of classes that a part has no example of", () => {
  const { absent, findings } = rows(60, 2);

  expect(absent).toEqual({ train: [], validation: ["1"], test: [] });
  expect(findings).toEqual([
    {
      kind: "warning",
      text: 'there is no example of class "1" in the validation part, which has 2 in all: scores of that part say nothing of it',
    },
  ]);
  expect(rows(60, 3)).toMatchObject({ absent: { train: [], validation: [], test: [] }, findings: [] });
});

test("fromArrays() warns of a class that cannot be learned", () => {
  const given = { validation: Int32Array.of(2), test: Int32Array.of(3) };
  const targets = Int32Array.of(0, 0, 1, 0);

  const { findings } = fromArrays({
    name: "x",
    examples: Float32Array.of(1, 2, 3, 4),
    targets,
    inputShape: [1],
    given,
  });

  expect(findings[0]).toEqual({
    kind: "warning",
    text: 'there is no example of class "1" in the training part, which has 1 in all: it cannot be learned',
  });
});

test("absenceNote() names the classes a part lacks, a few of them", () => {
  const many = rows(60, 1, 1, 1, 1, 1, 1, 1);

  expect(absenceNote(rows(60, 2), "validation")).toBe('no example of class "1" in the validation part');
  expect(absenceNote(rows(60, 2), "test")).toBeNull();
  expect(absenceNote(many, "test")).toBe('no example of classes "1", "2", "3", "4", "5" and 2 more in the test part');
});

test("withFullTraining() moves examples of absent classes along", () => {
  const { absent } = withFullTraining(rows(60, 2));

  expect(absent).toEqual({ train: [], validation: [], test: [] });
});
