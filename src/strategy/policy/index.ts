export { type Ascent, createAscent } from "./ascent.ts";
export { CategoricalPolicy } from "./categorical-policy.ts";
export { clippedGradient, clippedObjective, type Experience } from "./clipped-objective.ts";
export { drawArchitecture } from "./draw-architecture.ts";
export { MovingAverage } from "./moving-average.ts";
export { checkReward, type RewardKind, rewardOf } from "./rewards.ts";
