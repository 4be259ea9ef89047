/** @file An engine whose programs run in a thread of their own, so that the caller's event loop goes on. */
import { EngineError } from "../../base/index.ts";
import type { Tensor } from "../../tensor/index.ts";
import type { DisposableEngine, Feeds, Program, RunOptions } from "../engine.ts";
import { checkFeeds, checkOutputs, checkSignal, copyInto } from "../feeds.ts";
import type { NodeEngineOptions } from "../node-engine.ts";
import { checkThreads } from "../session-engine.ts";
import { Turns } from "../turns.ts";
import { EngineThread } from "./engine-thread.ts";
import type { Compiled } from "./messages.ts";

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
  let thread: EngineThread | undefined;
  let ended: Promise<void> | undefined;
  const started = (): EngineThread => {
    if (ended) throw new EngineError("Cannot compile model: its engine was disposed of, expected a living one");
    thread ??= new EngineThread(options);
    return thread;
  };
  const turns = new Turns();
  return {
    compile: async (graph) => {
      const running = started();
      return new ThreadProgram(running, turns, await running.ask<"compile">({ kind: "compile", graph }));
    },
    compileModel: async (bytes) => {
      const running = started();
      const compiled = await running.ask<"compile-model">({ kind: "compile-model", bytes });
      return new ThreadProgram(running, turns, compiled);
    },
    [Symbol.asyncDispose]: () => {
      ended ??= turns.take(async () => thread?.end());
      return ended;
    },
  };
}

class ThreadProgram implements Program {
  readonly inputs: Program["inputs"];
  readonly outputs: Program["outputs"];
  readonly #thread: EngineThread;
  readonly #turns: Turns;
  readonly #number: number;
  #disposed: Promise<void> | undefined;

  constructor(thread: EngineThread, turns: Turns, { program, inputs, outputs }: Compiled) {
    this.#thread = thread;
    this.#turns = turns;
    this.#number = program;
    this.inputs = inputs;
    this.outputs = outputs;
  }

  async run(feeds: Feeds, { signal, into = {} }: RunOptions = {}): Promise<Record<string, Tensor>> {
    checkSignal(signal);
    if (this.#disposed) throw new EngineError("Cannot run program: it was disposed of, expected a living program");
    const copies = new Map(checkFeeds(this.inputs, feeds).map(([name, value]) => [name, copyOf(value)]));
    checkOutputs(this.outputs, into);
    const results = await this.#turns.take(() => {
      checkSignal(signal);
      const request = { kind: "run", program: this.#number, feeds: copies } as const;
      return this.#thread.ask<"run">(
        request,
        Array.from(copies.values(), ({ data }) => data.buffer as ArrayBuffer),
      );
    });
    for (const [name, target] of Object.entries(into)) copyInto(target, results[name] as Tensor);
    return { ...results, ...into };
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#disposed ??= this.#turns
      .take(() => this.#thread.ask<"dispose">({ kind: "dispose", program: this.#number }))
      // A thread that has ended holds nothing any more.
      .catch(() => undefined);
    return this.#disposed;
  }
}

function copyOf(value: Tensor): Tensor {
  return { ...value, data: value.data.slice() } as Tensor;
}
