import { expect, test } from "vitest";
import { ModelError } from "../../src/base/index.ts";
import { createNodeEngine } from "../../src/engine/index.ts";
import { type Graph, GraphBuilder, type Value } from "../../src/graph/index.ts";
import { decode, encode, readMetadata } from "../../src/onnx/index.ts";
import { tensor } from "../../src/tensor/index.ts";

/** y = -x | |x|, and a second Switch of y; `taken` is the name of a value beside them. */
function switches(taken = "other"): Graph {
  const graph = new GraphBuilder();
  const index = graph.input("index", { dtype: "int64", shape: [] });
  const x = graph.input("x", { dtype: "float32", shape: [2] });
  const [beside] = graph.node("Exp", [x], {}, [taken]) as [Value];
  const pair = (value: Value): Value =>
    graph.switch(
      index,
      [value, beside],
      [(branch, [v]) => [branch.op("Neg", [v as Value])], (branch, [v]) => [branch.op("Abs", [v as Value])]],
    )[0] as Value;
  return graph.build([pair(pair(x)), beside]);
}

test("encode() gives the same bytes for equal Switches, and names that meet no other", async () => {
  const names = ["other", "Switch_1/0/Neg_1", "Switch_1/is_0", "Switch_2/1/Abs_1", "operand_0"];
  for (const name of names) {
    const options = { valueInfo: true, outputNames: ["result", "beside"] };
    const bytes = encode(switches(name), options);
    await using program = await createNodeEngine().compileModel(encode(switches(name)));
    const run = async (index: number) =>
      Object.values(await program.run({ index: tensor("int64", [], [index]), x: tensor("float32", [2], [-1, 2]) }))[0]
        ?.data;

    expect(encode(switches(name), options)).toEqual(bytes);
    expect(readMetadata(bytes).outputs).toEqual([
      { name: "result", dtype: "float32", shape: [2] },
      { name: "beside", dtype: "float32", shape: [2] },
    ]);
    expect(await run(0)).toEqual(Float32Array.of(-1, 2));
    expect(await run(1)).toEqual(Float32Array.of(1, 2));
  }
});

test("decode() says that it does not read a Switch", () => {
  const bytes = encode(switches());

  expect(() => decode(bytes)).toThrow(ModelError);
  expect(() => decode(bytes)).toThrow("computes its condition, expected a constant");
});
