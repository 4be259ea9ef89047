/**
 * @file Writes a file in the format of NAS-Bench-101's `nasbench_only108.tfrecord`: all its modules, three trainings of 108
 * epochs each, with made-up measurements. `espalier bench import` is measured on it.
 * Run: npx tsx bench/tables/write-nb101.ts FILE (some 500 MB)
 */
import { createWriteStream } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createRng, type Rng } from "../../src/base/index.ts";
import { canonicalCell, formatCell, type Nb101Cell, type Nb101Operation } from "../../src/space/index.ts";
import { recordOf, type Training, tfRecords } from "../../test/estimator/published/nb101-file.ts";

const [path] = process.argv.slice(2);
if (path === undefined) throw new Error("Cannot write: the file's name is missing");
let count = 0;
await pipeline(Readable.from(pieces(createRng(0)), { objectMode: true }), createWriteStream(path));
process.stdout.write(`${path}: ${count} modules\n`);

function* pieces(rng: Rng): Generator<Buffer> {
  for (const cell of modules()) {
    count++;
    const base = 0.8 + 0.14 * rng.next();
    const parameters = 200_000 + rng.int(49_000_000);
    yield tfRecords([0, 1, 2].map(() => recordOf(training(cell, parameters, base + 0.01 * rng.next()))));
  }
}

function training(cell: string, parameters: number, valid: number): Training {
  const end = { seconds: 1000 + 100 * valid, valid, test: valid - 0.005 };
  const half = { seconds: end.seconds / 2, valid: valid - 0.1, test: valid - 0.105 };
  return { cell, epochs: 108, parameters, evaluations: [{ seconds: 0, valid: 0.1, test: 0.1 }, half, end] };
}

/** The text of every module: for each shape of a cell, each class of labels. */
function* modules(): Generator<string> {
  for (const vertices of [2, 3, 4, 5, 6, 7]) {
    const shapes = new Map<string, Nb101Cell>();
    for (const edges of liveMatrices(vertices)) {
      const shape = canonicalCell({ operations: new Array<Nb101Operation>(vertices - 2).fill("maxpool3x3"), edges });
      shapes.set(formatCell(shape), shape);
    }
    for (const { edges } of shapes.values()) {
      const cells = labelings(vertices - 2).map((operations) => formatCell(canonicalCell({ operations, edges })));
      yield* new Set(cells);
    }
  }
}

/** All matrices with at most nine edges on which every vertex lies on a path from input to output. */
function liveMatrices(vertices: number): (readonly [number, number])[][] {
  const possible = Array.from({ length: vertices }, (_, from) =>
    Array.from({ length: vertices - from - 1 }, (_, i) => [from, from + 1 + i] as const),
  ).flat();
  const ends = possible.map(([from, to]) => (1 << from) | (1 << (to + 8)));
  const live = (2 ** (vertices - 1) - 1) | ((2 ** vertices - 2) << 8);
  const result: (readonly [number, number])[][] = [];
  for (let bits = 0; bits < 2 ** possible.length; bits++) {
    const chosen = ends.filter((_, i) => (bits >> i) & 1);
    if (chosen.length > 9 || chosen.reduce((sum, end) => sum | end, 0) !== live) continue;
    result.push(possible.filter((_, i) => (bits >> i) & 1));
  }
  return result;
}

function labelings(count: number): Nb101Operation[][] {
  if (count === 0) return [[]];
  const names = ["conv3x3-bn-relu", "conv1x1-bn-relu", "maxpool3x3"] as const;
  return labelings(count - 1).flatMap((rest) => names.map((name) => [...rest, name]));
}
