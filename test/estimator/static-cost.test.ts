import { expect, test } from "vitest";
import type { Task } from "../../src/data/index.ts";
import { staticCost } from "../../src/estimator/index.ts";
import { activation, conv2d, linear, NetworkBuilder } from "../../src/nn/index.ts";
import { nb201 } from "../../src/space/index.ts";

const cifar: Task = {
  kind: "classification",
  inputShape: [3, 32, 32],
  outputs: 10,
  labels: Array.from({ length: 10 }, (_, i) => String(i)),
};

test.for([
  ["|nor_conv_3x3~0|+|nor_conv_3x3~0|nor_conv_3x3~1|+|skip_connect~0|nor_conv_3x3~1|nor_conv_1x1~2|", 1, 4],
  ["|nor_conv_1x1~0|+|nor_conv_1x1~0|nor_conv_1x1~1|+|nor_conv_1x1~0|nor_conv_1x1~1|nor_conv_1x1~2|", 6, 0],
  ["|skip_connect~0|+|avg_pool_3x3~0|nor_conv_3x3~1|+|skip_connect~0|nor_conv_1x1~1|nor_conv_3x3~2|", 1, 2],
] as const)(
  "staticCost() counts the FLOPs and parameters that NAS-Bench-201 publishes for %s",
  ([cell, ones, threes]) => {
    const { flops, params } = staticCost(nb201({ cells: 5, channels: 16 }).build(cell, cifar, 1));

    // The benchmark's count has the bias of the classifier's ten outputs too.
    expect(flops + 10).toBe(7_783_050 + 3_932_160 * ones + 35_389_440 * threes);
    expect(params).toBe(73_306 + 28_000 * ones + 243_040 * threes);
  },
);

test("staticCost() finds the moment when most activations are alive", () => {
  const net = new NetworkBuilder({ ...cifar, inputShape: [1, 4, 4] }, 1);
  const wide = activation(net, conv2d(net, net.input, { channels: 8, kernel: 1 }), "relu");
  const narrow = conv2d(net, wide, { channels: 2, kernel: 1 });
  const flat = net.op("Reshape", [narrow], { shape: [0, -1] });

  const { peakMemoryBytes } = staticCost(net.finish(linear(net, flat, 10)));

  // The convolution's 8 planes of 16 and the ReLU's.
  expect(peakMemoryBytes).toBe(4 * (8 * 16 + 8 * 16));
});
