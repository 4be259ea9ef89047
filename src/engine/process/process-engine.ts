/** @file An engine whose programs run in a process of their own, which may crash or hang without harm to its owner. */
import { InputError } from "../../base/index.ts";
import type { DisposableEngine } from "../engine.ts";
import type { NodeEngineOptions } from "../node-engine.ts";
import { remoteEngine } from "../remote/remote-engine.ts";
import { checkThreads } from "../session-engine.ts";
import { EngineProcess } from "./engine-process.ts";

export interface ProcessEngineOptions extends NodeEngineOptions {
  /** Milliseconds of no answer after which the process is ended. Default 60,000. */
  readonly timeoutMs?: number;
}

const DEFAULT_TIMEOUT_MS = 60_000;
/** Timers of Node hold no more. */
const LONGEST_TIMEOUT_MS = 2 ** 31 - 1;

/**
 * Creates an engine for models of unknown origin, like that of `createThreadEngine` but in a process of its own: what ends
 * the runtime, makes it loop or fills the memory ends that process alone. A compile or run then fails, and so does all
 * that follows with this engine: with a `ModelError` if the process was given a model from elsewhere (`compileModel`),
 * else with an `EngineError`.
 *
 * Feeds and results are copied between the processes. Latency is measured within the process. Disposing of the engine ends
 * the process, which also never outlives its owner.
 *
 * @throws {InputError} on a bad option.
 */
export function createProcessEngine(options: ProcessEngineOptions = {}): DisposableEngine {
  const { timeoutMs = DEFAULT_TIMEOUT_MS, ...engineOptions } = options;
  checkThreads(engineOptions.threads ?? 1);
  if (!(timeoutMs > 0 && timeoutMs <= LONGEST_TIMEOUT_MS)) {
    throw new InputError(
      `Cannot create engine: timeoutMs is ${timeoutMs}, expected milliseconds above 0 and up to ${LONGEST_TIMEOUT_MS}`,
    );
  }
  return remoteEngine(() => new EngineProcess(engineOptions, timeoutMs));
}
