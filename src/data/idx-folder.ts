/** @file A folder of IDX files as MNIST comes: train-images, train-labels and perhaps the t10k test part. */
import { join } from "node:path";
import { DataError } from "../base/index.ts";
import { shiftAugmentation } from "./augment.ts";
import { type IdxArray, parseIdx } from "./idx.ts";
import { indexRange, type RawDataset } from "./raw-dataset.ts";
import { type Entries, readBytes } from "./read-file.ts";

interface LabelledImages {
  readonly images: IdxArray;
  readonly labels: IdxArray;
}

/** True if a folder holds the training images of an IDX data set. */
export function isIdxFolder(entries: Entries): boolean {
  return findIdxFile(entries, "train", "images") !== undefined;
}

/**
 * Reads a folder of IDX files, gzipped or not; the t10k files, where present, are the test part.
 *
 * @throws {DataError} if a file is missing or damaged, or two of them do not fit together.
 */
export async function readIdxFolder(name: string, path: string, entries: Entries): Promise<RawDataset> {
  const train = await readPair(path, entries, "train");
  const hasTest = findIdxFile(entries, "t10k", "images") !== undefined;
  const pairs = hasTest ? [train, await readPair(path, entries, "t10k")] : [train];
  const [trainCount = 0, height = 0, width = 0] = train.images.shape;
  for (const { images } of pairs) {
    if (images.shape[1] === height && images.shape[2] === width) continue;
    throw new DataError(
      `Cannot read IDX folder ${path}: test images are [${images.shape.slice(1).join(", ")}], ` +
        `expected [${height}, ${width}] as in training`,
    );
  }

  const targets = Int32Array.from(pairs.flatMap(({ labels }) => [...labels.values]));
  const outputs = targets.reduce((most, target) => Math.max(most, target), 0) + 1;
  return {
    name,
    source: `IDX files in ${name}`,
    task: {
      kind: "classification",
      inputShape: [1, height, width],
      outputs,
      labels: Array.from({ length: outputs }, (_, index) => String(index)),
    },
    examples: concatenate(pairs.map(({ images }) => images.values)),
    targets,
    given: hasTest ? { test: indexRange(trainCount, targets.length) } : {},
    augmentation: shiftAugmentation(Math.min(height, width)),
  };
}

async function readPair(path: string, entries: Entries, part: "train" | "t10k"): Promise<LabelledImages> {
  const images = await readIdx(path, entries, part, "images", 3);
  const labels = await readIdx(path, entries, part, "labels", 1);
  if (images.shape[0] !== labels.shape[0]) {
    throw new DataError(
      `Cannot read IDX folder ${path}: ${part} has ${images.shape[0]} images and ${labels.shape[0]} labels, ` +
        "expected equally many",
    );
  }
  return { images, labels };
}

async function readIdx(
  path: string,
  entries: Entries,
  part: "train" | "t10k",
  content: "images" | "labels",
  rank: number,
): Promise<IdxArray> {
  const file = findIdxFile(entries, part, content);
  if (file === undefined) {
    throw new DataError(
      `Cannot read IDX folder ${path}: no ${part} ${content}, expected ${part}-${content}-idx${rank}-ubyte or its .gz`,
    );
  }
  return parseIdx(await readBytes(join(path, file)), rank, join(path, file));
}

/** Finds a file under the names in use: a dash or a dot before "idx", packed or not. */
function findIdxFile(entries: Entries, part: "train" | "t10k", content: "images" | "labels"): string | undefined {
  const pattern = new RegExp(`^${part}-${content}[-.]idx[13]-ubyte(\\.gz)?$`);
  return entries.files.find((file) => pattern.test(file));
}

/** Joins byte arrays; one alone is returned as it is. */
function concatenate(chunks: readonly Uint8Array[]): Uint8Array {
  const [first] = chunks;
  if (first !== undefined && chunks.length === 1) return first;
  const joined = new Uint8Array(chunks.reduce((size, chunk) => size + chunk.length, 0));
  let end = 0;
  for (const chunk of chunks) {
    joined.set(chunk, end);
    end += chunk.length;
  }
  return joined;
}
