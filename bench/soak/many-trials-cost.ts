/**
 * @file What a trial costs the search itself, however many there were before: milliseconds and bytes written a trial around
 * the 100th, 1,000th and 10,000th, with an estimator that takes no time.
 * `npx tsx bench/soak/many-trials-cost.ts [--at 100,1000,10000] [--strategies random,tpe] [--storages memory,sqlite] [--json]`
 */
import { existsSync, readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { Json } from "../../src/base/index.ts";
import type { Estimator } from "../../src/estimator/index.ts";
import { choice, defineSpace, range } from "../../src/space/index.ts";
import { createMemoryStorage, type Storage } from "../../src/storage/index.ts";
import { openSqliteStorage } from "../../src/storage/sqlite.ts";
import { type StrategyName, strategies } from "../../src/strategy/index.ts";
import { Study } from "../../src/study/index.ts";
import { saveResults } from "../results/save-results.ts";

const { values: flags } = parseArgs({
  options: {
    at: { type: "string", default: "100,1000,10000" },
    strategies: { type: "string", default: "random,evolution,tpe,local-search,nsga2,gp" },
    storages: { type: "string", default: "memory,sqlite" },
    json: { type: "boolean", default: false },
  },
});
const sizes = flags.at.split(",").map(Number);
/** Trials of a window, as a part of its place. */
const PART = 0.2;
const MOST = 400;
/** A Gaussian process takes what it takes; its fits are bounded, so that a thousand trials show all there is. */
const SLOW: Partial<Record<StrategyName, number>> = { gp: 1000 };

interface Cost {
  readonly strategy: string;
  readonly storage: string;
  readonly trials: number;
  /** On the clock, waiting for the disk included. */
  readonly msPerTrial: number;
  /** Time of the processor, which other programs beside the bench change less. */
  readonly cpuMsPerTrial: number;
  /** What the process handed to the system for writing; null where the system does not say. */
  readonly bytesPerTrial: number | null;
}

/** 1,679,616 architectures of ordered and unordered decisions. */
const ops = ["a", "b", "c", "d", "e", "f"] as const;
const space = defineSpace({
  name: "decisions",
  decisions: {
    ...{ a: choice(ops), b: choice(ops), c: choice(ops), d: choice(ops) },
    ...{ w: range(1, 6), x: range(1, 6), y: range(1, 6), z: range(1, 6) },
  },
  build: () => {
    throw new Error("Cannot build a network: this space has none, expected no estimator to ask for one");
  },
});
type Arch = ReturnType<typeof space.sample>;

const estimator: Estimator<Arch> = {
  name: "made-up",
  metrics: [
    { name: "loss", unit: "1", goal: "min" },
    { name: "size", unit: "count", goal: "min" },
  ],
  fingerprint: null,
  estimate: async (arch) => {
    const kinds = [arch.a, arch.b, arch.c, arch.d].map((op) => ops.indexOf(op));
    const widths = [arch.w, arch.x, arch.y, arch.z];
    const loss = kinds.reduce((sum, kind, i) => sum + Math.abs(kind - i) * (1 + 0.1 * (widths[i] as number)), 0);
    const size = widths.reduce((sum, width) => sum + width ** 2, 0);
    return { state: "complete", values: { loss: loss + 10 / size, size } };
  },
};

interface Mark {
  readonly ms: number;
  readonly cpuMs: number;
  readonly bytes: number | null;
}

function markNow(): Mark {
  const { user, system } = process.cpuUsage();
  return { ms: performance.now(), cpuMs: (user + system) / 1000, bytes: bytesWritten() };
}

function bytesWritten(): number | null {
  if (!existsSync("/proc/self/io")) return null;
  return Number(/^wchar: (\d+)/m.exec(readFileSync("/proc/self/io", "utf8"))?.[1]);
}

async function measure(strategy: StrategyName, kind: string, storage: Storage): Promise<Cost[]> {
  const most = kind === "warm-up" ? 300 : (SLOW[strategy] ?? Number.POSITIVE_INFINITY);
  const wanted = kind === "warm-up" ? [most] : sizes.filter((size) => size <= most);
  const windows = wanted.map((size) => ({ size, from: size - Math.min(MOST, Math.ceil(size * PART)) }));
  const marks = new Map<number, Mark>();
  const study = await Study.create<Json & Arch>({
    ...{ storage, name: "s", space: space as never, estimator: estimator as never, seed: 1 },
    strategy: strategies[strategy].create(strategy === "auto" ? { trials: Math.max(...wanted) } : {}),
    // With one, its few parents soon have no children left that were not tried.
    objectives: strategy === "nsga2" ? ["loss", "size"] : ["loss"],
  });
  for await (const event of study.run({ trials: Math.max(...wanted) })) {
    if (event.type !== "trial-finished") continue;
    const { finished } = event.progress;
    if (windows.some(({ size, from }) => size === finished || from === finished)) {
      marks.set(finished, markNow());
    }
  }
  return windows.map(({ size, from }) => {
    const [start, end] = [marks.get(from), marks.get(size)];
    if (!start || !end) throw new Error(`Cannot measure ${strategy}: it ended before ${size} trials`);
    const bytes = end.bytes === null ? null : Math.round((end.bytes - (start.bytes as number)) / (size - from));
    const perTrial = (spent: number): number => Number((spent / (size - from)).toPrecision(3));
    return {
      ...{ strategy, storage: kind, trials: size },
      msPerTrial: perTrial(end.ms - start.ms),
      cpuMsPerTrial: perTrial(end.cpuMs - start.cpuMs),
      bytesPerTrial: kind === "memory" ? null : bytes,
    };
  });
}

const folder = await mkdtemp(join(tmpdir(), "espalier-trials-"));
const rows: Cost[] = [];
try {
  for (const strategy of flags.strategies.split(",") as StrategyName[]) {
    // The first hundreds of trials would else pay for compiling the code.
    for (const kind of ["warm-up", ...flags.storages.split(",")]) {
      await using storage =
        kind === "sqlite" ? await openSqliteStorage(join(folder, `${strategy}.db`)) : createMemoryStorage();
      const costs = await measure(strategy, kind, storage);
      if (kind === "warm-up") continue;
      rows.push(...costs);
      for (const { trials, msPerTrial, cpuMsPerTrial, bytesPerTrial } of costs) {
        const spent = `${msPerTrial} ms a trial, ${cpuMsPerTrial} of the processor`;
        console.log(`${strategy}, ${kind}, ${trials} trials: ${spent}, ${bytesPerTrial ?? "-"} bytes`);
      }
    }
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}
if (flags.json) saveResults("many-trials-cost", { at: sizes, architectures: Number(space.size) }, rows);
