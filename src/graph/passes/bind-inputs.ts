/** @file Turns inputs into constants. */
import { GraphError } from "../../base/index.ts";
import type { Tensor } from "../../tensor/index.ts";
import { sameShape } from "../../tensor/index.ts";
import type { Graph, ValueName } from "../graph.ts";

/**
 * Fixes some inputs to tensors, such as parameters to what was trained.
 *
 * @throws {GraphError} if a name is no input of the graph or the tensor is of another type.
 */
export function bindInputs(graph: Graph, values: ReadonlyMap<ValueName, Tensor>): Graph {
  for (const [name, value] of values) {
    const type = graph.inputs.get(name);
    if (!type || type.dtype !== value.dtype || !sameShape(type.shape, value.shape)) {
      const expected = type ? `${type.dtype} [${type.shape}]` : "an input of the graph";
      throw new GraphError(`Cannot bind ${name}: it is ${value.dtype} [${value.shape}], expected ${expected}`);
    }
  }
  return {
    ...graph,
    inputs: new Map([...graph.inputs].filter(([name]) => !values.has(name))),
    constants: new Map([...graph.constants, ...values]),
  };
}
