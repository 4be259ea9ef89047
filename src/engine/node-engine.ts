/** @file The engine on Node: sessions of onnxruntime-node. */
import * as ort from "onnxruntime-node";
import type { DisposableEngine } from "./engine.ts";
import { levelFor, type Optimization, quiet, type Runtime } from "./runtime.ts";
import type { CacheLimits } from "./session-cache.ts";
import { checkThreads, sessionEngine } from "./session-engine.ts";
import { Turns } from "./turns.ts";

export interface NodeEngineOptions {
  /** Threads of one program. Default 1: parallel trials use more processes instead. */
  readonly threads?: number;
  /**
   * Graph optimisation by the runtime. Default "auto": "basic", whose results do not depend on the CPU's layout, and
   * "disabled" for graphs of more than 2,000 nodes, whose sessions are created in half the time then and run as fast.
   */
  readonly optimization?: Optimization | "auto";
  /**
   * Programs of equal graphs share a session, which is kept after the last of them, within these limits. For those who
   * compile the same graphs again and again. Default: no session is shared or kept.
   */
  readonly cache?: CacheLimits;
}

ort.env.logLevel = quiet.logLevel;

/**
 * How long a thread that waits for its next part keeps its core. Asleep it costs a wake-up for every node, a tenth of a
 * training step in all; spinning on after the run would take the core from other trials.
 */
const spinning = { allow_spinning: "1", spin_duration_us: "300" };

/**
 * Creates an engine that runs programs on the CPU with onnxruntime-node. Its runs block the calling thread; see
 * `createThreadEngine`. Its programs outlive it; disposing of it empties its cache, without one nothing is to be freed.
 *
 * @throws {InputError} on a bad option.
 */
export function createNodeEngine(options: NodeEngineOptions = {}): DisposableEngine {
  const { threads = 1, optimization = "auto", cache } = options;
  checkThreads(threads);
  const session: ort.InferenceSession.SessionOptions = {
    executionProviders: ["cpu"],
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    logSeverityLevel: quiet.logSeverityLevel,
    extra: { session: { intra_op: spinning } },
  };
  const runtime: Runtime = {
    Tensor: ort.Tensor,
    fillsOutputs: true,
    turns: new Turns(),
    open: (model, nodes) =>
      ort.InferenceSession.create(model, { ...session, graphOptimizationLevel: levelFor(optimization, nodes) }),
  };
  return sessionEngine(async () => runtime, cache);
}
