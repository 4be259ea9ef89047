import { expect, test } from "vitest";
import { InputError } from "../../src/base/index.ts";
import { measureLatency, type Program } from "../../src/engine/index.ts";

/** A program that takes `times[i]` ms for its i-th run. */
function sleeper(times: readonly number[]): Program & { runs: number } {
  return {
    runs: 0,
    inputs: new Map(),
    outputs: new Map(),
    async run() {
      const end = performance.now() + (times[this.runs++] as number);
      while (performance.now() < end);
      return {};
    },
    async [Symbol.asyncDispose]() {},
  };
}

test("measureLatency() leaves the warm-up out and takes the median and the 95th percentile", async () => {
  const program = sleeper([30, 30, 2, 2, 2, 2, 10]);
  const latency = await measureLatency(program, {}, { warmup: 2, repeats: 5, leastMs: 0 });

  expect(program.runs).toBe(7);
  expect(latency).toMatchObject({ warmup: 2, repeats: 5 });
  expect(latency.p50).toBeGreaterThanOrEqual(2);
  expect(latency.p50).toBeLessThan(latency.p95);
  expect(latency.p95).toBeGreaterThan(8);
});

test("measureLatency() goes on until it has measured long enough", async () => {
  const latency = await measureLatency(sleeper(new Array(1000).fill(1)), {}, { warmup: 0, repeats: 1, leastMs: 30 });

  expect(latency.repeats).toBeGreaterThan(1);
  expect(latency.repeats).toBeLessThanOrEqual(30);
});

test.each([{ repeats: 0 }, { warmup: -1 }, { repeats: 1.5 }])("measureLatency() refuses %o", async (options) => {
  await expect(measureLatency(sleeper([]), {}, options)).rejects.toThrow(InputError);
});
