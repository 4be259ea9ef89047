/** @file An engine whose programs run in a thread of their own, so that the caller's event loop goes on. */
import type { DisposableEngine } from "../engine.ts";
import type { NodeEngineOptions } from "../node-engine.ts";
import { remoteEngine } from "../remote/remote-engine.ts";
import { checkThreads } from "../session-engine.ts";
import { EngineThread } from "./engine-thread.ts";

/**
 * Creates an engine like that of `createNodeEngine`, with bitwise equal results, whose `compile` and `run` do not block
 * the calling thread: a thread of its own, started with the first program, does the work. One engine runs one thing at
 * a time; two engines run two at once.
 *
 * Who owns what: feeds are copied when `run` is called, so that they stay the caller's and may change right after.
 * Results are handed over, not copied; tensors of `into` are written when the run has ended. An aborted signal ends what
 * waits for earlier runs; a run that has begun ends by itself.
 *
 * Disposing of the engine waits for runs that have begun or wait, then frees its programs and ends the thread. Without
 * that the thread ends with the process, which it does not keep alive when idle.
 *
 * @throws {InputError} on a bad option.
 */
export function createThreadEngine(options: NodeEngineOptions = {}): DisposableEngine {
  checkThreads(options.threads ?? 1);
  return remoteEngine(() => new EngineThread(options));
}
