import { expect, test } from "vitest";
import { createRng } from "../../src/base/index.ts";
import { cholesky } from "../../src/surrogate/cholesky.ts";
import { mixedKernel, productKernel, sumKernel } from "../../src/surrogate/combined-kernels.ts";
import { type Kernel, onColumns } from "../../src/surrogate/kernel.ts";
import { hamming, matern, squaredExponential } from "../../src/surrogate/vector-kernels.ts";

const rng = createRng("kernels");
const vectors = (count: number): Float64Array[] =>
  Array.from({ length: count }, () => Float64Array.of(rng.int(3), rng.int(3), rng.next(), rng.next()));
const inputs = vectors(9);
const others = vectors(5);

const numbers = onColumns(matern(), [2, 3]);
const categories = onColumns(hamming(), [0, 1]);
const kernels: readonly Kernel[] = [
  matern(),
  matern({ perColumn: false }),
  squaredExponential(),
  hamming(),
  hamming({ perColumn: false }),
  sumKernel([numbers, categories, squaredExponential({ perColumn: false })]),
  productKernel([numbers, categories, squaredExponential({ perColumn: false })]),
  mixedKernel(categories, numbers),
  productKernel([sumKernel([numbers, categories]), hamming({ perColumn: false })]),
];

function drawnLogs(count: number): Float64Array {
  return Float64Array.from({ length: count }, () => 0.5 * rng.normal());
}

test.each(kernels)("the derivatives of $name (%#) are those of its covariances", (kernel) => {
  const bound = kernel.bind(inputs);
  const logs = drawnLogs(bound.parameters.length);
  const half = Float64Array.from({ length: 81 }, () => rng.normal());
  const weights = half.map((value, at) => value + (half[(at % 9) * 9 + Math.floor(at / 9)] as number));
  const total = (at: Float64Array): number =>
    bound.gram(at).reduce((sum, value, i) => sum + value * (weights[i] as number), 0);

  const slopes = bound.slopes(logs, weights);

  expect(slopes).toHaveLength(logs.length);
  slopes.forEach((slope, p) => {
    const [above, below] = [1e-5, -1e-5].map((step) => total(logs.map((log, i) => (i === p ? log + step : log))));
    expect(slope).toBeCloseTo(((above as number) - (below as number)) / 2e-5, 6);
  });
});

test.each(kernels)("$name (%#) is 1 for equal inputs, symmetric and positive definite", (kernel) => {
  const bound = kernel.bind(inputs);
  const logs = drawnLogs(bound.parameters.length);

  const gram = bound.gram(logs);
  const cross = bound.cross(logs, [...others, inputs[4] as Float64Array]);

  for (let i = 0; i < 9; i++) {
    expect(gram[i * 9 + i]).toBeCloseTo(1, 12);
    for (let j = 0; j < 9; j++) expect(gram[i * 9 + j]).toBe(gram[j * 9 + i]);
    expect(cross[5 * 9 + i]).toBeCloseTo(gram[4 * 9 + i] as number, 12);
  }
  expect(cross).toHaveLength(6 * 9);
  expect(() =>
    cholesky(
      gram.map((value, at) => value + (at % 10 === 0 ? 1e-8 : 0)),
      9,
    ),
  ).not.toThrow();
});

test("hamming() counts the columns that differ", () => {
  const bound = hamming({ perColumn: false }).bind([Float64Array.of(0, 1, 2), Float64Array.of(0, 2, 1)]);

  expect(bound.gram(Float64Array.of(Math.log(4)))[1]).toBeCloseTo(Math.exp(-2 / 4), 12);
});

test("squaredExponential() and matern() give the closed form", () => {
  const pair = [Float64Array.of(0, 0), Float64Array.of(3, 8)];
  const logs = Float64Array.of(Math.log(1), Math.log(2));

  // r = 5.
  expect(squaredExponential().bind(pair).gram(logs)[1]).toBeCloseTo(Math.exp(-12.5), 15);
  expect(matern().bind(pair).gram(logs)[1]).toBeCloseTo(
    (1 + 5 * Math.sqrt(5) + 125 / 3) * Math.exp(-5 * Math.sqrt(5)),
    15,
  );
});

test("mixedKernel() is half a sum and half a product where the shares are equal", () => {
  const pair = [Float64Array.of(0, 0, 0.1, 0.2), Float64Array.of(1, 0, 0.5, 0.2)];
  const logs = Float64Array.of(0, 0, 0.1, 0.2, 0.3, 0.4);

  const a = categories.bind(pair).gram(logs.subarray(2, 4))[1] as number;
  const b = numbers.bind(pair).gram(logs.subarray(4))[1] as number;

  expect(mixedKernel(categories, numbers).bind(pair).gram(logs)[1]).toBeCloseTo((a + b) / 4 + (a * b) / 2, 12);
});
