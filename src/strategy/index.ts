export { type EvolutionOptions, evolution } from "./evolution.ts";
export { type RandomOptions, random } from "./random.ts";
export { drawUnseen, SeenKeys } from "./seen-keys.ts";
export { type StrategyEntry, strategies } from "./strategies.ts";
export type { Observation, Proposal, Strategy, StrategyFactory, TrialId } from "./strategy.ts";
export { type Contestant, tournamentWinner } from "./tournament.ts";
