import fc from "fast-check";
import { expect, test } from "vitest";
import { nearestName, suggestion } from "../../../src/cli/args/nearest-name.ts";

const names = ["search", "resume", "trials", "show", "export", "evaluate", "list"];

test.each([
  ["serach", "search"],
  ["trails", "trials"],
  ["exprot", "export"],
  ["eval", "evaluate"],
  ["lists", "list"],
])("nearestName() finds for %s the name %s", (given, expected) => {
  expect(nearestName(given, names)).toBe(expected);
});

test("nearestName() finds nothing for a word that is like none", () => {
  expect(nearestName("banana", names)).toBeUndefined();
  expect(suggestion("banana", names)).toBe(`expected one of ${names.join(", ")}`);
});

test("nearestName() undoes any one letter left out, put in or swapped", () => {
  fc.assert(
    fc.property(
      fc.constantFrom("search", "resume", "evaluate"),
      fc.nat(20),
      fc.constantFrom("x", "q"),
      (name, at, letter) => {
        const i = at % (name.length - 1);
        const damaged = [
          name.slice(0, i) + name.slice(i + 1),
          name.slice(0, i) + letter + name.slice(i),
          name.slice(0, i) + name[i + 1] + name[i] + name.slice(i + 2),
        ];

        for (const word of damaged) expect(nearestName(word, names)).toBe(name);
      },
    ),
  );
});
