export { crowdingDistance } from "./crowding-distance.ts";
export { dominates, type Point } from "./dominance.ts";
export { hypervolume } from "./hypervolume.ts";
export { nonDominatedSort } from "./non-dominated-sort.ts";
export { paretoFront } from "./pareto-front.ts";
