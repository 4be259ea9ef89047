/** @file The engine in the browser: sessions of onnxruntime-web, which the user installs where wanted. */
import type * as ort from "onnxruntime-node";
import { EngineError, InputError } from "../base/index.ts";
import type { DisposableEngine } from "./engine.ts";
import { levelFor, type Optimization, quiet, type Runtime, reason } from "./runtime.ts";
import type { CacheLimits } from "./session-cache.ts";
import { checkThreads, sessionEngine } from "./session-engine.ts";
import { Turns } from "./turns.ts";

export interface WebEngineOptions {
  /** "wasm": WebAssembly on the CPU. "webgpu": the GPU, and WebAssembly for what it cannot do. Default "wasm". */
  readonly backend?: "wasm" | "webgpu";
  /**
   * Threads of the runtime, one number for all engines of a page or worker. More than one needs a page that is
   * cross-origin isolated. Default there half of the processors and 4 at most, else 1.
   */
  readonly threads?: number;
  /** Graph optimisation by the runtime. Default "auto", as on Node. */
  readonly optimization?: Optimization | "auto";
  /** As on Node. */
  readonly cache?: CacheLimits;
  /**
   * URL of the folder that serves the `ort-wasm-*` files of onnxruntime-web, absolute or relative to the page or worker.
   * Default: the folder of the script. Threads need it where the script is a bundle.
   */
  readonly assets?: string;
}

/** Globals of pages and workers, absent on Node. */
interface Page {
  readonly crossOriginIsolated?: boolean;
  readonly navigator?: { readonly hardwareConcurrency: number };
  readonly location?: { readonly href: string };
}

/** The flags of onnxruntime-web, read once when its first session is created. */
interface WasmFlags {
  numThreads?: number;
  wasmPaths?: unknown;
}

const page = globalThis as Page;
/** Each backend is one instance of WebAssembly, whatever the number of engines. */
const turns = { wasm: new Turns(), webgpu: new Turns() } as const;

/**
 * Creates an engine that runs programs with onnxruntime-web, which is loaded with the first program.
 *
 * @throws {InputError} on a bad option, or on several threads in a page that is not cross-origin isolated.
 */
export function createWebEngine(options: WebEngineOptions = {}): DisposableEngine {
  const { backend = "wasm", threads, optimization = "auto", cache } = options;
  if (threads !== undefined) checkThreads(threads);
  if (threads !== undefined && threads > 1 && page.crossOriginIsolated === false) {
    throw new InputError(
      `Cannot create engine: threads is ${threads} in a page that is not cross-origin isolated, expected 1 (or the headers Cross-Origin-Opener-Policy and Cross-Origin-Embedder-Policy)`,
    );
  }
  const session: ort.InferenceSession.SessionOptions = {
    executionProviders: [backend],
    logSeverityLevel: quiet.logSeverityLevel,
  };
  const engine = sessionEngine(async (): Promise<Runtime> => {
    const web = await load(backend);
    web.env.logLevel = quiet.logLevel;
    configure(web.env.wasm, options);
    return {
      Tensor: web.Tensor,
      fillsOutputs: false,
      turns: turns[backend],
      open: (model, nodes) =>
        web.InferenceSession.create(model, { ...session, graphOptimizationLevel: levelFor(optimization, nodes) }),
    };
  }, cache);
  // Measured on wasm of onnxruntime-web 1.30: some 6 ms for a million elements clipped in place, 0.2 ms for a maximum;
  // 0.8 ms for the sums of a thousand rows of a thousand, 2.6 ms for products of such rows, 0.2 ms for pooling them.
  return backend === "wasm" ? { ...engine, traits: { clipsSlowly: true, sumsSlowly: true } } : engine;
}

async function load(backend: "wasm" | "webgpu"): Promise<Pick<typeof ort, "InferenceSession" | "Tensor" | "env">> {
  const missing = (cause: unknown): never => {
    throw new EngineError(`Cannot load onnxruntime-web: ${reason(cause)}, expected it to be installed`, { cause });
  };
  return backend === "wasm"
    ? import("onnxruntime-web/wasm").catch(missing)
    : import("onnxruntime-web/webgpu").catch(missing);
}

function configure(flags: WasmFlags, { threads, assets }: WebEngineOptions): void {
  if (threads !== undefined && flags.numThreads !== undefined && flags.numThreads !== threads) {
    throw new EngineError(
      `Cannot compile model: threads is ${threads}, expected ${flags.numThreads} as the runtime of this page started with`,
    );
  }
  flags.numThreads ??= threads ?? defaultThreads();
  if (assets !== undefined) flags.wasmPaths ??= new URL(`${assets.replace(/\/$/, "")}/`, page.location?.href).href;
}

function defaultThreads(): number {
  if (!page.crossOriginIsolated) return 1;
  return Math.min(4, Math.ceil((page.navigator?.hardwareConcurrency ?? 1) / 2));
}
