import fc from "fast-check";
import { expect, test } from "vitest";
import { decodeWeights, encodeWeights } from "../../src/study/index.ts";

const weights = fc.record({ parameters: fc.float32Array(), statistics: fc.float32Array() });

test("decodeWeights() gives back what encodeWeights() wrote, at any alignment", () => {
  fc.assert(
    fc.property(weights, fc.nat(3), (value, shift) => {
      const bytes = encodeWeights(value);
      const moved = new Uint8Array(bytes.length + shift + 2).subarray(shift, shift + bytes.length);
      moved.set(bytes);
      expect(decodeWeights(moved)).toEqual(value);
    }),
  );
});

test("encodeWeights() takes views into larger arrays", () => {
  const all = Float32Array.of(1, 2, 3, 4);
  const value = { parameters: all.subarray(1, 3), statistics: all.subarray(3) };
  expect(decodeWeights(encodeWeights(value))).toEqual({
    parameters: Float32Array.of(2, 3),
    statistics: Float32Array.of(4),
  });
});

test("decodeWeights() reads a Buffer, whose slices are views", () => {
  const value = { parameters: Float32Array.of(1, 2, 3), statistics: Float32Array.of(4, 5) };

  expect(decodeWeights(Buffer.from(encodeWeights(value)))).toEqual(value);
});

test("decodeWeights() refuses bytes with any bit changed, cut or added", () => {
  fc.assert(
    fc.property(weights, fc.nat(), fc.nat(7), (value, at, bit) => {
      const bytes = encodeWeights(value);
      const index = at % bytes.length;
      const changed = bytes.with(index, (bytes[index] ?? 0) ^ (1 << bit));
      for (const wrong of [changed, bytes.subarray(0, index), Uint8Array.of(...bytes, 0)]) {
        expect(() => decodeWeights(wrong)).toThrow(/^Cannot read trained weights: found/);
      }
    }),
  );
});
