import fc from "fast-check";
import { expect, test } from "vitest";
import type { Checkpoint } from "../../src/estimator/index.ts";
import { decodeCheckpoint, encodeCheckpoint } from "../../src/study/index.ts";

const weights = { parameters: Float32Array.of(1, 2), statistics: Float32Array.of(3) };
const checkpoints: fc.Arbitrary<Checkpoint> = fc.record({
  epoch: fc.nat(),
  step: fc.nat(),
  state: fc.dictionary(
    fc.string().filter((name) => name !== "__proto__"),
    fc.float32Array(),
    { noNullPrototype: true },
  ),
  best: fc.record({
    epoch: fc.nat(),
    score: fc.record({ accuracy: fc.double(), loss: fc.double() }),
    weights: fc.constant(weights),
  }),
});

test("decodeCheckpoint() gives back what encodeCheckpoint() wrote, at any alignment", () => {
  fc.assert(
    fc.property(checkpoints, fc.nat(3), (checkpoint, shift) => {
      const bytes = encodeCheckpoint(checkpoint);
      const moved = new Uint8Array(bytes.length + shift + 2).subarray(shift, shift + bytes.length);
      moved.set(bytes);
      expect(decodeCheckpoint(moved, weights)).toEqual(checkpoint);
    }),
  );
});

test("encodeCheckpoint() takes views into larger arrays, and writes neither the rest of them nor the weights", () => {
  const all = new Float32Array(100_000);
  const best = { epoch: 1, score: { loss: 0 }, weights: { parameters: all, statistics: all } };

  const bytes = encodeCheckpoint({ epoch: 2, step: 20, state: { params: all.subarray(1, 3) }, best });

  expect(bytes.length).toBeLessThan(1000);
  expect(decodeCheckpoint(bytes, weights).state.params).toEqual(Float32Array.of(0, 0));
});

test("decodeCheckpoint() refuses bytes with any bit changed, cut or added", () => {
  fc.assert(
    fc.property(checkpoints, fc.nat(), fc.nat(7), (checkpoint, at, bit) => {
      const bytes = new Uint8Array(encodeCheckpoint(checkpoint));
      const index = at % bytes.length;
      const changed = bytes.with(index, (bytes[index] ?? 0) ^ (1 << bit));
      for (const wrong of [changed, bytes.subarray(0, index), Uint8Array.of(...bytes, 0)]) {
        expect(() => decodeCheckpoint(wrong, weights)).toThrow(/^Cannot read checkpoint: found/);
      }
    }),
  );
});
