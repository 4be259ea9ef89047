export type { Augmentation, Dataset, PartName, Standardization, Task } from "./dataset.ts";
