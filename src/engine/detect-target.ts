/** @file Finds out what an engine's runtime has beyond the portable operations. */
import { EngineError } from "../base/index.ts";
import { GraphBuilder, type Target } from "../graph/index.ts";
import { type Tensor, tensor } from "../tensor/index.ts";
import type { Engine } from "./engine.ts";

const CHANNELS = 32;
const targets = new WeakMap<Engine, Promise<Target>>();

/**
 * Returns what graphs for this engine may use, to hand to `optimize`: the engine's own traits, and what a tiny program
 * finds out the first time.
 *
 * The blocked layout is read off its own result: channel 1 of the first pixel comes right after channel 0, and the next
 * pixel after a block of channels. Runtimes without blocked operations (WebAssembly, some CPUs) refuse the program.
 */
export function detectTarget(engine: Engine): Promise<Target> {
  const known = targets.get(engine) ?? probe(engine);
  targets.set(engine, known);
  return known;
}

async function probe(engine: Engine): Promise<Target> {
  const graph = new GraphBuilder();
  const x = graph.input("x", { dtype: "float32", shape: [1, CHANNELS, 1, 2] });
  const y = graph.op("ReorderInput", [x], { block: CHANNELS });
  let order: Tensor | undefined;
  try {
    await using program = await engine.compile(graph.build([y]));
    const counting = tensor(
      "float32",
      [1, CHANNELS, 1, 2],
      Float32Array.from({ length: 2 * CHANNELS }, (_, i) => i),
    );
    order = (await program.run({ x: counting }))[y.name];
  } catch (error) {
    if (error instanceof EngineError) return { ...engine.traits };
    throw error;
  }
  // In x the second pixel of channel 0 is the number 1.
  const block = (order as Tensor<"float32">).data.indexOf(1);
  return { ...engine.traits, ...(block === 8 || block === 16 ? { block } : {}) };
}
