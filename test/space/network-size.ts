import type { Network } from "../../src/graph/index.ts";
import { sizeOf } from "../../src/tensor/index.ts";

/** Number of weights. */
export function countWeights(network: Network): number {
  return network.parameters.reduce((sum, parameter) => sum + sizeOf(parameter.shape), 0);
}
