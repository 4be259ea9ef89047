/** @file The data sets that come with the package, in its `data` folder. */
import { fileURLToPath } from "node:url";
import { shiftAugmentation } from "./augment.ts";
import { parseCsv } from "./csv.ts";
import type { RawDataset } from "./raw-dataset.ts";
import { readText } from "./read-file.ts";

/** Reads the handwritten digits: 1797 grey images of 8x8 pixels, 0..16. */
export async function readDigits(): Promise<RawDataset> {
  const source = "E. Alpaydin, C. Kaynak, Optical Recognition of Handwritten Digits (test part), UCI 1998, CC BY 4.0";
  const table = parseCsv("digits", source, await readText(bundledPath("digits.csv.gz")));
  return {
    ...table,
    task: { ...table.task, inputShape: [1, 8, 8] },
    examples: Uint8Array.from(table.examples),
    augmentation: shiftAugmentation(8),
  };
}

/** Reads the wines: 178 rows of 13 measurements, 3 cultivars. */
export async function readWine(): Promise<RawDataset> {
  const source = "S. Aeberhard, M. Forina, Wine, UCI 1992, CC BY 4.0";
  return parseCsv("wine", source, await readText(bundledPath("wine.csv")));
}

/** The folder lies two levels up from this file, in the sources as in the build. */
function bundledPath(file: string): string {
  return fileURLToPath(new URL(`../../data/${file}`, import.meta.url));
}
