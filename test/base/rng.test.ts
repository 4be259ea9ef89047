import fc from "fast-check";
import { expect, test } from "vitest";
import { createRng } from "../../src/base/index.ts";

const labels = fc.array(fc.string({ unit: fc.constantFrom("a", "/", "%", "2", "5", "F") }), {
  minLength: 1,
  maxLength: 4,
});

/** The first word of a stream split by these labels, the seed first. */
function drawn([seed = "", ...rest]: readonly string[]): number {
  return rest.reduce((rng, label) => rng.split(label), createRng(seed)).next();
}

test("split() leads to another stream for every list of labels", () => {
  fc.assert(
    fc.property(labels, labels, (a, b) => {
      expect(drawn(a) === drawn(b)).toBe(JSON.stringify(a) === JSON.stringify(b));
    }),
  );
  expect(drawn(["0", "a/b"])).not.toBe(drawn(["0", "a", "b"]));
  expect(drawn(["0/strategy"])).not.toBe(drawn(["0", "strategy"]));
});

test("createRng() and split() give the same numbers for ever", () => {
  expect(createRng(0).next()).toMatchInlineSnapshot(`0.42654202510519956`);
  expect(createRng(0).split("strategy").next()).toMatchInlineSnapshot(`0.8502913239059192`);
});
