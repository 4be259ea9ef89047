/** @file Tasks without data for networks that evolve: exclusive or, and a pole on a cart. */
import { createRng, type MetricSpec, mean } from "../../src/base/index.ts";
import { type NeatGenome, type NeatSpace, neatSpace } from "../../src/space/index.ts";
import { type NeatOptions, neat } from "../../src/strategy/index.ts";

type Network = (inputs: readonly number[]) => ArrayLike<number>;

export interface NeatTask {
  readonly space: NeatSpace;
  readonly solved: number;
  fitness(network: Network): number;
}

const cases = [
  [0, 0, 0],
  [0, 1, 1],
  [1, 0, 1],
  [1, 1, 0],
] as const;

/** Four less the squared errors of the four cases; 3.9 counts as solved. */
export const exclusiveOr: NeatTask = {
  space: neatSpace({ inputs: 2 }),
  solved: 3.9,
  fitness: (network) => 4 - cases.reduce((sum, [a, b, y]) => sum + ((network([a, b])[0] as number) - y) ** 2, 0),
};

/** Steps that a pole stays up, at most 500, mean of four starts. */
export function cartPole(seed: number): NeatTask {
  const rng = createRng(`starts ${seed}`);
  const within = (range: number): number => range * (2 * rng.next() - 1);
  const starts = Array.from({ length: 4 }, (): State => [within(0.1), within(0.2), within(0.05), within(0.2)]);
  return {
    space: neatSpace({ inputs: 4 }),
    solved: STEPS,
    fitness: (network) => mean(starts.map((start) => stepsUpright(network, start))),
  };
}

/** Position in m, speed in m/s, angle in rad, angular speed in rad/s. */
type State = readonly [x: number, v: number, theta: number, omega: number];

const STEPS = 500;
const MOST_ANGLE = (12 * Math.PI) / 180;

/**
 * Pushes the cart by 10 N to one side or the other every 0.02 s, by Euler's method.
 * Source: Barto, Sutton, Anderson 1983, "Neuronlike adaptive elements that can solve difficult learning control
 * problems", appendix, without friction: cart 1 kg, pole 0.1 kg and 0.5 m to its middle, track 2.4 m either way.
 */
function stepsUpright(network: Network, start: State): number {
  let [x, v, theta, omega] = start;
  for (let step = 0; step < STEPS; step++) {
    const force = (network([x / 2.4, v / 2, theta / MOST_ANGLE, omega / 2])[0] as number) > 0.5 ? 10 : -10;
    const [sin, cos] = [Math.sin(theta), Math.cos(theta)];
    const push = (force + 0.05 * omega * omega * sin) / 1.1;
    const turn = (9.8 * sin - cos * push) / (0.5 * (4 / 3 - (0.1 * cos * cos) / 1.1));
    const pull = push - (0.05 * turn * cos) / 1.1;
    [x, v, theta, omega] = [x + 0.02 * v, v + 0.02 * pull, theta + 0.02 * omega, omega + 0.02 * turn];
    if (Math.abs(x) > 2.4 || Math.abs(theta) > MOST_ANGLE) return step;
  }
  return STEPS;
}

export interface Evolved {
  /** The first genome that solves the task; undefined where none did in time. */
  readonly genome: NeatGenome | undefined;
  readonly evaluations: number;
}

const objectives: readonly MetricSpec[] = [{ name: "fitness", unit: "1", goal: "max" }];

/** Evolves until the task is solved. */
export function evolve(
  { space, solved, fitness }: NeatTask,
  seed: number,
  most: number,
  options?: NeatOptions,
): Evolved {
  const strategy = neat(options).create(space, objectives, createRng(seed));
  for (let trial = 0; trial < most; trial++) {
    for (const { architecture } of strategy.ask(1)) {
      const value = fitness(space.evaluator(architecture));
      if (value >= solved) return { genome: architecture, evaluations: trial + 1 };
      const key = space.key(architecture);
      strategy.tell([{ trial, architecture, key, state: "complete", values: { fitness: value }, feasible: true }]);
    }
  }
  return { genome: undefined, evaluations: most };
}
