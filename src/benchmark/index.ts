export {
  BASELINE,
  type ComparisonRow,
  compareTraces,
  type RegretPoint,
  regretCurves,
} from "./comparison.ts";
export { type Benchmark, type BenchmarkRequest, benchmarks, openBenchmark } from "./open-benchmark.ts";
export { isBetter, type Measurement, type Problem } from "./problem.ts";
export { RowIndex } from "./row-index.ts";
export { type ComparisonOptions, runComparison } from "./run-comparison.ts";
export { Simulation, type SimulationOptions, simulate } from "./simulation.ts";
export { type SyntheticArchitecture, type SyntheticOptions, syntheticProblem } from "./synthetic.ts";
export { tableFeatures } from "./table-features.ts";
export { type TableProblemOptions, tableProblem } from "./table-problem.ts";
export { type TableBenchmark, type TableTask, tableBenchmarks } from "./tasks.ts";
export { type Budget, type Improvement, incumbentAt, type Trace } from "./trace.ts";
export type { StrategyRequest } from "./worker/messages.ts";
