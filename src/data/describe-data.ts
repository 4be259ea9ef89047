/** @file What a data set is, for people to check before they rely on it: plain JSON. */
import { sizeOf } from "../tensor/index.ts";
import type { Augmentation, Dataset, PartName, Task } from "./dataset.ts";
import type { Finding } from "./finding.ts";
import type { TableColumn } from "./table-column.ts";

export type PartCounts = Readonly<Record<PartName, number>>;

/** What a data set was taken for. */
export interface DataOverview {
  readonly name: string;
  readonly source: string;
  readonly task: Task["kind"];
  /** Column of classes or quantities; null where they come from elsewhere, as from the names of folders. */
  readonly label: string | null;
  readonly examples: PartCounts;
  /** With the examples of each in each part; none for regression. */
  readonly classes: readonly ({ readonly name: string } & PartCounts)[];
  /** Names of the classes that a part has no example of. */
  readonly absent: Dataset["absent"];
  /** Regression: least and greatest quantity of each target, over all parts. */
  readonly quantities: readonly { readonly name: string; readonly least: number; readonly greatest: number }[];
  /** Columns beside the label by what they hold; none for images. */
  readonly columns: readonly { readonly kind: TableColumn["kind"]; readonly names: readonly string[] }[];
  /** Numbers that a network is fed for one example. */
  readonly inputs: number;
  readonly image: { readonly channels: number; readonly height: number; readonly width: number } | null;
  /** Null where training changes nothing at random. */
  readonly augmentation: Augmentation | null;
  readonly findings: readonly Finding[];
}

/** Describes a data set. @param augments  False where training is told to leave images as they are. */
export function describeData(dataset: Dataset, augments = true): DataOverview {
  const { name, source, task, parts, encoding, augmentation, findings } = dataset;
  const [channels, height, width] = task.inputShape;
  const isImage = task.inputShape.length === 3;
  const changes = augmentation.flip || augmentation.crop > 0 || augmentation.cutout > 0;
  return {
    name,
    source,
    task: task.kind,
    label: dataset.target ?? null,
    examples: { train: parts.train.length, validation: parts.validation.length, test: parts.test.length },
    classes: task.kind === "classification" ? countClasses(dataset) : [],
    absent: dataset.absent,
    quantities: task.kind === "regression" ? measureQuantities(dataset) : [],
    columns: groupColumns(encoding?.columns ?? []),
    inputs: sizeOf(task.inputShape),
    image: isImage ? { channels: channels as number, height: height as number, width: width as number } : null,
    augmentation: isImage && augments && changes ? augmentation : null,
    findings,
  };
}

function countClasses({ task, targets, parts }: Dataset): DataOverview["classes"] {
  const counts = task.labels.map((name) => ({ name, train: 0, validation: 0, test: 0 }));
  for (const part of ["train", "validation", "test"] as const) {
    for (const index of parts[part]) {
      const row = counts[targets[index] as number];
      if (row) row[part]++;
    }
  }
  return counts;
}

function measureQuantities({ task, targets }: Dataset): DataOverview["quantities"] {
  return task.labels.map((name, offset) => {
    let least = Number.POSITIVE_INFINITY;
    let greatest = Number.NEGATIVE_INFINITY;
    for (let i = offset; i < targets.length; i += task.outputs) {
      least = Math.min(least, targets[i] as number);
      greatest = Math.max(greatest, targets[i] as number);
    }
    return { name, least, greatest };
  });
}

function groupColumns(columns: readonly TableColumn[]): DataOverview["columns"] {
  return (["number", "category", "date"] as const)
    .map((kind) => ({ kind, names: columns.filter((column) => column.kind === kind).map(({ name }) => name) }))
    .filter(({ names }) => names.length > 0);
}
