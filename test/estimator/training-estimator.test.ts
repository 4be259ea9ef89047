import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { createRng, type Values } from "../../src/base/index.ts";
import { type EstimateContext, type TrainingEstimator, trainingEstimator } from "../../src/estimator/index.ts";
import { type MlpArchitecture, mlp } from "../../src/space/index.ts";
import { blobs } from "./blobs.ts";

const dataset = blobs(0.5);
const space = mlp();
const arch: MlpArchitecture = space.sample(createRng("an architecture"));

function estimator(workers = 1): TrainingEstimator<MlpArchitecture> {
  return trainingEstimator({ space, dataset, workers, latency: { warmup: 1, repeats: 5 } });
}

function context(change: Partial<EstimateContext> = {}): EstimateContext {
  const report = async (): Promise<"continue"> => "continue";
  return { rng: createRng(3), budget: 2, signal: new AbortController().signal, report, ...change };
}

/** Process ids of this process's own children. */
function children(): number[] {
  const table = execFileSync("ps", ["-o", "pid=,args=", "--ppid", String(process.pid)], { encoding: "utf8" });
  return table
    .split("\n")
    .filter((line) => line.includes("worker.ts"))
    .map((line) => Number.parseInt(line, 10));
}

test("trainingEstimator() measures all its metrics, and its processes end with it", async () => {
  const steps: Values[] = [];
  const tested = estimator();

  const { state, values, weights } = await tested.estimate(
    arch,
    context({
      report: async (_step, reported) => {
        steps.push(reported);
        return "continue";
      },
    }),
  );
  await tested[Symbol.asyncDispose]();

  expect(state).toBe("complete");
  expect(Object.keys(values).sort()).toEqual(tested.metrics.map(({ name }) => name).sort());
  expect(Object.values(values).every(Number.isFinite)).toBe(true);
  expect(steps).toHaveLength(2);
  for (const step of steps) expect(step).toMatchObject({ params: values.params, flops: values.flops });
  expect(weights?.parameters.length).toBe(values.params);
  expect(children()).toEqual([]);
});

test("trainingEstimator() repeats an estimate but for its times, on any number of workers", async () => {
  const [one, two] = [estimator(1), estimator(2)];

  const alone = await one.estimate(arch, context());
  const together = await Promise.all([two.estimate(arch, context()), two.estimate(arch, context())]);
  await Promise.all([one[Symbol.asyncDispose](), two[Symbol.asyncDispose]()]);

  const repeatable = ({ latencyMs: _p50, latencyP95Ms: _p95, ...values }: Values): Values => values;
  for (const result of together) {
    expect(repeatable(result.values)).toEqual(repeatable(alone.values));
    expect(result.weights).toEqual(alone.weights);
  }
});

test("trainingEstimator() runs a trial once more when its worker is killed from outside, to the same result", async () => {
  const tested = estimator();
  const whole = await tested.estimate(arch, context());
  const steps: number[] = [];
  const notes: string[] = [];

  const disturbed = await tested.estimate(
    arch,
    context({
      report: async (step) => {
        if (steps.push(step) === 1) for (const pid of children()) process.kill(pid, "SIGKILL");
        return "continue";
      },
      note: (message) => notes.push(message),
    }),
  );
  await tested[Symbol.asyncDispose]();

  expect(disturbed.weights).toEqual(whole.weights);
  expect(disturbed.values.accuracy).toBe(whole.values.accuracy);
  expect(steps).toEqual([1, 2]);
  expect(notes).toEqual([expect.stringMatching(/ended by signal SIGKILL .*; it is tried once more$/)]);
});

test("trainingEstimator() fails a trial at once that brings its worker down", async () => {
  const tested = estimator();
  let reports = 0;

  const crashed = tested.estimate(
    arch,
    context({
      report: async () => {
        reports++;
        for (const pid of children()) process.kill(pid, "SIGSEGV");
        return "continue";
      },
    }),
  );
  await expect(crashed).rejects.toMatchObject({ code: "engine", message: expect.stringContaining("SIGSEGV") });
  await tested[Symbol.asyncDispose]();

  expect(reports).toBe(1);
});

test("trainingEstimator() knows the cost of a network before it is trained", async () => {
  await using tested = estimator();

  const { values } = await tested.estimate(arch, context());
  const { params, flops, peakMemoryBytes } = values;

  expect(tested.known?.(arch)).toEqual({ params, flops, peakMemoryBytes });
});

