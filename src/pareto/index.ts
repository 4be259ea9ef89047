export { crowdingDistance } from "./crowding-distance.ts";
export { dominates, type Point } from "./dominance.ts";
export { hypervolume, hypervolumeContributions } from "./hypervolume.ts";
export { additiveEpsilon, igdPlus } from "./indicators.ts";
export { knee } from "./knee.ts";
export { nonDominatedSort } from "./non-dominated-sort.ts";
export { paretoFront } from "./pareto-front.ts";
