/** @file Entry of the thread of a thread engine: an engine on Node that takes its orders as messages. */
import { type MessagePort, parentPort, workerData } from "node:worker_threads";
import { EspalierError } from "../../base/index.ts";
import type { Tensor } from "../../tensor/index.ts";
import type { Program } from "../engine.ts";
import { createNodeEngine } from "../node-engine.ts";
import type { Answers, Compiled, FromThread, Request, ThreadData, ToThread } from "./messages.ts";

const port = parentPort as MessagePort;
const engine = createNodeEngine(workerData as ThreadData);
const programs = new Map<number, Program>();
let count = 0;

port.on("message", ({ id, request }: ToThread) => {
  answer(request).then(
    (result) => send({ id, answer: result }, request.kind === "run" ? buffersOf(result as Answers["run"]) : []),
    (error: unknown) => {
      const code = error instanceof EspalierError ? error.code : "engine";
      send({ id, code, message: error instanceof Error ? error.message : String(error) });
    },
  );
});

async function answer(request: Request): Promise<Answers[keyof Answers]> {
  switch (request.kind) {
    case "compile":
      return keep(await engine.compile(request.graph));
    case "compile-model":
      return keep(await engine.compileModel(request.bytes));
    case "run":
      return (programs.get(request.program) as Program).run(request.feeds);
    case "dispose":
      await programs.get(request.program)?.[Symbol.asyncDispose]();
      programs.delete(request.program);
      return undefined;
    case "end":
      await Promise.all([...programs.values()].map((program) => program[Symbol.asyncDispose]()));
      await engine[Symbol.asyncDispose]();
      // Nothing else keeps the thread; what is sent before is delivered.
      setImmediate(() => port.close());
      return undefined;
  }
}

function keep(program: Program): Compiled {
  count++;
  programs.set(count, program);
  return { program: count, inputs: program.inputs, outputs: program.outputs };
}

function send(message: FromThread, transfer: readonly ArrayBuffer[] = []): void {
  port.postMessage(message, transfer);
}

/** Results are the runtime's copies, made for this run. */
function buffersOf(results: Readonly<Record<string, Tensor>>): ArrayBuffer[] {
  return [...new Set(Object.values(results).map(({ data }) => data.buffer as ArrayBuffer))];
}
