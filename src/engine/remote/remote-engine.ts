/** @file An engine whose programs run elsewhere, in a thread or a process. */
import { EngineError } from "../../base/index.ts";
import type { Tensor } from "../../tensor/index.ts";
import type { DisposableEngine, Feeds, Program, RunOptions } from "../engine.ts";
import { checkFeeds, checkOutputs, checkSignal, copyInto } from "../feeds.ts";
import type { Latency, LatencyOptions } from "../latency.ts";
import { Turns } from "../turns.ts";
import type { Answers, Compiled, Request } from "./messages.ts";

/** The way to where an engine works. It keeps the process alive only while it owes answers. */
export interface Connection {
  /**
   * Asks for something and waits for the answer.
   *
   * @param transfer  Buffers of the request that the other end takes over, where it can.
   * @throws {EspalierError} of the class the other end threw; where it has ended, an error that says how.
   */
  ask<K extends Request["kind"]>(
    request: Extract<Request, { kind: K }>,
    transfer?: readonly ArrayBuffer[],
  ): Promise<Answers[K]>;
  /** Lets the other end finish what it was asked for, and waits until it has ended. */
  end(): Promise<void>;
}

/** Creates an engine that connects with its first program; one request follows the other. */
export function remoteEngine(connect: () => Connection): DisposableEngine {
  let connection: Connection | undefined;
  let ended: Promise<void> | undefined;
  const started = (): Connection => {
    if (ended) throw new EngineError("Cannot compile model: its engine was disposed of, expected a living one");
    connection ??= connect();
    return connection;
  };
  const turns = new Turns();
  return {
    compile: async (graph) => {
      const running = started();
      return new RemoteProgram(running, turns, await running.ask<"compile">({ kind: "compile", graph }));
    },
    compileModel: async (bytes) => {
      const running = started();
      const compiled = await running.ask<"compile-model">({ kind: "compile-model", bytes });
      return new RemoteProgram(running, turns, compiled);
    },
    [Symbol.asyncDispose]: () => {
      ended ??= turns.take(async () => connection?.end());
      return ended;
    },
  };
}

class RemoteProgram implements Program {
  readonly inputs: Program["inputs"];
  readonly outputs: Program["outputs"];
  readonly #connection: Connection;
  readonly #turns: Turns;
  readonly #number: number;
  #disposed: Promise<void> | undefined;

  constructor(connection: Connection, turns: Turns, { program, inputs, outputs }: Compiled) {
    this.#connection = connection;
    this.#turns = turns;
    this.#number = program;
    this.inputs = inputs;
    this.outputs = outputs;
  }

  async run(feeds: Feeds, { signal, into = {} }: RunOptions = {}): Promise<Record<string, Tensor>> {
    checkSignal(signal);
    const copies = this.#copies(feeds);
    checkOutputs(this.outputs, into);
    const results = await this.#turns.take(() => {
      checkSignal(signal);
      const request = { kind: "run", program: this.#number, feeds: copies } as const;
      return this.#connection.ask<"run">(request, buffersOf(copies));
    });
    for (const [name, target] of Object.entries(into)) copyInto(target, results[name] as Tensor);
    return { ...results, ...into };
  }

  async latency(feeds: Feeds, options: LatencyOptions): Promise<Latency> {
    const copies = this.#copies(feeds);
    const request = { kind: "latency", program: this.#number, feeds: copies, options } as const;
    return this.#turns.take(() => this.#connection.ask<"latency">(request, buffersOf(copies)));
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#disposed ??= this.#turns
      .take(() => this.#connection.ask<"dispose">({ kind: "dispose", program: this.#number }))
      // Where all has ended nothing is held any more.
      .catch(() => undefined);
    return this.#disposed;
  }

  #copies(feeds: Feeds): Map<string, Tensor> {
    if (this.#disposed) throw new EngineError("Cannot run program: it was disposed of, expected a living program");
    return new Map(checkFeeds(this.inputs, feeds).map(([name, value]) => [name, copyOf(value)]));
  }
}

function copyOf(value: Tensor): Tensor {
  return { ...value, data: value.data.slice() } as Tensor;
}

function buffersOf(tensors: ReadonlyMap<string, Tensor>): ArrayBuffer[] {
  return Array.from(tensors.values(), ({ data }) => data.buffer as ArrayBuffer);
}
