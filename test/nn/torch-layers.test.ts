/** @file Layers and the gradients of all their inputs against PyTorch, from the same numbers. */
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { beforeAll, expect, test } from "vitest";
import { createRng } from "../../src/base/index.ts";
import { createNodeEngine } from "../../src/engine/index.ts";
import { optimize } from "../../src/graph/index.ts";
import type { Tensor } from "../../src/tensor/index.ts";
import { type LayerCase, layerCases } from "./layer-cases.ts";
import { differentiate, drawFeeds, drawn, layerNetwork } from "./layer-fixture.ts";

const names = [
  "layerNorm",
  "groupNorm",
  "instanceNorm",
  "squeezeExcite",
  "upsample",
  "convTranspose2d, kernel 3 stride 2",
  "convTranspose2d, kernel 4 stride 2",
  "convTranspose2d, kernel 2 stride 3, groups",
  "convTranspose2d unpadded",
  "selfAttention",
  "selfAttention, relative bias",
  "transformerBlock, causal",
  "lstm",
  "lstm, last of two layers",
  "gru",
  "gru of one step",
  "temporalBlock",
] as const;

interface Twin {
  readonly y: readonly number[];
  /** By the examples, then by the parameters in order. */
  readonly gradients: readonly (readonly number[])[];
}

const python = "/usr/bin/python3";
const script = fileURLToPath(new URL("torch-layers.py", import.meta.url));
const missing = whatIsMissing();
const cases = new Map(names.map((name) => [name, prepare(name)]));
let twins: Readonly<Record<string, Twin>> = {};

beforeAll(() => {
  if (missing) return;
  const plain = ({ shape, data }: Tensor): unknown => ({ shape, data: Array.from(data, Number) });
  const input = Object.fromEntries(
    [...cases].map(([name, { network, feeds }]) => {
      const parameters = network.parameters.map((parameter) => plain(feeds[parameter.name] as Tensor));
      return [name, { x: plain(feeds.x as Tensor), cotangent: plain(feeds.c as Tensor), parameters }];
    }),
  );
  const output = execFileSync(python, [script], { input: JSON.stringify(input), encoding: "utf8" });
  twins = JSON.parse(output) as Record<string, Twin>;
});

test.for(names)("%s has PyTorch's result and gradients", async (name, { skip }) => {
  if (missing) skip(missing);
  const { graph, first, feeds } = cases.get(name) as ReturnType<typeof prepare>;
  const twin = twins[name] as Twin;
  await using program = await createNodeEngine().compile(optimize(graph));
  const results = await program.run(feeds);

  expectClose("y", results.y as Tensor, twin.y);
  expect([...first.values()]).toHaveLength(twin.gradients.length);
  [...first.keys()].forEach((gradient, i) => {
    expectClose(gradient, results[gradient] as Tensor, twin.gradients[i] as readonly number[]);
  });
});

function prepare(name: string) {
  const testCase = layerCases[name] as LayerCase;
  const network = layerNetwork(testCase, 2);
  const { graph, first, outputShape } = differentiate(network);
  const rng = createRng(`torch ${name}`);
  const feeds: Record<string, Tensor> = { ...drawFeeds(network, testCase, rng), c: drawn(outputShape, rng) };
  return { network, graph, first, feeds };
}

/** Within 1e-4 of the greatest element. */
function expectClose(what: string, found: Tensor, expected: readonly number[]): void {
  const scale = expected.reduce((greatest, value) => Math.max(greatest, Math.abs(value)), 1e-3);
  expect(found.data).toHaveLength(expected.length);
  expected.forEach((value, i) => {
    expect(Math.abs(Number(found.data[i]) - value) / scale, `${what}[${i}]`).toBeLessThan(1e-4);
  });
}

function whatIsMissing(): string | undefined {
  try {
    execFileSync(python, ["-c", "import torch"], { stdio: "ignore" });
    return undefined;
  } catch {
    return `skipped: ${python} has no PyTorch`;
  }
}
