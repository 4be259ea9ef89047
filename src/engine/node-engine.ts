/** @file The engine on Node: sessions of onnxruntime-node. */
import * as ort from "onnxruntime-node";
import type { Engine } from "./engine.ts";
import { type Optimization, quiet, type Runtime } from "./runtime.ts";
import { checkThreads, sessionEngine } from "./session-engine.ts";
import { Turns } from "./turns.ts";

export interface NodeEngineOptions {
  /** Threads of one program. Default 1: parallel trials use more processes instead. */
  readonly threads?: number;
  /** Graph optimisation by the runtime. Default "basic", whose results do not depend on the CPU's layout. */
  readonly optimization?: Optimization;
}

ort.env.logLevel = quiet.logLevel;

/** Creates an engine that runs programs on the CPU with onnxruntime-node. @throws {InputError} on a bad option. */
export function createNodeEngine(options: NodeEngineOptions = {}): Engine {
  const { threads = 1, optimization = "basic" } = options;
  checkThreads(threads);
  const session: ort.InferenceSession.SessionOptions = {
    executionProviders: ["cpu"],
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    graphOptimizationLevel: optimization,
    logSeverityLevel: quiet.logSeverityLevel,
    // Threads that spin while idle take the cores of other trials.
    extra: { session: { intra_op: { allow_spinning: "0" }, inter_op: { allow_spinning: "0" } } },
  };
  const runtime: Runtime = {
    Tensor: ort.Tensor,
    fillsOutputs: true,
    turns: new Turns(),
    open: (model) => ort.InferenceSession.create(model, session),
  };
  return sessionEngine(async () => runtime);
}
