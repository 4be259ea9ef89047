/** @file An engine whose programs are sessions of a runtime. */
import { EngineError, InputError, ModelError } from "../base/index.ts";
import { type ValueName, verify } from "../graph/index.ts";
import { encode, type ModelValue, readMetadata } from "../onnx/index.ts";
import type { TensorType } from "../tensor/index.ts";
import type { Engine, PortType, Program } from "./engine.ts";
import { type Runtime, reason } from "./runtime.ts";
import { type Ports, SessionProgram } from "./session-program.ts";

/** Creates an engine over the runtime that `start` gives; it is called for each program. */
export function sessionEngine(start: () => Promise<Runtime>): Engine {
  const open = async (bytes: Uint8Array, inputs: Ports, outputs: Ports): Promise<Program> => {
    const runtime = await start();
    try {
      const session = await runtime.turns.take(() => runtime.open(bytes));
      return new SessionProgram(runtime, session, inputs, outputs);
    } catch (cause) {
      throw new EngineError(`Cannot compile model: ${reason(cause)}`, { cause });
    }
  };
  return {
    compile: async (graph) => {
      const types = verify(graph);
      const outputs = new Map(graph.outputs.map((name: ValueName) => [name, types.get(name) as TensorType]));
      return open(encode(graph), graph.inputs, outputs);
    },
    compileModel: async (bytes) => {
      const { inputs, outputs } = readMetadata(bytes);
      return open(bytes, new Map(inputs.map(port)), new Map(outputs.map(port)));
    },
  };
}

/** Checks a number of threads. @throws {InputError} if it is not a positive integer. */
export function checkThreads(threads: number): void {
  if (Number.isInteger(threads) && threads >= 1) return;
  throw new InputError(`Cannot create engine: threads is ${threads}, expected a positive integer`);
}

function port({ name, dtype, shape }: ModelValue): [string, PortType] {
  if (dtype && shape) return [name, { dtype, shape }];
  throw new ModelError(
    `Cannot compile model: ${name} is of an unknown type, expected a float32, int64, int32 or bool tensor`,
  );
}
