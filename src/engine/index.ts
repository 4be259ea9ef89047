export type { Engine, Feeds, PortType, Program, RunOptions } from "./engine.ts";
export { createNodeEngine, type NodeEngineOptions } from "./node-engine.ts";
