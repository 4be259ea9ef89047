/** @file Batch normalisation in training as sums and the form it has in inference. */
import { sizeOf } from "../../tensor/index.ts";
import { numberOf } from "../attributes.ts";
import type { GraphBuilder, Value } from "../builder.ts";
import type { Graph } from "../graph.ts";
import type { Target } from "../target.ts";
import { mapBranches } from "./map-branches.ts";
import { rewrite } from "./rewrite.ts";

/**
 * Takes the statistics of images apart from what normalises by them, where the target sums slowly: `fuseChannelSums` has a
 * faster way for the sums. The variance is that of centred pixels, so nothing cancels.
 */
export function splitBatchNormalization(graph: Graph, target: Target): Graph {
  if (!target.sumsSlowly) return graph;
  return rewrite(
    mapBranches(graph, (branch) => splitBatchNormalization(branch, target)),
    ({ op, attributes, outputs }, [x, scale, bias], builder) => {
      if (op !== "BatchNormalization" || !x || !scale || !bias || x.type.shape.length !== 4) return undefined;
      if (!numberOf(attributes, "trainingMode", 0) || numberOf(attributes, "momentum", 0.9) !== 0) return undefined;
      const mean = channelMeans(builder, x);
      const perPixel = builder.op("Reshape", [mean], { shape: [1, x.type.shape[1] as number, 1, 1] });
      const centred = builder.op("Sub", [x, perPixel]);
      const variance = channelMeans(builder, builder.op("Mul", [centred, centred]));
      const epsilon = numberOf(attributes, "epsilon", 1e-5);
      const y = builder.op("BatchNormalization", [x, scale, bias, mean, variance], { epsilon });
      return [y, mean, variance].slice(0, outputs.length);
    },
  );
}

function channelMeans(graph: GraphBuilder, x: Value): Value {
  const pixels = sizeOf(x.type.shape) / (x.type.shape[1] as number);
  const sums = graph.op("ReduceSum", [x], { axes: [0, 2, 3], keepdims: 0 });
  return graph.op("Mul", [sums, graph.scalar(1 / pixels)]);
}
