/** @file Attributes of operations that slide a window over [batch, channels, height, width]: read, checked, measured. */
import type { Shape } from "../../tensor/index.ts";
import { type AttributeKind, type Attributes, intsOf, numberOf } from "../attributes.ts";
import { dim, fail } from "./op-spec.ts";

type Pair = readonly [number, number];

export interface Window {
  readonly kernel: Pair;
  readonly strides: Pair;
  /** Top, left, bottom, right. */
  readonly pads: readonly [number, number, number, number];
  readonly dilations: Pair;
  readonly group: number;
}

export const windowAttributes: Readonly<Record<string, AttributeKind>> = {
  kernelShape: "ints",
  strides: "ints",
  pads: "ints",
  dilations: "ints",
};

/** Reads and checks the window of a node. */
export function windowOf(attributes: Attributes): Window {
  const kernel = intsOf(attributes, "kernelShape");
  const strides = intsOf(attributes, "strides", [1, 1]);
  const pads = intsOf(attributes, "pads", [0, 0, 0, 0]);
  const dilations = intsOf(attributes, "dilations", [1, 1]);
  const group = numberOf(attributes, "group", 1);
  for (const [name, list, length, least] of [
    ["kernelShape", kernel, 2, 1],
    ["strides", strides, 2, 1],
    ["pads", pads, 4, 0],
    ["dilations", dilations, 2, 1],
  ] as const) {
    if (list.length !== length || list.some((n) => !Number.isInteger(n) || n < least)) {
      fail(`${name} is [${list}]`, `${length} integers >= ${least}`);
    }
  }
  if (!Number.isInteger(group) || group < 1) fail(`group is ${group}`, "a positive integer");
  return {
    kernel: kernel as unknown as Pair,
    strides: strides as unknown as Pair,
    pads: pads as unknown as Window["pads"],
    dilations: dilations as unknown as Pair,
    group,
  };
}

/** Height and width after the window has slid over [.., .., H, W]. */
export function slide(shape: Shape, window: Window): [number, number] {
  const size = (axis: 0 | 1): number => {
    const input = dim(shape, axis + 2);
    const extent = (window.kernel[axis] - 1) * window.dilations[axis] + 1;
    const padded = input + window.pads[axis] + window.pads[(axis + 2) as 2 | 3];
    if (padded < extent)
      fail(`input has shape [${shape}]`, `at least ${extent} along axis ${axis + 2} with its padding`);
    return Math.floor((padded - extent) / window.strides[axis]) + 1;
  };
  return [size(0), size(1)];
}
