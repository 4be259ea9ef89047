/** @file Compares gradients with central differences, and runs with each other. */
import { expect } from "vitest";
import { createRng } from "../../src/base/index.ts";
import { eliminateDeadCode, type Graph } from "../../src/graph/index.ts";
import { sizeOf, type Tensor } from "../../src/tensor/index.ts";
import { type PlainTensor, referenceRun, toPlain } from "../reference/index.ts";

export type Feeds = Readonly<Record<string, Tensor>>;

const step = 1e-5;

/**
 * Compares gradients of `output` by all inputs at once with central differences along random directions: an element
 * that is wrong is wrong along nearly all of them.
 */
export function checkSlope(
  graph: Graph,
  feeds: Feeds,
  output: string,
  inputs: ReadonlyMap<string, string>,
  expected: Readonly<Record<string, PlainTensor>>,
): void {
  const needed = eliminateDeadCode({ ...graph, outputs: [output] });
  const rng = createRng(`directions of ${[...inputs]}`);
  for (let round = 0; round < 3; round++) {
    const directions = new Map<string, number[]>();
    let slope = 0;
    let scale = 1;
    for (const [gradient, input] of inputs) {
      const { data } = expected[gradient] as PlainTensor;
      const direction = Array.from(data, () => 2 * rng.next() - 1);
      directions.set(input, direction);
      data.forEach((value, i) => {
        slope += value * (direction[i] as number);
        scale += Math.abs(value);
      });
    }
    const at = (distance: number): number => {
      const moved = Object.entries(feeds).map(([name, value]) => {
        const data = toPlain(value).data.map((x, i) => x + distance * (directions.get(name)?.[i] ?? 0));
        return [name, { dtype: value.dtype, shape: value.shape, data }];
      });
      return referenceRun(needed, Object.fromEntries(moved))[output]?.data[0] as number;
    };
    const difference = (at(step) - at(-step)) / (2 * step);
    const label = `slope of ${output} by ${[...inputs.values()]}: gradient ${slope}, difference ${difference}`;
    expect(Math.abs(slope - difference) / scale, label).toBeLessThan(1e-6);
  }
}

/** Compares by the greatest element of each tensor. */
export function checkClose(
  what: string,
  found: Readonly<Record<string, PlainTensor>>,
  expected: Readonly<Record<string, PlainTensor>>,
  tolerance: (name: string) => number,
): void {
  for (const [name, { data }] of Object.entries(expected)) {
    const result = found[name] as PlainTensor;
    expect(sizeOf(result.shape), `${what}: elements of ${name}`).toBe(data.length);
    // The terms of a loss may cancel out.
    const least = name.startsWith("loss") ? 1 : 1e-3;
    const scale = data.reduce((greatest, x) => Math.max(greatest, Math.abs(x)), least);
    data.forEach((x, i) => {
      const error = Math.abs((result.data[i] as number) - x) / scale;
      if (!(error <= tolerance(name)))
        expect.fail(`${what}: ${name}[${i}] is ${result.data[i]}, expected ${x} (by scale ${error})`);
    });
  }
}
