import fc from "fast-check";
import { expect, test } from "vitest";
import { type Dataset, gatherBatch, type TableEncoding } from "../../src/data/index.ts";
import { createNodeEngine } from "../../src/engine/index.ts";
import { encodeTable } from "../../src/export/encode-table.ts";
import { type Graph, GraphBuilder } from "../../src/graph/index.ts";
import { tensor } from "../../src/tensor/index.ts";
import { anyTable } from "../data/random-table.ts";

function graphOf({ encoding, standardization, parts }: Dataset, rows = parts.train.length): Graph {
  const { dtype, columns } = encoding as TableEncoding;
  const graph = new GraphBuilder();
  const cells = graph.input("cells", { dtype, shape: [rows, columns.length] });
  return graph.build(new Map([["features", encodeTable(graph, cells, encoding as TableEncoding, standardization)]]));
}

/** What the engine makes of all rows. */
async function encoded(dataset: Dataset): Promise<ArrayLike<number>> {
  const { dtype, columns } = dataset.encoding as TableEncoding;
  const rows = dataset.examples.length / columns.length;
  await using engine = createNodeEngine();
  await using program = await engine.compile(graphOf(dataset, rows));
  const cells = tensor(dtype, [rows, columns.length], Array.from(dataset.examples));
  return (await program.run({ cells })).features?.data as Float32Array;
}

function expected(dataset: Dataset): Float32Array {
  const { length } = dataset.targets;
  return gatherBatch(
    dataset,
    Int32Array.from({ length }, (_, i) => i),
  ).x;
}

function difference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  expect(a.length).toBe(b.length);
  // Of large standardised values float32 keeps a share, not a distance.
  return Math.max(...Array.from(a, (x, i) => Math.abs(x - (b[i] as number)) / Math.max(1, Math.abs(x))));
}

test("encodeTable() computes in the engine what gatherBatch() computes: missing cells, rare categories, dates, offsets", async () => {
  await fc.assert(
    fc.asyncProperty(anyTable, async (table) => {
      expect(difference(await encoded(table), expected(table))).toBeLessThan(1e-4);
    }),
    { numRuns: 60, seed: 1 },
  );
});
