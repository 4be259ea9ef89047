/** @file Entry of the process of a process engine; it ends when its owner is gone. */
import { writeFileSync } from "node:fs";
import { createNodeEngine } from "../node-engine.ts";
import { answerRequests } from "../remote/answer-requests.ts";
import type { FromEngine, ToEngine } from "../remote/messages.ts";
import type { FromProcess, ToProcess } from "./messages.ts";

/** Milliseconds between two signs of life, few enough to cost nothing. */
const SIGN_MS = 1000;

// Where memory runs out, the kernel ends this process rather than its owner. Elsewhere than on Linux there is no such file.
try {
  writeFileSync("/proc/self/oom_score_adj", "1000");
} catch {}

let answer: ((message: ToEngine) => Promise<FromEngine>) | undefined;
let signed = performance.now();

process.on("message", (message: ToProcess) => {
  if ("options" in message) {
    answer = answerRequests(createNodeEngine(message.options), signOfLife);
    return;
  }
  void answer?.(message).then((reply) => {
    send(reply);
    if (message.request.kind === "end") process.disconnect();
  });
});
send({ sign: "ready" });

function signOfLife(): void {
  if (performance.now() - signed < SIGN_MS) return;
  signed = performance.now();
  send({ sign: "busy" });
}

function send(message: FromProcess): void {
  if (process.connected) process.send?.(message, () => undefined);
}
