/** @file Tells the published files of benchmarks from tables. */
import { open, stat } from "node:fs/promises";
import { isTfRecordFile } from "./tf-record.ts";

/** `nb101`: a file of TFRecord; `nb301`: a folder of results. */
export type PublishedFormat = "nb101" | "nb301";

/** What a path leads to by its content, or by the ending `.tfrecord`; undefined for all else, such as tables. */
export async function publishedFormat(path: string): Promise<PublishedFormat | undefined> {
  const found = await stat(path).catch(() => undefined);
  if (found?.isDirectory()) return "nb301";
  if (!found?.isFile()) return undefined;
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(new Uint8Array(12));
    return path.endsWith(".tfrecord") || isTfRecordFile(buffer.subarray(0, bytesRead)) ? "nb101" : undefined;
  } finally {
    await file.close();
  }
}
