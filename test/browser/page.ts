/** @file The test page: what the test may call. */
import * as ort from "onnxruntime-web/wasm";
import type { Digits, TrainedDigits } from "./train-digits.ts";

export interface TestPage {
  readonly crossOriginIsolated: boolean;
  /** Trains in a worker of its own. */
  train(digits: Digits, threads: number): Promise<TrainedDigits>;
  /** Runs an ONNX file on images [count, 1, 8, 8] with onnxruntime-web alone. */
  logits(model: readonly number[], examples: readonly number[]): Promise<number[]>;
}

interface Worker {
  onmessage: (event: { readonly data: { readonly trained: TrainedDigits; readonly error?: string } }) => void;
  onerror: (event: { readonly message: string }) => void;
  postMessage(message: unknown): void;
  terminate(): void;
}

const { Worker } = globalThis as unknown as { Worker: new (url: string, options: { type: "module" }) => Worker };

const page: Omit<TestPage, "crossOriginIsolated"> = {
  async train(digits, threads) {
    const worker = new Worker("/worker.js", { type: "module" });
    try {
      return await new Promise<TrainedDigits>((resolve, reject) => {
        worker.onmessage = ({ data: { trained, error } }) => (error ? reject(new Error(error)) : resolve(trained));
        worker.onerror = ({ message }) => reject(new Error(message));
        worker.postMessage({ digits, threads });
      });
    } finally {
      worker.terminate();
    }
  },
  async logits(model, examples) {
    ort.env.wasm.wasmPaths = "/ort/";
    const session = await ort.InferenceSession.create(Uint8Array.from(model));
    const input = new ort.Tensor("float32", Float32Array.from(examples), [examples.length / 64, 1, 8, 8]);
    const { logits } = await session.run({ input });
    return Array.from(logits?.data as Float32Array);
  },
};

Object.assign(globalThis, page);
