/** @file The data sets that come with the package, in its `data` folder. */
import { fileURLToPath } from "node:url";
import { shiftAugmentation } from "./augment.ts";
import { fileBytes, readCsv } from "./csv/index.ts";
import type { RawDataset } from "./raw-dataset.ts";
import { readText } from "./read-file.ts";

const PIXELS = 64;

/** Reads the handwritten digits: 1797 grey images of 8x8 pixels, 0..16. */
export async function readDigits(): Promise<RawDataset> {
  // Each line has the pixels and the digit. Images are no table: what is always black stays.
  const lines = (await readText(bundledPath("digits.csv.gz"))).trim().split("\n");
  const cells = lines.map((line) => line.split(",").map(Number));
  const labels = Array.from({ length: 10 }, (_, digit) => String(digit));
  return {
    name: "digits",
    source: "E. Alpaydin, C. Kaynak, Optical Recognition of Handwritten Digits (test part), UCI 1998, CC BY 4.0",
    task: { kind: "classification", inputShape: [1, 8, 8], outputs: labels.length, labels },
    examples: Uint8Array.from(cells.flatMap((row) => row.slice(0, PIXELS))),
    targets: Int32Array.from(cells, (row) => row[PIXELS] as number),
    given: {},
    augmentation: shiftAugmentation(8),
  };
}

/** Reads the wines: 178 rows of 13 measurements, 3 cultivars. */
export function readWine(): Promise<RawDataset> {
  const source = "S. Aeberhard, M. Forina, Wine, UCI 1992, CC BY 4.0";
  const options = { header: true, label: "cultivar", task: "classification" } as const;
  return readCsv("wine", source, fileBytes(bundledPath("wine.csv")), options);
}

/** The folder lies two levels up from this file, in the sources as in the build. */
function bundledPath(file: string): string {
  return fileURLToPath(new URL(`../../data/${file}`, import.meta.url));
}
