export type { Evaluator } from "./evaluator.ts";
export type { ConnectionGene, NeatGenome, NodeGene } from "./genome.ts";
export { type NeatSpace, type NeatSpaceOptions, neatSpace } from "./neat.ts";
export type { Transfer } from "./transfer.ts";
