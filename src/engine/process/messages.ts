/** @file What a process engine and its process say beside requests and answers. */
import type { NodeEngineOptions } from "../node-engine.ts";
import type { FromEngine, ToEngine } from "../remote/messages.ts";

export type ToProcess = ToEngine | { readonly options: NodeEngineOptions };

/** "ready" once the process has started, "busy" while it works at one request run by run. */
export type FromProcess = FromEngine | { readonly sign: "ready" | "busy" };
