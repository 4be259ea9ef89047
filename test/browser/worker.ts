/** @file The worker of the test page: trains on what it is sent, as a page that stays responsive would. */
import { createWebEngine } from "../../src/engine/index.browser.ts";
import { type Digits, trainDigits } from "./train-digits.ts";

const worker = globalThis as unknown as {
  onmessage(event: { readonly data: { readonly digits: Digits; readonly threads: number } }): Promise<void>;
  postMessage(message: unknown): void;
};

worker.onmessage = async ({ data: { digits, threads } }) => {
  try {
    worker.postMessage({ trained: await trainDigits(createWebEngine({ threads, assets: "/ort/" }), digits) });
  } catch (error) {
    worker.postMessage({ error: String(error) });
  }
};
