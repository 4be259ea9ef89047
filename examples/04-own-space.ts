/** Declares a search space of one's own: what is to be decided, and how a network is built from it. */
import { type ArchitectureOf, choice, createRng, defineSpace, flag, list, ordered, search } from "espalier";
import { activation, batchNorm, concat, conv2d, globalAveragePool, linear, maxPool } from "espalier/nn";

/** Each block looks at the image through two windows at once and joins what it sees. */
const space = defineSpace({
  name: "two-windows",
  input: "image",
  decisions: {
    blocks: list({
      min: 1,
      max: 2,
      of: { width: ordered([4, 8, 16]), second: choice(["none", "3x3", "5x5"]), pool: flag() },
    }),
    activation: choice(["relu", "gelu"]),
  },
  build: (arch, net) => {
    let x = net.input;
    for (const { width, second, pool } of arch.blocks) {
      const views = [conv2d(net, x, { channels: width, kernel: 1 })];
      if (second !== "none") views.push(conv2d(net, x, { channels: width, kernel: second === "3x3" ? 3 : 5 }));
      x = activation(net, batchNorm(net, concat(net, views, 1)), arch.activation);
      if (pool) x = maxPool(net, x, { kernel: 2 });
    }
    return linear(net, globalAveragePool(net, x), net.task.outputs);
  },
});

// The type of an architecture follows from the declaration.
type TwoWindows = ArchitectureOf<typeof space>;
const example: TwoWindows = space.sample(createRng("example"));
console.log(`${space.size} architectures, such as\n${space.describe(example)}`);
for (const neighbour of [...space.neighbours(example)].slice(0, 2))
  console.log("beside it:", JSON.stringify(neighbour));

const study = await search({
  data: "digits",
  space,
  objectives: ["accuracy", "flops"],
  constraints: ["params<=10000"],
  trials: 8,
  epochs: 5,
});

const best = await study.best();
if (!best) throw new Error("no trial completed");
console.log(`best: accuracy ${best.values?.accuracy?.toFixed(3)}, ${best.values?.flops} multiply-adds`);
console.log(space.describe(best.architecture));
