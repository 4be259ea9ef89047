/** @file The benchmarks by name: which space, which tables, which columns. */
import type { MetricSpec } from "../base/index.ts";
import type { TableSeconds } from "../estimator/index.ts";
import type { spaces } from "../space/index.ts";

/** How a table is searched. */
export interface TableTask {
  readonly summary: string;
  /** Name of the table's file without its ending. */
  readonly table: string;
  /** Column that strategies are told. Validation, wherever the table has it: the test column is for the report. */
  readonly search: string;
  /** Column told of the architecture that was best in the search. */
  readonly report: string;
  readonly unit: string;
  readonly goal: MetricSpec["goal"];
  /** Columns at smaller budgets than the whole, and the whole, in `budgetUnit`; the last is `search`. */
  readonly budgets?: readonly { readonly budget: number; readonly column: string }[];
  readonly seconds?: TableSeconds;
  /** Name of the file with features, without its ending. */
  readonly features?: string;
  /** Where the published data are that `bench import` makes the table of. */
  readonly source?: { readonly file: string; readonly url: string };
}

export interface TableBenchmark {
  readonly summary: string;
  readonly space: keyof typeof spaces;
  /** By name; the first is the default. */
  readonly tasks: Readonly<Record<string, TableTask>>;
}

const percent = { unit: "%", goal: "max" } as const;

const nb101Source = {
  file: "nasbench_only108.tfrecord",
  url: "https://storage.googleapis.com/nasbench/nasbench_only108.tfrecord",
};

/** NAS-Bench-Graph's data sets that share one file; values are fractions. */
const graphs = ["cora", "citeseer", "pubmed", "cs", "photo", "computers", "arxiv"] as const;

function graphTask(name: string, table: string): TableTask {
  return {
    summary: `${name}: accuracy of graph networks, search on validation, report test`,
    table,
    search: `${name}_valid_acc`,
    report: `${name}_test_acc`,
    unit: "1",
    goal: "max",
  };
}

/** Every benchmark that reads published tables. Columns are those of the files as published in CSV. */
export const tableBenchmarks: Readonly<Record<string, TableBenchmark>> = {
  nb201: {
    summary: "NAS-Bench-201: 15,625 cells for images",
    space: "nb201",
    tasks: {
      cifar10: {
        summary: "CIFAR-10 after 200 epochs (12 as a smaller budget), search on validation, report test",
        table: "nb201-accuracy",
        search: "cifar10_valid_200",
        report: "cifar10_test_200",
        ...percent,
        budgets: [
          { budget: 12, column: "cifar10_valid_12" },
          { budget: 200, column: "cifar10_valid_200" },
        ],
        seconds: { training: ["cifar10_train_seconds_200"], once: ["cifar10_valid_seconds"] },
        features: "nb201-zero-cost-cifar10",
      },
      "cifar10-single": {
        summary: "the same, one training instead of the mean of up to three: a noisy search",
        table: "nb201-accuracy",
        search: "cifar10_valid_200_single",
        report: "cifar10_test_200",
        ...percent,
        seconds: { training: ["cifar10_train_seconds_200"], once: ["cifar10_valid_seconds"] },
        features: "nb201-zero-cost-cifar10",
      },
      "cifar10-12": {
        summary: "low fidelity: search on validation after 12 epochs, at the cost of 12, report test after 200",
        table: "nb201-accuracy",
        search: "cifar10_valid_12",
        report: "cifar10_test_200",
        ...percent,
        seconds: {
          training: ["cifar10_train_seconds_200"],
          trainingShare: 12 / 200,
          once: ["cifar10_valid_seconds"],
        },
        features: "nb201-zero-cost-cifar10",
      },
      // Validation after 200 epochs is published for few cells; searching on the test column would select on test.
      cifar100: {
        summary: "CIFAR-100, search on validation after 12 epochs, report test after 200",
        table: "nb201-accuracy",
        search: "cifar100_valid_12",
        report: "cifar100_test_200",
        ...percent,
      },
      robustness: {
        summary: "CIFAR-10 accuracy under attack (PGD, 1/255)",
        table: "nb201-robustness-cifar10",
        search: "pgd_eps1",
        report: "pgd_eps1",
        ...percent,
        features: "nb201-zero-cost-cifar10",
      },
    },
  },
  nb101: {
    summary: "NAS-Bench-101: 423,624 cells of up to seven vertices",
    space: "nb101",
    tasks: {
      energy: {
        summary: "least energy of a short training (no accuracies), among the cells whose energy was measured",
        table: "nb101-energy",
        search: "energy_kwh",
        report: "energy_kwh",
        unit: "kWh",
        goal: "min",
      },
      cifar10: {
        summary: "CIFAR-10 after 108 epochs (54 of them as a smaller budget), search on validation, report test",
        table: "nb101-accuracy",
        search: "cifar10_valid_108",
        report: "cifar10_test_108",
        ...percent,
        budgets: [
          { budget: 54, column: "cifar10_valid_108_half" },
          { budget: 108, column: "cifar10_valid_108" },
        ],
        seconds: { training: ["cifar10_train_seconds_108"] },
        source: nb101Source,
      },
      "cifar10-single": {
        summary: "the same, one training instead of the mean of three: a noisy search",
        table: "nb101-accuracy",
        search: "cifar10_valid_108_single",
        report: "cifar10_test_108",
        ...percent,
        seconds: { training: ["cifar10_train_seconds_108"] },
        source: nb101Source,
      },
    },
  },
  darts: {
    summary: "NAS-Bench-301: the cells of DARTS that were trained, no predictions of others",
    space: "darts",
    tasks: {
      cifar10: {
        summary: "CIFAR-10, search on validation among the trained cells alone, report test",
        table: "nb301-accuracy",
        search: "cifar10_valid",
        report: "cifar10_test",
        ...percent,
        source: {
          file: "nb_301",
          url: "https://figshare.com/articles/dataset/NAS-Bench-301_Dataset_v1_0/13246952 (unpacked)",
        },
      },
    },
  },
  "transnas-micro": {
    summary: "TransNAS-Bench-101, micro: 4,096 cells for images",
    space: "transnas-micro",
    tasks: {
      scene: {
        summary: "scene classification, one accuracy to search and report",
        table: "transnas101-micro-accuracy",
        search: "class_scene_top1",
        report: "class_scene_top1",
        ...percent,
        features: "transnas101-micro-zero-cost",
      },
    },
  },
  "nb-macro": {
    summary: "NAS-Bench-Macro: 6,561 chains of MobileNetV2 blocks",
    space: "nb-macro",
    tasks: {
      cifar10: {
        summary: "CIFAR-10, mean of three trainings to search and report (no validation accuracies)",
        table: "nas-bench-macro-cifar10",
        search: "cifar10_test_mean",
        report: "cifar10_test_mean",
        ...percent,
      },
      "cifar10-single": {
        summary: "search on the first training alone, report the mean: a noisy search",
        table: "nas-bench-macro-cifar10",
        search: "cifar10_test_run1",
        report: "cifar10_test_mean",
        ...percent,
      },
    },
  },
  "nas-bench-graph": {
    summary: "NAS-Bench-Graph: 26,206 graph neural networks",
    space: "nas-bench-graph",
    tasks: {
      ...Object.fromEntries(graphs.map((name) => [name, graphTask(name, "nas-bench-graph")])),
      proteins: graphTask("proteins", "nas-bench-graph-proteins"),
    },
  },
};
