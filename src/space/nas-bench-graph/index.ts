export { nasBenchGraph } from "./nas-bench-graph.ts";
