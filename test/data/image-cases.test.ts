import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { loadDataset } from "../../src/data/index.ts";

const cases = fileURLToPath(new URL("../../../shared/cases/", import.meta.url));
const missing = existsSync(cases) ? undefined : `skipped: no folder ${cases}`;

/** What stands in the findings, and the sizes of the parts. */
test.for([
  ["images-left-out/nested", [8, 2, 2], /4 images in folders below a class folder \(top\/day2\) count as that class/],
  ["images-left-out/bmp", [4, 2, 2], /4 files or folders are left out: images that are not .* \(top\/2.bmp, /],
  ["images-left-out/dev", [10, 12, 2], /dev is taken for the validation part/],
  ["part-names/capital", [10, 2, 12], /Testing is taken for the test part, Training is taken for the training part/],
  ["part-names/class-train", [10, 4, 4], /train is taken for a class, as images lie in it as in bus/],
  ["mirror", [24, 8, 8], /training images are not mirrored, as left and right may tell classes apart/],
  ["imbalance/two-positives.csv", [59, 20, 21], /no example of class "yes" in the validation part, which has 2 in all/],
] as const)("loadDataset() reads the case %s and says what it made of it", async ([name, sizes, finding], { skip }) => {
  if (missing) return skip(missing);

  const { parts, findings } = await loadDataset(`${cases}${name}`);

  expect([parts.train.length, parts.validation.length, parts.test.length]).toEqual(sizes);
  expect(findings.map(({ text }) => text).join("\n")).toMatch(finding);
});
