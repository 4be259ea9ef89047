/** @file What a graph is made ready for. */

/** Features of the runtime that passes may use; without any the graph runs wherever ONNX Runtime does. */
export interface Target {
  /** Channels in a block of the runtime's blocked layout (8 or 16, by CPU); absent where it has none. */
  readonly block?: number;
  /** True where operations that clip (Relu, HardSigmoid) take many times as long as others on as much memory. */
  readonly clipsSlowly?: boolean;
  /** True where sums and products of rows, batch normalisation's among them, take many times as long as pooling them. */
  readonly sumsSlowly?: boolean;
}
