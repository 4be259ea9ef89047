/** @file The binary batches of CIFAR-10 and CIFAR-100: label bytes, then 32x32 red, green and blue planes. */
import { join } from "node:path";
import { DataError } from "../base/index.ts";
import { photoAugmentation } from "./augment.ts";
import { indexRange, type RawDataset } from "./raw-dataset.ts";
import { type Entries, readBytes, readText } from "./read-file.ts";

const SIDE = 32;
const IMAGE_BYTES = 3 * SIDE * SIDE;

/** Where the two variants differ. CIFAR-100 has a coarse label before the fine one; only the fine one is used. */
interface Variant {
  readonly title: string;
  readonly classes: number;
  readonly labelBytes: number;
  readonly train: RegExp;
  readonly test: string;
  readonly classNames: string;
}

const variants: readonly Variant[] = [
  {
    title: "CIFAR-10",
    classes: 10,
    labelBytes: 1,
    train: /^data_batch_\d+\.bin$/,
    test: "test_batch.bin",
    classNames: "batches.meta.txt",
  },
  {
    title: "CIFAR-100",
    classes: 100,
    labelBytes: 2,
    train: /^train\.bin$/,
    test: "test.bin",
    classNames: "fine_label_names.txt",
  },
];

/** True if a folder holds training batches of CIFAR. */
export function isCifarFolder(entries: Entries): boolean {
  return findVariant(entries) !== undefined;
}

/**
 * Reads a folder of CIFAR binary batches; the test batch, where present, is the test part.
 *
 * @throws {DataError} if a batch is not a whole number of records or a label is out of range.
 * Source: A. Krizhevsky, "The CIFAR-10 and CIFAR-100 datasets", section "Binary version".
 */
export async function readCifarFolder(name: string, path: string, entries: Entries): Promise<RawDataset> {
  const variant = findVariant(entries);
  if (variant === undefined) {
    throw new DataError(`Cannot read CIFAR folder ${path}: no training batch, expected data_batch_1.bin or train.bin`);
  }
  const trainFiles = entries.files.filter((file) => variant.train.test(file));
  const testFiles = entries.files.filter((file) => file === variant.test);
  const batches: Uint8Array[] = [];
  for (const file of [...trainFiles, ...testFiles]) batches.push(await readBatch(join(path, file), variant));

  const recordBytes = variant.labelBytes + IMAGE_BYTES;
  const counts = batches.map((batch) => batch.length / recordBytes);
  const trainCount = counts.slice(0, trainFiles.length).reduce((sum, count) => sum + count, 0);
  const count = counts.reduce((sum, size) => sum + size, 0);
  return {
    name,
    source: `${variant.title} binary batches in ${name} (A. Krizhevsky, Learning Multiple Layers of Features, 2009)`,
    task: {
      kind: "classification",
      inputShape: [3, SIDE, SIDE],
      outputs: variant.classes,
      labels: await readClassNames(path, entries, variant),
    },
    ...unpack(batches, variant, count),
    given: testFiles.length > 0 ? { test: indexRange(trainCount, count) } : {},
    augmentation: { ...photoAugmentation(SIDE), flip: true },
  };
}

function findVariant(entries: Entries): Variant | undefined {
  return variants.find((variant) => entries.files.some((file) => variant.train.test(file)));
}

async function readBatch(path: string, { title, labelBytes, classes }: Variant): Promise<Uint8Array> {
  const bytes = await readBytes(path);
  const recordBytes = labelBytes + IMAGE_BYTES;
  if (bytes.length === 0 || bytes.length % recordBytes !== 0) {
    throw new DataError(
      `Cannot read ${title} batch ${path}: found ${bytes.length} bytes, expected a positive multiple of ${recordBytes}`,
    );
  }
  for (let at = labelBytes - 1; at < bytes.length; at += recordBytes) {
    if ((bytes[at] as number) < classes) continue;
    throw new DataError(
      `Cannot read ${title} batch ${path}: record ${Math.floor(at / recordBytes)} has label ${bytes[at]}, ` +
        `expected 0 to ${classes - 1}`,
    );
  }
  return bytes;
}

/** Parts labels from pixels. */
function unpack(
  batches: readonly Uint8Array[],
  { labelBytes }: Variant,
  count: number,
): { examples: Uint8Array; targets: Int32Array } {
  const examples = new Uint8Array(count * IMAGE_BYTES);
  const targets = new Int32Array(count);
  let next = 0;
  for (const batch of batches) {
    for (let at = 0; at < batch.length; at += labelBytes + IMAGE_BYTES) {
      const pixels = at + labelBytes;
      targets[next] = batch[pixels - 1] as number;
      examples.set(batch.subarray(pixels, pixels + IMAGE_BYTES), next * IMAGE_BYTES);
      next++;
    }
  }
  return { examples, targets };
}

async function readClassNames(path: string, entries: Entries, variant: Variant): Promise<string[]> {
  if (!entries.files.includes(variant.classNames)) {
    return Array.from({ length: variant.classes }, (_, index) => String(index));
  }
  const file = join(path, variant.classNames);
  const names = (await readText(file)).split(/\r?\n/).filter((line) => line.trim() !== "");
  if (names.length === variant.classes) return names.map((line) => line.trim());
  throw new DataError(`Cannot read class names ${file}: found ${names.length} lines, expected ${variant.classes}`);
}
