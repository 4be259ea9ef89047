/** @file Random graphs of several ops, for the properties of the encoding. */
import fc from "fast-check";
import { createRng, type Rng } from "../../src/base/index.ts";
import { type Graph, GraphBuilder, ops, type Value } from "../../src/graph/index.ts";
import { sameShape, type Tensor } from "../../src/tensor/index.ts";
import { opCase, portableOps } from "../reference/index.ts";

const encodable = portableOps.filter((op) => ops[op].domain !== "espalier");

/**
 * Graphs of 1 to 6 nodes, whose inputs are graph inputs, constants or, where types fit, earlier results; the first of
 * each is no constant, because what follows from constants alone is computed while decoding.
 */
export const randomGraph: fc.Arbitrary<Graph> = fc
  .tuple(
    fc.array(fc.record({ op: fc.constantFrom(...encodable), seed: fc.nat(10_000) }), { minLength: 1, maxLength: 6 }),
    fc.nat(),
  )
  .map(([steps, seed]) => {
    const rng = createRng(seed);
    const builder = new GraphBuilder();
    const values: Value[] = [];
    for (const step of steps) {
      const { inputs, attributes, outputs } = opCase(step.op, step.seed);
      const operands = inputs.map((input, i) => valueFor(input, values, builder, i === 0 ? undefined : rng));
      values.push(...builder.node(step.op, operands, attributes, outputs));
    }
    const listed = values.filter(() => rng.int(2) === 0);
    return builder.build(listed.length > 0 ? listed : values.slice(-1));
  });

let inputs = 0;

function valueFor(wanted: Tensor, values: readonly Value[], builder: GraphBuilder, rng?: Rng): Value {
  const { dtype, shape } = wanted;
  const fitting = values.find(({ type }) => type.dtype === dtype && sameShape(type.shape, shape));
  if (fitting && rng?.int(3) !== 0) return fitting;
  return rng?.int(2) === 0 ? builder.constant(wanted) : builder.input(`input ${inputs++}`, { dtype, shape });
}
