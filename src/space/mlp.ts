/** @file Fully connected networks, for tables and small flattened images. */
import { checkIncreasing, checkInteger, mergeSettings } from "../base/index.ts";
import { activation, batchNorm, dropout, flatten, linear } from "../nn/index.ts";
import { choice, flag, list, ordered } from "./declare/index.ts";
import { defineSpace } from "./define-space.ts";
import type { LabelledDag, SearchSpace } from "./space.ts";

export interface MlpOptions {
  /** Most hidden layers. Default 4. */
  readonly maxDepth?: number;
  /** Widths a hidden layer may have, increasing. Default 16 to 256 in powers of two. */
  readonly widths?: readonly number[];
}

export type MlpArchitecture = {
  readonly layers: readonly { readonly width: number }[];
  readonly activation: "relu" | "gelu" | "silu" | "tanh";
  /** Batch normalisation after each hidden layer. */
  readonly normalize: boolean;
  /** Rate after each hidden layer. */
  readonly dropout: number;
};

const defaults = { maxDepth: 4, widths: [16, 32, 64, 128, 256] as readonly number[] };

/**
 * Creates a space of fully connected networks: how many hidden layers, how wide each, and for all of them the
 * activation, batch normalisation and dropout. Takes any examples; images are flattened.
 *
 * @throws {InputError} if an option is wrong.
 */
export function mlp(options: MlpOptions = {}): SearchSpace<MlpArchitecture> {
  const { maxDepth, widths } = mergeSettings("mlp", defaults, options);
  checkInteger("mlp", "maxDepth", maxDepth, 1);
  checkIncreasing("mlp", "widths", widths, 1);
  return defineSpace({
    name: `mlp(maxDepth=${maxDepth},widths=${widths.join("/")})`,
    decisions: {
      layers: list({ min: 1, max: maxDepth, of: { width: ordered(widths) } }),
      activation: choice(["relu", "gelu", "silu", "tanh"]),
      normalize: flag(),
      dropout: ordered([0, 0.1, 0.3]),
    },
    build: (arch, net) => {
      let x = flatten(net, net.input);
      for (const { width } of arch.layers) {
        // A bias would be taken away again by the normalisation.
        x = linear(net, x, width, { bias: !arch.normalize });
        if (arch.normalize) x = batchNorm(net, x);
        x = dropout(net, activation(net, x, arch.activation), arch.dropout);
      }
      return linear(net, x, net.task.outputs);
    },
    toDag: layersDag,
  });
}

/** Input, one node a hidden layer with all that follows its sums, output. */
function layersDag({ layers, normalize, activation, dropout }: MlpArchitecture): LabelledDag {
  const after = [normalize ? ", batch norm" : "", `, ${activation}`, dropout === 0 ? "" : `, dropout ${dropout}`].join(
    "",
  );
  const labels = ["input", ...layers.map(({ width }) => `linear ${width}${after}`), "output"];
  return { labels, edges: labels.slice(1).map((_, i) => [i, i + 1] as const) };
}