test("trainingEstimator() loses one trial alone when a worker process is killed twice", async () => {
  const tested = estimator();

  const killed = tested.estimate(
    arch,
    context({
      report: async () => {
        for (const pid of children()) process.kill(pid, "SIGKILL");
        return "continue";
      },
    }),
  );
  await expect(killed).rejects.toMatchObject({ code: "engine", message: expect.stringContaining("SIGKILL") });
  const next = await tested.estimate(arch, context());
  await tested[Symbol.asyncDispose]();

  expect(next.state).toBe("complete");
}, 120_000);

test("trainingEstimator() stops at once when aborted", async () => {
  const tested = estimator();
  const abort = new AbortController();

  const aborted = tested.estimate(
    arch,
    context({
      budget: 1_000_000,
      signal: abort.signal,
      report: async () => {
        abort.abort();
        return "continue";
      },
    }),
  );

  await expect(aborted).rejects.toMatchObject({ code: "aborted" });
  await tested[Symbol.asyncDispose]();
});

test("trainingEstimator() carries the error of a diverging trial over from its process", async () => {
  const optimizer = { kind: "sgd", momentum: 0, weightDecay: 0 } as const;
  const tested = trainingEstimator({ space, dataset, training: { rate: 1e38, optimizer }, latency: false });

  await expect(tested.estimate(arch, context({ budget: 20 }))).rejects.toMatchObject({ code: "diverged" });
  await tested[Symbol.asyncDispose]();
});

test("trainingEstimator() goes on from weights given", async () => {
  const tested = trainingEstimator({ space, dataset, training: { rate: 1e-9 }, latency: false });
  const trained = await tested.estimate(arch, context());

  const onward = await tested.train(arch, context(), trained.weights);
  await tested[Symbol.asyncDispose]();

  const [before, after] = [trained.weights?.parameters as Float32Array, onward.weights?.parameters as Float32Array];
  const moved = Math.max(...before.map((value, i) => Math.abs(value - (after[i] as number))));
  expect(moved).toBeLessThan(1e-5);
});

test("trainingEstimator() trains on after an abort, at once and after a while", async () => {
  const tested = estimator();
  const abort = new AbortController();
  const report = async (): Promise<"continue"> => {
    abort.abort();
    return "continue";
  };
  const aborted = tested.estimate(arch, context({ budget: 1_000_000, signal: abort.signal, report }));
  await expect(aborted).rejects.toMatchObject({ code: "aborted" });

  const atOnce = await tested.estimate(arch, context());
  const [idle] = children();
  process.kill(idle as number, "SIGKILL");
  await new Promise((resolve) => setTimeout(resolve, 500));
  const later = await tested.estimate(arch, context());
  await tested[Symbol.asyncDispose]();

  expect([atOnce.state, later.state]).toEqual(["complete", "complete"]);
});

test("trainingEstimator() refuses trials after its disposal, and leaves no process of one under way", async () => {
  const tested = estimator();

  const underWay = tested.estimate(arch, context());
  await tested[Symbol.asyncDispose]();
  const { state } = await underWay;

  expect(state).toBe("complete");
  expect(children()).toEqual([]);
  await expect(tested.estimate(arch, context())).rejects.toThrow("were disposed of");
});

test("trainingEstimator() refuses a budget that is no number of epochs", async () => {
  const tested = estimator();

  await expect(tested.estimate(arch, context({ budget: 0.5 }))).rejects.toThrow("the budget in epochs is 0.5");
  await tested[Symbol.asyncDispose]();
});

test("trainingEstimator() refuses a trial that does not fit its workers' share of the memory, and goes on", async () => {
  const [tight, ample] = [300, 8000].map((mebibytes) =>
    trainingEstimator({ space, dataset, workers: 2, memoryBytes: mebibytes * 2 ** 20, latency: false }),
  ) as [TrainingEstimator<MlpArchitecture>, TrainingEstimator<MlpArchitecture>];
  const steps: number[] = [];
  const report = async (step: number): Promise<"continue"> => {
    steps.push(step);
    return "continue";
  };

  await expect(tight.estimate(arch, context({ report }))).rejects.toMatchObject({
    code: "memory",
    message: expect.stringMatching(
      /^Cannot train network: with batches of 32 it needs about \d+ MiB, expected at most 38 MiB \(.*batchSize.*workers.*memoryBytes/,
    ),
  });
  expect(steps).toEqual([]);
  expect(tight.fingerprint).toEqual(ample.fingerprint);
  const { state } = await ample.estimate(arch, context());
  await Promise.all([tight[Symbol.asyncDispose](), ample[Symbol.asyncDispose]()]);

  expect(state).toBe("complete");
});

test("trainingEstimator() refuses a memory that is no number of bytes", () => {
  expect(() => trainingEstimator({ space, dataset, memoryBytes: 0.5 })).toThrow("memoryBytes is 0.5");
});
