import { describe, expect, test } from "vitest";
import { createRng } from "../../src/base/index.ts";
import { nb201, restrictSpace } from "../../src/space/index.ts";
import { mutateIfAny } from "../../src/strategy/mutate-if-any.ts";

const space = nb201();
const cell = "|none~0|+|none~0|none~1|+|nor_conv_3x3~0|none~1|none~2|";

describe("mutateIfAny()", () => {
  test("mutates as the space does, with the same draws", () => {
    const [ours, theirs] = [createRng(1), createRng(1)];
    for (let i = 0; i < 20; i++) expect(mutateIfAny(space, cell, ours)).toBe(space.mutate(cell, theirs));
  });

  test("has nothing to give where there is no neighbour", () => {
    const alone = restrictSpace(space, { name: "one cell", isMember: (arch) => arch === cell, size: 1n });
    expect(mutateIfAny(alone, cell, createRng(1))).toBeUndefined();
  });

  test("lets errors of other causes through", () => {
    const broken = {
      ...space,
      mutate: () => {
        throw new Error("broken");
      },
    };
    expect(() => mutateIfAny(broken, cell, createRng(1))).toThrow("broken");
  });
});
