import { expect, test } from "vitest";
import { type Evaluation, minimize } from "../../src/surrogate/minimize.ts";

function rosenbrock(x: Float64Array): Evaluation {
  const [a = 0, b = 0] = x;
  return {
    value: (1 - a) ** 2 + 100 * (b - a * a) ** 2,
    gradient: Float64Array.of(-2 * (1 - a) - 400 * a * (b - a * a), 200 * (b - a * a)),
  };
}

const box = (low: number, high: number, count = 2) => ({
  low: new Float64Array(count).fill(low),
  high: new Float64Array(count).fill(high),
});

test("minimize() finds the end of Rosenbrock's valley", () => {
  const { x, value } = minimize(rosenbrock, [-1.2, 1], box(-5, 5), 100);

  expect(x[0]).toBeCloseTo(1, 3);
  expect(x[1]).toBeCloseTo(1, 3);
  expect(value).toBeLessThan(1e-6);
});

test("minimize() stays in the box and finds the best point of its border", () => {
  const { x } = minimize(rosenbrock, [-1.2, 9], box(-5, 0.5), 100);

  // On the border a = 0.5 the best is b = 0.25.
  expect(x[0]).toBe(0.5);
  expect(x[1]).toBeCloseTo(0.25, 4);
});

test("minimize() solves a badly scaled quadratic in few steps", () => {
  let calls = 0;
  const scales = Float64Array.of(1, 10, 100, 1000);
  const objective = (x: Float64Array): Evaluation => {
    calls++;
    return {
      value: x.reduce((sum, at, i) => sum + 0.5 * (scales[i] as number) * (at - i) ** 2, 0),
      gradient: x.map((at, i) => (scales[i] as number) * (at - i)),
    };
  };

  const { x } = minimize(objective, [5, 5, 5, 5], box(-10, 10, 4), 100);

  for (const i of [0, 1, 2, 3]) expect(x[i]).toBeCloseTo(i, 2);
  expect(calls).toBeLessThan(60);
});

test("minimize() never takes a point without a value, and can do nothing", () => {
  const log = (x: Float64Array): Evaluation => {
    const [at = 0] = x;
    return { value: at <= 0 ? Number.NaN : at - Math.log(at), gradient: Float64Array.of(1 - 1 / at) };
  };

  expect(minimize(log, [3], box(-10, 10, 1), 50).x[0]).toBeCloseTo(1, 3);
  expect(minimize(log, [3], box(-10, 10, 1), 0).x[0]).toBe(3);
  expect(minimize(log, [3], box(2, 2, 1), 10).x[0]).toBe(2);
});
