/** @file A small data set that is learned in seconds: two noisy clouds of points, and a network for it. */
import { createRng } from "../../src/base/index.ts";
import { type Dataset, fromArrays } from "../../src/data/index.ts";
import type { Network } from "../../src/graph/index.ts";
import { activation, batchNorm, dropout, linear, NetworkBuilder } from "../../src/nn/index.ts";

/** Points of two classes around (-1, …) and (1, …), `spread` apart from their centre. */
export function blobs(spread: number, count = 120): Dataset {
  const rng = createRng("blobs");
  const targets = Int32Array.from({ length: count }, (_, n) => n % 2);
  const examples = Float32Array.from(
    { length: count * 4 },
    (_, i) => (Math.floor(i / 4) % 2) * 2 - 1 + spread * rng.normal(),
  );
  return fromArrays({ name: "blobs", examples, targets, inputShape: [4] });
}

/** Targets that are a plane over the inputs. */
export function plane(count = 120): Dataset {
  const rng = createRng("plane");
  const examples = Float32Array.from({ length: count * 2 }, () => rng.normal());
  const targets = Float32Array.from(
    { length: count },
    (_, n) => 3 * (examples[2 * n] as number) - 2 * (examples[2 * n + 1] as number) + 5,
  );
  return fromArrays({ name: "plane", examples, targets, inputShape: [2] });
}

export function smallNetwork({ task }: Dataset, batch: number, rate = 0): Network {
  const net = new NetworkBuilder(task, batch);
  const hidden = activation(net, batchNorm(net, linear(net, net.input, 8)), "relu");
  return net.finish(linear(net, dropout(net, hidden, rate), task.outputs));
}
