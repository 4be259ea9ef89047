/** @file The identity of a data set: what is learned from, not where it lies or when it was read. */
import { hashBytes } from "../base/index.ts";
import type { Dataset } from "./dataset.ts";

/**
 * Hashes examples, targets, task, parts and, of a table, columns and features: 64 hex digits of SHA-256.
 *
 * Name, source and augmentation do not count. Bytes are hashed in the machine's order, which is little-endian wherever
 * Node.js runs today.
 */
export function hashDataset(data: Pick<Dataset, "task" | "examples" | "targets" | "parts" | "encoding">): string {
  const { task, examples, targets, parts, encoding } = data;
  const { train, validation, test } = parts;
  const arrays = [examples, targets, train, validation, test];
  // Element type and length of each array come first, so that no two data sets share one byte stream.
  const header = {
    kind: task.kind,
    inputShape: task.inputShape,
    outputs: task.outputs,
    labels: task.labels,
    arrays: arrays.map((array) => [array.constructor.name, array.length]),
    ...(encoding && { columns: encoding.columns, features: encoding.features }),
  };
  return hashBytes(new TextEncoder().encode(JSON.stringify(header)), ...arrays.map(bytesOf));
}

function bytesOf(array: Dataset["examples" | "targets"]): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}
