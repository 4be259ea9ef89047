export { detectTarget } from "./detect-target.ts";
export type { DisposableEngine, Engine, Feeds, PortType, Program, RunOptions } from "./engine.ts";
export type { Latency, LatencyOptions } from "./latency.ts";
export { measureLatency } from "./measure-latency.ts";
export type { CacheLimits } from "./session-cache.ts";
export { createWebEngine, type WebEngineOptions } from "./web-engine.ts";
