export { absenceNote, absentClasses } from "./absent-classes.ts";
export { augment, noAugmentation } from "./augment.ts";
export { type Batch, type EpochOptions, epochBatches, gatherBatch } from "./batch.ts";
export type { DatasetOptions } from "./create-dataset.ts";
export { type CsvOptions, type NamedRows, readNamedRows } from "./csv/index.ts";
export { type CellValue, readCells, UNKNOWN_CATEGORY } from "./csv/read-cells.ts";
export { dataFormats } from "./data-formats.ts";
export { dataSources } from "./data-sources.ts";
export {
  type Augmentation,
  type Dataset,
  type DatasetCard,
  datasetCard,
  type PartName,
  type Standardization,
  type Task,
} from "./dataset.ts";
export { type DataOverview, describeData, type PartCounts } from "./describe-data.ts";
export type { Finding } from "./finding.ts";
export { type ArraysInput, fromArrays } from "./from-arrays.ts";
export { withFullTraining } from "./full-training.ts";
export { readImage } from "./image-file.ts";
export { listImages } from "./list-images.ts";
export { type LoadOptions, loadDataset } from "./load-dataset.ts";
export { coverSquare, type ImageFit, isGrey, type Pixels, squareFit, toChannels } from "./resize.ts";
export { countSeen, type Rows, type SeenRows, seenRows } from "./seen-rows.ts";
export { targetsHeldByFloat32 } from "./standardization.ts";
export type { TableColumn } from "./table-column.ts";
export { type Feature, FIRST_WEEKDAY, featureOf, type TableEncoding } from "./table-encoding.ts";
