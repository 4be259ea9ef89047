/** @file A benchmark without files: random landscapes over six decisions of five options. */
import { createRng, type MetricSpec, mean, type Rng, SpaceError } from "../base/index.ts";
import { choice, defineSpace, type SearchSpace } from "../space/index.ts";
import type { Measurement, Problem } from "./problem.ts";
import { withRememberedKeys } from "./remembered-keys.ts";

const GENES = 6;
const OPTIONS = 5;
const SIZE = OPTIONS ** GENES;
/** Standard deviation of the terms of two decisions; those of one have 1. */
const PAIR_SPREAD = 0.3;
const options: readonly [0, 1, 2, 3, 4] = [0, 1, 2, 3, 4];

/** An option for each decision. */
export type SyntheticArchitecture = Readonly<Record<"a" | "b" | "c" | "d" | "e" | "f", (typeof options)[number]>>;

const landscapeSpace: SearchSpace<SyntheticArchitecture> = defineSpace({
  name: "synthetic",
  decisions: {
    a: choice(options),
    b: choice(options),
    c: choice(options),
    d: choice(options),
    e: choice(options),
    f: choice(options),
  },
  build: () => {
    throw new SpaceError(
      "Cannot build a network of space synthetic: it has values alone, expected a space of networks",
    );
  },
});

const space: SearchSpace<SyntheticArchitecture> = withRememberedKeys(landscapeSpace);

/** Distance to the best architecture in standard deviations of the landscape, negative: 0 is the best there is. */
const score: MetricSpec = { name: "score", unit: "1", goal: "max" };

export interface SyntheticOptions {
  /** Whether evaluations may be cut short: values at 1/27, 1/9 and 1/3 of the budget are noisy. Default false. */
  readonly partial?: boolean;
}

/**
 * Creates the landscape of a seed: each option of a decision and each pair of options adds a random term. Its 15,625
 * values are all worked out, so the best is known. An evaluation takes a second; with `partial`, ten seconds and ten more
 * for each option's number.
 *
 * With `partial`, the value at a part p of the budget has noise of standard deviation 1 - p, the same at each call.
 */
export function syntheticProblem(
  seed: number,
  { partial = false }: SyntheticOptions = {},
): Problem<SyntheticArchitecture> {
  const rng = createRng(seed).split("landscape");
  const values = standardized(landscape(rng));
  const fidelities = partial ? [1 / 27, 1 / 9, 1 / 3, 1] : [1];
  const noise = fidelities.map((fidelity) => (fidelity === 1 ? null : normals(rng.split(fidelity), SIZE)));
  return {
    space,
    searched: score,
    reported: score,
    fidelities,
    optimum: 0,
    reportedOptimum: 0,
    measure: (arch): Measurement => {
      const chosen = [arch.a, arch.b, arch.c, arch.d, arch.e, arch.f];
      const at = chosen.reduce<number>((index, option) => index * OPTIONS + option, 0);
      const value = values[at] as number;
      return {
        searched: fidelities.map((fidelity, i) => value + (1 - fidelity) * (noise[i]?.[at] ?? 0)),
        reported: value,
        seconds: partial ? 10 * (1 + chosen.reduce<number>((sum, option) => sum + option, 0)) : 1,
        secondsOnce: 0,
      };
    },
  };
}

/** The value of every architecture, in the order of its options read as digits. */
function landscape(rng: Rng): Float64Array {
  const single = normals(rng, GENES * OPTIONS);
  const pairs = normals(rng, GENES * GENES * OPTIONS * OPTIONS);
  const chosen = new Array<number>(GENES).fill(0);
  return Float64Array.from({ length: SIZE }, (_, index) => {
    for (let gene = GENES - 1, rest = index; gene >= 0; gene--) {
      chosen[gene] = rest % OPTIONS;
      rest = Math.floor(rest / OPTIONS);
    }
    let value = 0;
    for (let i = 0; i < GENES; i++) {
      const own = i * OPTIONS + (chosen[i] as number);
      value += single[own] as number;
      for (let j = i + 1; j < GENES; j++) {
        value += PAIR_SPREAD * (pairs[own * GENES * OPTIONS + j * OPTIONS + (chosen[j] as number)] as number);
      }
    }
    return value;
  });
}

/** Values moved and scaled to a greatest of 0 and a standard deviation of 1. */
function standardized(values: Float64Array): Float64Array {
  const best = values.reduce((a, b) => Math.max(a, b));
  const average = mean([...values]);
  const spread = Math.sqrt(values.reduce((sum, value) => sum + (value - average) ** 2, 0) / values.length);
  return values.map((value) => (value - best) / spread);
}

function normals(rng: Rng, length: number): Float64Array {
  return Float64Array.from({ length }, () => rng.normal());
}
