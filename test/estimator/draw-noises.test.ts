import { describe, expect, it } from "vitest";
import { createRng } from "../../src/base/index.ts";
import { drawNoises } from "../../src/estimator/training/draw-noises.ts";
import type { Network, NoiseKind } from "../../src/graph/index.ts";
import { NetworkBuilder } from "../../src/nn/index.ts";

const count = 20_000;

function networkWith(...kinds: readonly NoiseKind[]): Network {
  const task = { kind: "regression", inputShape: [1], outputs: 1, labels: ["y"] } as const;
  const net = new NetworkBuilder(task, 1);
  for (const kind of kinds) net.noise([count / 2, 2], kind);
  return net.finish(net.input);
}

function moments(data: ArrayLike<number | bigint>): { mean: number; variance: number } {
  const values = Array.from(data, Number);
  const mean = values.reduce((a, b) => a + b) / values.length;
  return { mean, variance: values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length };
}

describe("drawNoises()", () => {
  it("draws dropout factors of mean 1 and Gumbel numbers, in shape and by name", () => {
    const noises = drawNoises(networkWith({ kind: "dropout", rate: 0.2 }, { kind: "gumbel" }), createRng(1));

    expect(Object.keys(noises)).toEqual(["dropout.0", "gumbel.1"]);
    const factors = noises["dropout.0"]?.data ?? [];
    expect(noises["dropout.0"]?.shape).toEqual([count / 2, 2]);
    expect(new Set(factors as Float32Array)).toEqual(new Set([0, 1.25]));
    expect(moments(factors).mean).toBeCloseTo(1, 1);
    // Euler's constant and π² / 6; standard errors are 0.009 and 0.03.
    const { mean, variance } = moments(noises["gumbel.1"]?.data ?? []);
    expect(Math.abs(mean - 0.5772)).toBeLessThan(0.04);
    expect(Math.abs(variance - Math.PI ** 2 / 6)).toBeLessThan(0.15);
  });

  it("stays finite at the ends of the uniform numbers", () => {
    for (const end of [0, 1 - 2 ** -53]) {
      const { "gumbel.0": gumbel } = drawNoises(networkWith({ kind: "gumbel" }), { ...createRng(1), next: () => end });
      expect(Number.isFinite(gumbel?.data[0])).toBe(true);
    }
  });

  it("gives equal numbers for equal seeds", () => {
    const network = networkWith({ kind: "gumbel" });
    expect(drawNoises(network, createRng(3))).toEqual(drawNoises(network, createRng(3)));
    expect(drawNoises(network, createRng(3))).not.toEqual(drawNoises(network, createRng(4)));
  });
});
