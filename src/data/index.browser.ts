export { augment, noAugmentation } from "./augment.ts";
export { type Batch, type EpochOptions, epochBatches, gatherBatch } from "./batch.ts";
export type { DatasetOptions } from "./create-dataset.ts";
export type { Augmentation, Dataset, PartName, Standardization, Task } from "./dataset.ts";
export { type ArraysInput, fromArrays } from "./from-arrays.ts";
export { withFullTraining } from "./full-training.ts";
export { targetsHeldByFloat32 } from "./standardization.ts";
export type { TableColumn } from "./table-column.ts";
export { type Feature, FIRST_WEEKDAY, featureOf, type TableEncoding } from "./table-encoding.ts";
