/** @file What a comparison is asked for, from the options of its command. */
import { availableParallelism } from "node:os";
import { parse, resolve } from "node:path";
import { InputError } from "../../base/index.ts";
import {
  BASELINE,
  type BenchmarkRequest,
  type Budget,
  type ComparisonOptions,
  type StrategyRequest,
} from "../../benchmark/index.ts";
import {
  type BenchValues,
  benchDefaults,
  isModule,
  requestOptions,
  simulationOptions,
} from "../options/bench-options.ts";
import { pickOptions } from "../options/option-table.ts";

type Options = Partial<BenchValues>;

/** Completes the options by their defaults. @throws {InputError} if there is no benchmark, or a setting of none of the strategies. */
export function comparisonRequest(options: Options): Omit<ComparisonOptions, "signal" | "onSearch"> {
  return {
    benchmark: requestOf(options),
    strategies: strategiesOf(options),
    seeds: options.seeds ?? benchDefaults.seeds,
    firstSeed: options.seed ?? benchDefaults.seed,
    simulation: simulationOf(options),
    processes: options.processes ?? availableParallelism(),
  };
}

function requestOf(options: Options): BenchmarkRequest {
  const { benchmark, spaceOption: space, ...others } = pickOptions(requestOptions, options);
  if (benchmark === undefined) {
    throw new InputError(
      "Cannot run espalier bench run: --benchmark is missing, expected one; see espalier list benchmarks",
    );
  }
  return { benchmark, ...others, ...(space && { space }) };
}

/** The strategies asked for, and random search, which the others are compared with; auto is told the longest search. */
function strategiesOf(options: Options): readonly StrategyRequest[] {
  const { strategies = benchDefaults.strategies, set = {} } = options;
  const requests = strategies.map((given) =>
    isModule(given) ? { name: parse(given).name, module: resolve(given) } : { name: given },
  );
  if (!strategies.includes(BASELINE)) requests.push({ name: BASELINE });
  const names = requests.map(({ name }) => name);
  const unused = Object.keys(set).find((name) => !names.includes(name));
  if (unused !== undefined) {
    throw new InputError(`Cannot read --set: ${unused} is not compared, expected one of ${names.join(", ")}`);
  }
  const longest = budgetsOf(options).findLast(({ kind }) => kind === "evaluations");
  const known = longest === undefined ? {} : { auto: { trials: longest.amount } };
  return requests.map((request) => {
    const { name } = request;
    return { ...request, settings: { ...known[name as keyof typeof known], ...set[name] } };
  });
}

export function budgetsOf({ budget, simulatedTime }: Options): readonly Budget[] {
  if (budget === undefined && simulatedTime !== undefined) return [{ kind: "seconds", amount: simulatedTime / 1000 }];
  return (budget ?? [benchDefaults.budget]).map((amount) => ({ kind: "evaluations", amount }));
}

function simulationOf(options: Options): ComparisonOptions["simulation"] {
  const { simulatedTime, ...others } = pickOptions(simulationOptions, options);
  const evaluations = budgetsOf(options).findLast(({ kind }) => kind === "evaluations")?.amount;
  return {
    ...others,
    ...(evaluations !== undefined && { evaluations }),
    ...(simulatedTime !== undefined && { seconds: simulatedTime / 1000 }),
  };
}
