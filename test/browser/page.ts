/** @file The test page: what the test may call. */
import * as ort from "onnxruntime-web/wasm";
import type { TrainedDigits } from "./train-digits.ts";
import type { Job } from "./worker.ts";

export interface TestPage {
  readonly crossOriginIsolated: boolean;
  /** Trains in a worker of its own. */
  train(job: Job): Promise<TrainedDigits>;
  /** True if the browser has a GPU or imitates one. */
  hasGpu(): Promise<boolean>;
  /** Runs an ONNX file on images [count, 1, 8, 8] with onnxruntime-web alone. */
  logits(model: readonly number[], examples: readonly number[]): Promise<number[]>;
}

interface Worker {
  onmessage: (event: { readonly data: { readonly trained: TrainedDigits; readonly error?: string } }) => void;
  onerror: (event: { readonly message: string }) => void;
  postMessage(message: unknown): void;
  terminate(): void;
}

const { Worker, navigator } = globalThis as unknown as {
  Worker: new (url: string, options: { type: "module" }) => Worker;
  navigator: { readonly gpu?: { requestAdapter(): Promise<unknown> } };
};

const page: Omit<TestPage, "crossOriginIsolated"> = {
  async train(job) {
    const worker = new Worker("/worker.js", { type: "module" });
    try {
      return await new Promise<TrainedDigits>((resolve, reject) => {
        worker.onmessage = ({ data: { trained, error } }) => (error ? reject(new Error(error)) : resolve(trained));
        worker.onerror = ({ message }) => reject(new Error(message));
        worker.postMessage(job);
      });
    } finally {
      worker.terminate();
    }
  },
  async hasGpu() {
    const { gpu } = navigator;
    return Boolean(await gpu?.requestAdapter());
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
