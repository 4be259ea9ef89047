/** @file Writes results as NAS-Bench-301 publishes them. */
import { createRng } from "../../../src/base/index.ts";
import { darts, parseGenotype } from "../../../src/space/index.ts";

export const PREFIX = "NetworkSelectorDatasetInfo:darts:";

type Changes = Readonly<Record<string, unknown>>;

/** The hyperparameters of a genotype as the authors' code writes them. */
function configOf(genotype: string, changes: Changes): Record<string, unknown> {
  const config: Record<string, unknown> = {
    "SimpleLearningrateSchedulerSelector:cosine_annealing:T_max": 98,
    [`${PREFIX}layers`]: 8,
    [`${PREFIX}init_channels`]: 32,
    "OptimizerSelector:sgd:learning_rate": 0.025,
    "OptimizerSelector:sgd:weight_decay": 0.0003,
  };
  const cells = parseGenotype(genotype);
  for (const name of ["normal", "reduce"] as const) {
    let start = 0;
    for (const [i, edges] of cells[name].entries()) {
      for (const { operation, from } of edges) config[`${PREFIX}edge_${name}_${start + from}`] = operation;
      if (i > 0) config[`${PREFIX}inputs_node_${name}_${i + 2}`] = edges.map(({ from }) => from).join("_");
      start += i + 2;
    }
  }
  const changed = Object.entries(changes).map(([name, value]) => [`${PREFIX}${name}`, value]);
  return { ...config, ...Object.fromEntries(changed) };
}

/** The text of a result; `changes` go by the names of hyperparameters of the network. */
export function resultText(genotype: string, valid: number, changes: Changes = {}): string {
  return JSON.stringify({
    budget: 98,
    optimized_hyperparamater_config: configOf(genotype, changes),
    info: [{ train_accuracy_final: 99, val_accuracy: valid, model_parameters: 1_234_567 }],
    test_accuracy: valid - 0.5,
    runtime: 5000 + valid,
  });
}

/** The text of a result of a random genotype. */
export function resultOf(seed: number, valid: number, changes: Changes = {}): string {
  return resultText(darts().sample(createRng(seed)), valid, changes);
}
