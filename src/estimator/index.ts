export type { Estimate, EstimateContext, Estimator, Weights } from "./estimator.ts";
