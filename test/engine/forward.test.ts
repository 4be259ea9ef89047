/** @file Every op, encoded and run by ONNX Runtime, against its plain float64 kernel. */
import { expect, test } from "vitest";
import { createNodeEngine } from "../../src/engine/index.ts";
import { lower, verify } from "../../src/graph/index.ts";
import { graphOfCase, opCase, portableOps, referenceRun } from "../reference/index.ts";

const engine = createNodeEngine();
const seeds = 12;

test.each(portableOps)("%s agrees with its reference kernel", async (op) => {
  for (let seed = 0; seed < seeds; seed++) {
    const drawn = opCase(op, seed);
    const { graph, feeds } = graphOfCase(op, drawn);
    const where = `seed ${seed}: [${drawn.inputs.map(({ shape }) => `[${shape}]`)}] ${JSON.stringify(drawn.attributes)}`;
    const types = verify(graph);

    await using program = await engine.compile(lower(graph));
    const found = await program.run(feeds);

    const expected = referenceRun(graph, feeds);
    expect(Object.keys(found)).toEqual(graph.outputs);
    for (const name of graph.outputs) {
      const actual = found[name];
      expect(actual?.dtype, where).toBe(types.get(name)?.dtype);
      expect(actual?.shape, where).toEqual(types.get(name)?.shape);
      const error = greatestError(actual?.data ?? [], expected[name]?.data ?? []);
      expect(error, `${where}\n${actual?.data}\n${expected[name]?.data}`).toBeLessThan(1e-5);
    }
  }
});

/** Greatest difference, relative where the expected value is beyond 1; infinite where one side is no number. */
function greatestError(actual: ArrayLike<number | bigint>, expected: ArrayLike<number>): number {
  if (actual.length !== expected.length) return Number.POSITIVE_INFINITY;
  const errors = Array.from(expected, (value, i) => Math.abs(Number(actual[i]) - value) / Math.max(1, Math.abs(value)));
  return errors.some(Number.isNaN) ? Number.POSITIVE_INFINITY : Math.max(0, ...errors);
}
