/** @file Walks the taps of a sliding window. */
import { type Attributes, windowOf } from "../../src/graph/index.ts";
import { at } from "./plain-tensor.ts";

export interface Tap {
  /** Place in the kernel. */
  readonly kernel: readonly [number, number];
  /** Place in the image, inside it or in its padding. */
  readonly image: readonly [number, number];
  readonly inside: boolean;
}

/** Taps of the window at output place [oh, ow] over an image [.., .., H, W]. */
export function tapsAt(place: readonly number[], imageShape: readonly number[], attributes: Attributes): Tap[] {
  const { kernel, strides, pads, dilations } = windowOf(attributes);
  const taps: Tap[] = [];
  for (let i = 0; i < kernel[0]; i++) {
    for (let j = 0; j < kernel[1]; j++) {
      const h = at(place, 0) * strides[0] + i * dilations[0] - pads[0];
      const w = at(place, 1) * strides[1] + j * dilations[1] - pads[1];
      const inside = h >= 0 && h < at(imageShape, 2) && w >= 0 && w < at(imageShape, 3);
      taps.push({ kernel: [i, j], image: [h, w], inside });
    }
  }
  return taps;
}
