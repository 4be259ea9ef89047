export { augment, noAugmentation } from "./augment.ts";
export { type Batch, type EpochOptions, epochBatches, gatherBatch } from "./batch.ts";
export type { DatasetOptions } from "./create-dataset.ts";
export type { Augmentation, Dataset, PartName, Standardization, Task } from "./dataset.ts";
export { type ArraysInput, fromArrays } from "./from-arrays.ts";
export { withFullTraining } from "./full-training.ts";
