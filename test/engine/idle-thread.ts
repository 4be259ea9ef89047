/** @file A process that uses a thread engine and disposes of nothing: it must end by itself. */
import { createThreadEngine } from "../../src/engine/index.ts";
import { GraphBuilder } from "../../src/graph/index.ts";
import { tensor } from "../../src/tensor/index.ts";

const builder = new GraphBuilder();
const x = builder.input("x", { dtype: "float32", shape: [] });
const program = await createThreadEngine().compile(builder.build(new Map([["y", builder.op("Neg", [x])]])));
const { y } = await program.run({ x: tensor("float32", [], [-2]) });
console.log(String(y?.data[0]));
