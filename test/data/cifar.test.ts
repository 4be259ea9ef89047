import { expect, test } from "vitest";
import { loadDataset } from "../../src/data/index.ts";
import { tempFolder } from "./temp-folder.ts";

/** Records whose pixels all equal the position of the record, after the given label bytes. */
function batch(records: readonly (readonly number[])[]): Uint8Array {
  return Uint8Array.from(records.flatMap((labels, index) => [...labels, ...new Array<number>(3072).fill(index)]));
}

const ten = Array.from({ length: 10 }, (_, index) => [index % 2]);

test("loadDataset() reads CIFAR-10 batches with names and test part", async () => {
  const names = Array.from({ length: 10 }, (_, index) => `thing ${index}`);
  const folder = await tempFolder({
    "data_batch_1.bin": batch(ten),
    "data_batch_2.bin": batch(ten),
    "test_batch.bin": batch([[9], [8]]),
    "batches.meta.txt": `${names.join("\n")}\n\n`,
  });

  const { task, examples, targets, parts, augmentation } = await loadDataset(folder);

  expect(task).toEqual({ kind: "classification", inputShape: [3, 32, 32], outputs: 10, labels: names });
  expect(examples.length).toBe(22 * 3072);
  expect(examples[3072 * 13]).toBe(3);
  expect([...targets.subarray(18)]).toEqual([0, 1, 9, 8]);
  expect([...parts.test]).toEqual([20, 21]);
  expect(parts.validation.length).toBe(4);
  expect(augmentation).toEqual({ flip: true, crop: 4, cutout: 0 });
});

test("loadDataset() reads the fine labels of CIFAR-100", async () => {
  const folder = await tempFolder({
    "train.bin": batch(Array.from({ length: 10 }, (_, index) => [19, index % 2 === 0 ? 99 : 5])),
  });

  const { task, targets, examples } = await loadDataset(folder);

  expect(task.outputs).toBe(100);
  expect(task.labels[99]).toBe("99");
  expect([...targets.subarray(0, 3)]).toEqual([99, 5, 99]);
  expect([...examples.subarray(2 * 3072, 2 * 3072 + 2)]).toEqual([2, 2]);
});

test("loadDataset() names the CIFAR file that is damaged", async () => {
  const broken: [Record<string, string | Uint8Array>, RegExp][] = [
    [{ "data_batch_1.bin": batch(ten).subarray(1) }, /data_batch_1\.bin: found 30729 bytes, expected .* 3073/],
    [{ "data_batch_1.bin": "" }, /found 0 bytes/],
    [{ "data_batch_1.bin": batch([[0], [10]]) }, /record 1 has label 10, expected 0 to 9/],
    [{ "data_batch_1.bin": batch(ten), "batches.meta.txt": "cat\ndog\n" }, /found 2 lines, expected 10/],
  ];
  for (const [files, message] of broken) await expect(loadDataset(await tempFolder(files))).rejects.toThrow(message);
});
