/** @file The parts of a data set in order, and what people call them. */
import type { PartName } from "./dataset.ts";

export const PARTS: readonly PartName[] = ["train", "validation", "test"];

export const partWords: Readonly<Record<PartName, string>> = {
  train: "training",
  validation: "validation",
  test: "test",
};
