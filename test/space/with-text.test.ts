import assert from "node:assert/strict";
import { describe, expect, test } from "vitest";
import { SpaceError } from "../../src/base/index.ts";
import { flatten, linear } from "../../src/nn/index.ts";
import { choice, defineSpace, ordered, slotSpace, withText } from "../../src/space/index.ts";
import { spaceSuite } from "../../src/testing/index.ts";
import { table } from "./image-tasks.ts";

const pair = defineSpace({
  name: "pair",
  decisions: { kind: choice(["a", "b"]), width: ordered([4, 8, 16]) },
  build: (arch, net) => linear(net, linear(net, flatten(net, net.input), arch.width), net.task.outputs),
});
const spelled = withText(pair, {
  example: "a8",
  format: (arch) => `${arch.kind}${arch.width}`,
  read: (text) => ({ kind: text[0], width: Number(text.slice(1)) }),
});

const slots = slotSpace({
  name: "slots",
  input: "any",
  slots: [
    { name: "size", options: ["4", "8"] },
    { name: "left", options: ["x", "y", "z"] },
    { name: "right", options: ["x", "y", "z"] },
  ],
  forbid: [{ why: "both sides are z", test: ([, left, right]) => left === "z" && right === "z" }],
  example: "4.xy",
  format: ([size, left, right]) => `${size}.${left}${right}`,
  read: (text) => {
    const [size = "", [left = "", right = ""] = []] = text.split(".");
    return [size, left, right];
  },
  key: ([size, ...sides]) => `${size}.${sides.sort().join("")}`,
  build: ([size], net) => linear(net, linear(net, flatten(net, net.input), Number(size)), net.task.outputs),
  describe: (values) => values.join(", "),
  toDag: (values) => ({ labels: values, edges: [] }),
});

describe("suite", () => {
  const runner = { test, assert: { equal: assert.deepEqual, ok: assert.ok } };
  spaceSuite(runner, spelled, { task: table });
  spaceSuite(runner, slots, { task: table });
});

test("withText() spells the architectures of a space", () => {
  expect(spelled.parse("a8")).toBe("a8");
  expect(spelled.toIndices("b16")).toEqual([1, 2]);
  expect(spelled.fromIndices([0, 1])).toBe("a8");
  expect(spelled.key("a8")).toBe("a8");
  expect([...spelled.neighbours("a8")].sort()).toEqual(["a16", "a4", "b8"]);
  expect(spelled.size).toBe(6n);
  expect(spelled.fromDag).toBeUndefined();
  expect(() => spelled.parse({ kind: "a" })).toThrow(SpaceError);
  expect(() => spelled.parse({ kind: "a" })).toThrow('it is {"kind":"a"}, expected text such as a8');
  expect(() => spelled.parse("c8")).toThrow('kind is "c"');
});

test("slotSpace() counts, forbids and keys its architectures", () => {
  expect(slots.size).toBe(16n);
  expect(slots.key("4.yx")).toBe(slots.key("4.xy"));
  expect(slots.parameters.map(({ name }) => name)).toEqual(["size", "left", "right"]);
  expect([...slots.neighbours("4.zx")].sort()).toEqual(["4.xx", "4.yx", "4.zy", "8.zx"]);
  expect(() => slots.parse("4.zz")).toThrow("both sides are z");
  expect(slots.fromIndices([0, 2, 2])).toBeUndefined();
});
