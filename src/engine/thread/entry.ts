/** @file Entry of the thread of a thread engine. */
import { type MessagePort, parentPort, workerData } from "node:worker_threads";
import type { Tensor } from "../../tensor/index.ts";
import { createNodeEngine, type NodeEngineOptions } from "../node-engine.ts";
import { answerRequests } from "../remote/answer-requests.ts";
import type { Answers, ToEngine } from "../remote/messages.ts";

const port = parentPort as MessagePort;
const answer = answerRequests(createNodeEngine(workerData as NodeEngineOptions));

port.on("message", (message: ToEngine) => {
  void answer(message).then((reply) => {
    const isResult = message.request.kind === "run" && "answer" in reply;
    port.postMessage(reply, isResult ? buffersOf(reply.answer as Answers["run"]) : []);
    // Nothing else keeps the thread; what is sent before is delivered.
    if (message.request.kind === "end") setImmediate(() => port.close());
  });
});

/** Results are the runtime's copies, made for this run. */
function buffersOf(results: Readonly<Record<string, Tensor>>): ArrayBuffer[] {
  return [...new Set(Object.values(results).map(({ data }) => data.buffer as ArrayBuffer))];
}
