/** @file A program that is a session of a runtime. */
import type * as ort from "onnxruntime-node";
import { AbortedError, EngineError } from "../base/index.ts";
import { type Tensor, tensor } from "../tensor/index.ts";
import type { Feeds, PortType, Program, RunOptions } from "./engine.ts";
import { checkFeeds, checkOutputs, checkSignal, copyInto } from "./feeds.ts";
import { quiet, type Runtime, reason } from "./runtime.ts";

export type Ports = ReadonlyMap<string, PortType>;

export class SessionProgram implements Program {
  readonly inputs: Ports;
  readonly outputs: Ports;
  readonly #runtime: Runtime;
  readonly #giveBack: () => Promise<void>;
  #session: ort.InferenceSession | undefined;

  /** @param giveBack  Called once, when the program is disposed of. */
  constructor(
    runtime: Runtime,
    session: ort.InferenceSession,
    inputs: Ports,
    outputs: Ports,
    giveBack: () => Promise<void>,
  ) {
    this.#runtime = runtime;
    this.#session = session;
    this.inputs = inputs;
    this.outputs = outputs;
    this.#giveBack = giveBack;
  }

  async run(feeds: Feeds, { signal, into = {} }: RunOptions = {}): Promise<Record<string, Tensor>> {
    checkSignal(signal);
    const session = this.#session;
    if (!session) throw new EngineError("Cannot run program: it was disposed of, expected a living program");
    const inputs = checkFeeds(this.inputs, feeds);
    checkOutputs(this.outputs, into);
    try {
      return await this.#runtime.turns.take(() => {
        checkSignal(signal);
        return this.#run(session, inputs, into);
      });
    } catch (cause) {
      if (cause instanceof AbortedError) throw cause;
      throw new EngineError(`Cannot run program: ${reason(cause)}`, { cause });
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const session = this.#session;
    this.#session = undefined;
    if (session) await this.#giveBack();
  }

  async #run(
    session: ort.InferenceSession,
    inputs: readonly [name: string, value: Tensor][],
    into: Readonly<Record<string, Tensor>>,
  ): Promise<Record<string, Tensor>> {
    const { Tensor, fillsOutputs } = this.#runtime;
    const toRuntime = ({ dtype, data, shape }: Tensor): ort.Tensor => new Tensor(dtype, data, shape);
    const fetched = Array.from(this.outputs.keys(), (name): [string, ort.Tensor | null] => {
      const target = fillsOutputs ? into[name] : undefined;
      return [name, target ? toRuntime(target) : null];
    });
    const fed = inputs.map(([name, value]) => [name, toRuntime(value)]);
    const { logSeverityLevel } = quiet;
    const results = await session.run(Object.fromEntries(fed), Object.fromEntries(fetched), { logSeverityLevel });
    return Object.fromEntries(
      fetched.map(([name, filled]) => {
        const result = fromRuntime(results[name] as ort.Tensor);
        const target = into[name];
        if (target && !filled) copyInto(target, result);
        return [name, target ?? result];
      }),
    );
  }
}

function fromRuntime({ type, data, dims }: ort.Tensor): Tensor {
  return tensor(type as Tensor["dtype"], dims, data as Tensor["data"]);
}
