export type { Observation, Proposal, Strategy, StrategyFactory, TrialId } from "./strategy.ts";
