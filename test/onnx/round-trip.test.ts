import fc from "fast-check";
import { expect, test } from "vitest";
import { ModelError } from "../../src/base/index.ts";
import { GraphBuilder, ops } from "../../src/graph/index.ts";
import { decode, encode } from "../../src/onnx/index.ts";
import { tensor } from "../../src/tensor/index.ts";
import { graphOfCase, opCase, portableOps } from "../reference/index.ts";
import { randomGraph } from "./random-graph.ts";

test("decode() gives back every op that encode() writes", () => {
  for (const op of portableOps) {
    if (ops[op].domain === "espalier") continue;
    for (let seed = 0; seed < 20; seed++) {
      const { graph } = graphOfCase(op, opCase(op, seed));
      expect(decode(encode(graph)), `${op} ${seed}`).toEqual(graph);
    }
  }
});

test("decode() gives back every graph that encode() writes, in order", () => {
  fc.assert(
    fc.property(randomGraph, (graph) => {
      const again = decode(encode(graph));

      expect(again).toEqual(graph);
      expect([...again.inputs.keys()]).toEqual([...graph.inputs.keys()]);
      expect([...again.constants.keys()]).toEqual([...graph.constants.keys()]);
    }),
    { numRuns: 200 },
  );
});

test("encode() gives the same bytes for an equal graph", () => {
  fc.assert(
    fc.property(randomGraph, (graph) => {
      const bytes = encode(graph, { metadata: { task: "digits" }, valueInfo: true });

      expect(encode(decode(bytes), { metadata: { task: "digits" }, valueInfo: true })).toEqual(bytes);
    }),
    { numRuns: 100 },
  );
});

test("encode() stores equal operands once, under a name no value has", () => {
  const builder = new GraphBuilder();
  const x = builder.input("operand_0", { dtype: "float32", shape: [2, 3] });
  const shape = [3, 2];
  const graph = builder.build([builder.op("Reshape", [x], { shape }), builder.op("Reshape", [x], { shape })]);

  const bytes = encode(graph);

  expect(String.fromCharCode(...bytes).match(/operand_0_/g)).toHaveLength(3); // two uses and the initializer
  expect(decode(bytes)).toEqual(graph);
});

test("decode() ends in a ModelError or a graph, whatever byte is changed or lost", () => {
  const { graph } = graphOfCase("Slice", opCase("Slice", 3));
  const bytes = encode(graph, { metadata: { a: "b" } });
  const attempt = (damaged: Uint8Array): void => {
    try {
      decode(damaged);
    } catch (error) {
      expect(error).toBeInstanceOf(ModelError);
      expect((error as Error).message).toMatch(/^Cannot read [^\n]+$/);
    }
  };
  for (let length = 0; length < bytes.length; length++) attempt(bytes.subarray(0, length));
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 }),
      (changes) => {
        const damaged = bytes.slice();
        for (const [place, value] of changes) damaged[place] = value;
        attempt(damaged);
      },
    ),
    { numRuns: 3000 },
  );
  fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), attempt), { numRuns: 1000 });
});

test("decode() refuses text, nothing and half a file", () => {
  const builder = new GraphBuilder();
  const weight = builder.constant(tensor("float32", [40], Array(40).fill(1)));
  const bytes = encode(builder.build([builder.op("Relu", [weight])]));

  expect(() => decode(new TextEncoder().encode("hello, this is no model\n"))).toThrow(ModelError);
  expect(() => decode(new Uint8Array(0))).toThrow("Cannot read model: it holds no graph");
  expect(() => decode(bytes.subarray(0, bytes.length / 2))).toThrow("Cannot read model: the bytes are not complete");
});
