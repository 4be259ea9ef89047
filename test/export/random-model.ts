/** @file Models with random weights and data, as exports see trained ones. */
import { createRng, type Json } from "../../src/base/index.ts";
import { type Dataset, fromArrays } from "../../src/data/index.ts";
import type { TrainedModel } from "../../src/export/index.ts";
import { initialParameters, initialStatistics } from "../../src/nn/index.ts";
import type { Space } from "../../src/space/index.ts";

/** A model whose examples are at hand. */
export type ModelWithData = TrainedModel & { readonly dataset: Dataset };

export interface DataShape {
  readonly inputShape: readonly number[];
  readonly classes?: number;
  readonly count?: number;
}

/** Noise as pixels (0..255) or table columns of very different scales; two regression targets without `classes`. */
export function randomDataset({ inputShape, classes, count = 40 }: DataShape): Dataset {
  const rng = createRng("data");
  const size = inputShape.reduce((product, dimension) => product * dimension, 1);
  const isImage = inputShape.length === 3;
  const values = Array.from({ length: count * size }, (_, i) =>
    isImage ? rng.int(256) : 100 ** (i % size) + 10 ** (i % size) * rng.normal(),
  );
  return fromArrays({
    name: "noise",
    examples: isImage ? Uint8Array.from(values) : Float32Array.from(values),
    targets:
      classes === undefined
        ? Float32Array.from({ length: 2 * count }, (_, i) => (i % 2 ? 1000 + 50 * rng.normal() : rng.normal()))
        : Int32Array.from({ length: count }, (_, i) => i % classes),
    inputShape,
  });
}

/** Every parameter and statistic is random, so that none is without effect. */
export function randomModel<A extends Json>(
  space: Pick<Space<A>, "name" | "build" | "describe">,
  architecture: A,
  dataset: Dataset,
): ModelWithData {
  const rng = createRng(JSON.stringify(architecture));
  const network = space.build(architecture, dataset.task, 1);
  const noise = (size: number): number[] => Array.from({ length: size }, () => 0.1 * rng.normal());
  const parameters = initialParameters(network, rng);
  const statistics = initialStatistics(network);
  const shaken = (values: Float32Array): Float32Array => {
    const shift = noise(values.length);
    return values.map((value, i) => value + (shift[i] as number));
  };
  return {
    network,
    weights: { parameters: shaken(parameters), statistics: shaken(statistics).map(Math.abs) },
    dataset,
    space: space.name,
    architecture,
    description: space.describe(architecture),
    metrics: [
      { name: "accuracy", unit: "1", value: 0.5 },
      { name: "latency", unit: "ms", value: 1.25 },
    ],
    seed: 7,
    version: "0.0.0-test",
  };
}
