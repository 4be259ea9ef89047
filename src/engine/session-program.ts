/** @file A program that is a session of a runtime. */
import type * as ort from "onnxruntime-node";
import { AbortedError, EngineError } from "../base/index.ts";
import { type Tensor, tensor } from "../tensor/index.ts";
import type { Feeds, PortType, Program, RunOptions } from "./engine.ts";
import { checkFeeds, checkTensor } from "./feeds.ts";
import { quiet, type Runtime, reason } from "./runtime.ts";

export type Ports = ReadonlyMap<string, PortType>;

export class SessionProgram implements Program {
  readonly inputs: Ports;
  readonly outputs: Ports;
  readonly #runtime: Runtime;
  #session: ort.InferenceSession | undefined;

  constructor(runtime: Runtime, session: ort.InferenceSession, inputs: Ports, outputs: Ports) {
    this.#runtime = runtime;
    this.#session = session;
    this.inputs = inputs;
    this.outputs = outputs;
  }

  async run(feeds: Feeds, { signal, into = {} }: RunOptions = {}): Promise<Record<string, Tensor>> {
    if (signal?.aborted) throw new AbortedError("Cannot run program: its signal was aborted", { cause: signal.reason });
    const session = this.#session;
    if (!session) throw new EngineError("Cannot run program: it was disposed of, expected a living program");
    const inputs = checkFeeds(this.inputs, feeds);
    this.#checkOutputs(into);
    try {
      return await this.#runtime.turns.take(() => this.#run(session, inputs, into));
    } catch (cause) {
      throw new EngineError(`Cannot run program: ${reason(cause)}`, { cause });
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const session = this.#session;
    this.#session = undefined;
    if (session) await this.#runtime.turns.take(() => session.release());
  }

  #checkOutputs(into: Readonly<Record<string, Tensor>>): void {
    for (const [name, value] of Object.entries(into)) {
      const type = this.outputs.get(name);
      if (type) {
        checkTensor(`output ${name}`, type, value);
        continue;
      }
      const known = [...this.outputs.keys()].join(", ");
      throw new EngineError(`Cannot run program: output ${name} is unknown, expected ${known}`);
    }
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

function copyInto(target: Tensor, { data }: Tensor): void {
  if (data instanceof BigInt64Array) (target.data as BigInt64Array).set(data);
  else (target.data as Float32Array).set(data);
}
