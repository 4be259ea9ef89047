import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { expect, test } from "vitest";
import { parseIdx } from "../../src/data/idx.ts";
import { loadDataset } from "../../src/data/index.ts";
import { tempFolder } from "./temp-folder.ts";

function idx(shape: readonly number[], values: readonly number[]): Uint8Array {
  const header = new DataView(new ArrayBuffer(4 + 4 * shape.length));
  header.setUint16(2, 0x0800 | shape.length);
  shape.forEach((dimension, axis) => {
    header.setUint32(4 + 4 * axis, dimension);
  });
  return Uint8Array.from([...new Uint8Array(header.buffer), ...values]);
}

function images(count: number, side = 3): Uint8Array {
  return idx(
    [count, side, side],
    Array.from({ length: count * side * side }, (_, index) => index % 256),
  );
}

function labels(count: number): Uint8Array {
  return idx(
    [count],
    Array.from({ length: count }, (_, index) => index % 2),
  );
}

test("loadDataset() reads IDX files with the t10k files as test part", async () => {
  const folder = await tempFolder({
    "train-images-idx3-ubyte": images(20),
    "train-labels-idx1-ubyte": labels(20),
    "t10k-images-idx3-ubyte.gz": gzipSync(images(4)),
    "t10k-labels-idx1-ubyte.gz": gzipSync(labels(4)),
  });

  const { task, examples, targets, parts } = await loadDataset(folder);

  expect(task).toEqual({ kind: "classification", inputShape: [1, 3, 3], outputs: 2, labels: ["0", "1"] });
  expect(examples.length).toBe(24 * 9);
  expect([...examples.subarray(9, 12)]).toEqual([9, 10, 11]);
  expect([...targets.subarray(0, 3)]).toEqual([0, 1, 0]);
  expect([...parts.test]).toEqual([20, 21, 22, 23]);
  expect(parts.validation.length).toBe(4);
  expect(parts.train.length).toBe(16);
});

test("loadDataset() splits IDX files without t10k into three parts", async () => {
  const folder = await tempFolder({ "train-images.idx3-ubyte": images(20), "train-labels.idx1-ubyte": labels(20) });

  const { parts } = await loadDataset(folder);

  expect([parts.train.length, parts.validation.length, parts.test.length]).toEqual([12, 4, 4]);
});

test("loadDataset() names the IDX file that is missing or does not fit", async () => {
  const train = { "train-images-idx3-ubyte": images(20), "train-labels-idx1-ubyte": labels(20) };
  const broken: [Record<string, Uint8Array>, RegExp][] = [
    [{ "train-images-idx3-ubyte": images(20) }, /no train labels, expected train-labels-idx1-ubyte or its \.gz/],
    [{ ...train, "train-labels-idx1-ubyte": labels(19) }, /train has 20 images and 19 labels, expected equally many/],
    [
      { ...train, "t10k-images-idx3-ubyte": images(4, 5), "t10k-labels-idx1-ubyte": labels(4) },
      /test images are \[5, 5\], expected \[3, 3\] as in training/,
    ],
    [{ ...train, "train-images-idx3-ubyte": images(20).subarray(0, 50) }, /found 50 bytes, expected 196 for shape/],
    [
      { ...train, "train-images-idx3-ubyte": labels(20) },
      /it starts with "00 00 08 01" in 28 bytes, expected "00 00 08 03/,
    ],
  ];
  for (const [files, message] of broken) await expect(loadDataset(await tempFolder(files))).rejects.toThrow(message);
});

test("parseIdx() reads any array it was written from and refuses all shorter ones", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 1, max: 4 }), fc.nat(), (count, side, cut) => {
      const bytes = images(count, side);

      const { shape, values } = parseIdx(bytes, 3, "file");

      expect(shape).toEqual([count, side, side]);
      expect([...values]).toEqual([...bytes.subarray(16)]);
      expect(() => parseIdx(bytes.subarray(0, cut % bytes.length), 3, "file")).toThrow(/Cannot read IDX file file/);
    }),
  );
});
