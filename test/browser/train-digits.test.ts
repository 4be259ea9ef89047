import { afterAll, beforeAll, expect, test } from "vitest";
import { loadDataset } from "../../src/data/index.ts";
import { createNodeEngine, type WebEngineOptions } from "../../src/engine/index.ts";
import { tensor } from "../../src/tensor/index.ts";
import { missingBrowser, type OpenPage, openPage } from "./open-page.ts";
import type { TestPage } from "./page.ts";
import { type Digits, type Kind, type TrainedDigits, trainDigits } from "./train-digits.ts";

const scripts = ["test/browser/page.ts", "test/browser/worker.ts"];
const count = 480;
let digits: Digits;
let opened: OpenPage | undefined;

beforeAll(async () => {
  const { examples, targets } = await loadDataset("digits");
  digits = { examples: [...examples.subarray(0, count * 64)], targets: [...targets.subarray(0, count)] };
  if (!missingBrowser) opened = await openPage({ scripts });
});

afterAll(() => opened?.[Symbol.asyncDispose]());

function train({ page }: OpenPage, engine: WebEngineOptions, kind: Kind = "normalized"): Promise<TrainedDigits> {
  return page.evaluate((job) => (globalThis as unknown as TestPage).train(job), { digits, kind, engine });
}

function greatestDifference(found: readonly number[], expected: readonly number[]): number {
  expect(found).toHaveLength(expected.length);
  return Math.max(...found.map((value, i) => Math.abs(value - (expected[i] as number))));
}

test.for([1, 2])("createWebEngine() trains in a browser as on Node, threads: %i", async (threads, { skip }) => {
  if (!opened) return skip(missingBrowser);
  expect(await opened.page.evaluate(() => (globalThis as unknown as TestPage).crossOriginIsolated)).toBe(true);
  const onNode = await trainDigits(createNodeEngine(), digits, "normalized");

  const trained = await train(opened, { threads });

  expect(trained.datasetHash).toBe(onNode.datasetHash);
  expect(trained.parameters).toBe(onNode.parameters);
  expect(greatestDifference(trained.losses, onNode.losses)).toBeLessThan(1e-4);
  expect(trained.losses.at(-1)).toBeLessThan((trained.losses[0] as number) - 0.5);
  expect(trained.score.loss).toBeCloseTo(onNode.score.loss as number, 3);
});

test("exportOnnx() in a browser gives a model for onnxruntime-web alone and for Node", async ({ skip }) => {
  if (!opened) return skip(missingBrowser);
  const { model } = await train(opened, { threads: 1 });
  const examples = digits.examples.slice(0, 16 * 64);
  await using program = await createNodeEngine().compileModel(Uint8Array.from(model));
  const expected = await program.run({ input: tensor("float32", [16, 1, 8, 8], examples) });

  const logits = await opened.page.evaluate(([...job]) => (globalThis as unknown as TestPage).logits(...job), [
    model,
    examples,
  ] as const);

  expect(greatestDifference(logits, Array.from(expected.logits?.data as Float32Array))).toBeLessThan(1e-4);
});

test("createWebEngine() refuses two threads where the page is not cross-origin isolated", async ({ skip }) => {
  if (missingBrowser) skip(missingBrowser);
  await using shared = await openPage({ scripts, isolated: false });

  await expect(train(shared, { threads: 2 })).rejects.toThrow(
    /threads is 2 in a page that is not cross-origin isolated/,
  );
  expect((await train(shared, {})).losses.length).toBeGreaterThan(10);
});

test("createWebEngine() trains on WebGPU as on Node, without batch normalisation", async ({ skip }) => {
  if (missingBrowser) skip(missingBrowser);
  await using withGpu = await openPage({ scripts, gpu: true });
  const hasGpu = await withGpu.page.evaluate(() => (globalThis as unknown as TestPage).hasGpu());
  if (!hasGpu) skip("skipped: this Chromium has no WebGPU");
  const onNode = await trainDigits(createNodeEngine(), digits, "plain");

  const trained = await train(withGpu, { backend: "webgpu" }, "plain");

  expect(greatestDifference(trained.losses, onNode.losses)).toBeLessThan(1e-3);
  await expect(train(withGpu, { backend: "webgpu" })).rejects.toThrow(
    /BatchNormalization trainingMode is not supported/,
  );
});
