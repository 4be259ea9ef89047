/** @file The worker of the test page: trains on what it is sent, as a page that stays responsive would. */
import { createWebEngine, type WebEngineOptions } from "../../src/engine/index.browser.ts";
import { type Digits, type Kind, trainDigits } from "./train-digits.ts";

export interface Job {
  readonly digits: Digits;
  readonly kind: Kind;
  readonly engine: WebEngineOptions;
}

const worker = globalThis as unknown as {
  onmessage(event: { readonly data: Job }): Promise<void>;
  postMessage(message: unknown): void;
};

worker.onmessage = async ({ data: { digits, kind, engine } }) => {
  try {
    worker.postMessage({ trained: await trainDigits(createWebEngine({ ...engine, assets: "/ort/" }), digits, kind) });
  } catch (error) {
    worker.postMessage({ error: String(error) });
  }
};
