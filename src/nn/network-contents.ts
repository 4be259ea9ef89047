/** @file What a network under construction has declared, and the order the finished one lists it in. */
import type {
  Choice,
  Graph,
  Network,
  Noise,
  Normalization,
  Owned,
  Parameter,
  Value,
  ValueName,
} from "../graph/index.ts";

type BatchNormalization = Omit<Normalization, "runningMean" | "runningVariance">;

/** One for a network and all its branches. */
export class NetworkContents {
  readonly parameters: Parameter[] = [];
  readonly noises: Noise[] = [];
  readonly choices: Choice[] = [];
  readonly normalizations: BatchNormalization[] = [];

  /** Names of the batch's statistics of all normalisations from a position on, each one's mean before its variance. */
  statisticsFrom(position: number): ValueName[] {
    return this.normalizations.slice(position).flatMap(({ batchMean, batchVariance }) => [batchMean, batchVariance]);
  }

  /** Tells what the values of `statisticsFrom` are called in the graph around the branches they came from. */
  moveStatistics(position: number, statistics: readonly Value[]): void {
    this.normalizations.slice(position).forEach((normalization, i) => {
      const [mean, variance] = statistics.slice(2 * i) as [Value, Value];
      this.normalizations[position + i] = { ...normalization, batchMean: mean.name, batchVariance: variance.name };
    });
  }

  network(graph: Graph, input: ValueName, output: ValueName): Network {
    const named = this.normalizations.map((normalization, i) => ({
      ...normalization,
      runningMean: `running_mean.${i}`,
      runningVariance: `running_variance.${i}`,
    }));
    return {
      graph,
      input,
      output,
      parameters: byOwner(this.parameters),
      normalizations: byOwner(named),
      noises: byOwner(this.noises),
      choices: [...this.choices],
    };
  }
}

/** What all paths share first, then branch by branch; otherwise in the given order. */
export function byOwner<T extends Owned>(items: readonly T[]): T[] {
  const groups = new Map<string, T[]>([["", []]]);
  for (const item of items) {
    const key = item.owner ? JSON.stringify([item.owner.choice, item.owner.branch]) : "";
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return [...groups.values()].flat();
}
