/** @file The commands, each loaded when it is needed. */
import type { CliCommand } from "../command.ts";

export interface CommandEntry {
  readonly summary: string;
  load(): Promise<CliCommand>;
}

/** By name; one of two words belongs to a group, the first of them. */
export const commands: Readonly<Record<string, CommandEntry>> = {
  search: {
    summary: "search for a network on your data",
    load: async () => (await import("./search.ts")).search,
  },
  resume: {
    summary: "go on with a search that was stopped or killed",
    load: async () => (await import("./resume.ts")).resume,
  },
  finish: {
    summary: "train and write the best network of a search so far, or one you choose",
    load: async () => (await import("./finish.ts")).finish,
  },
  train: {
    summary: "train a network that you name",
    load: async () => (await import("./train.ts")).train,
  },
  trials: {
    summary: "list the trials of a search",
    load: async () => (await import("./trials.ts")).trials,
  },
  show: {
    summary: "show one network of a search",
    load: async () => (await import("./show.ts")).show,
  },
  report: {
    summary: "write the report of a search, finished or not",
    load: async () => (await import("./report.ts")).report,
  },
  export: {
    summary: "write a network of a search as ONNX, PyTorch or JSON",
    load: async () => (await import("./export.ts")).exportCommand,
  },
  evaluate: {
    summary: "score an ONNX model on data",
    load: async () => (await import("./evaluate.ts")).evaluate,
  },
  predict: {
    summary: "say what a model makes of new rows or images",
    load: async () => (await import("./predict.ts")).predict,
  },
  "bench run": {
    summary: "compare strategies on a benchmark with known results",
    load: async () => (await import("./bench-run.ts")).benchRun,
  },
  "bench import": {
    summary: "turn a table of measurements into a file that loads fast",
    load: async () => (await import("./bench-import.ts")).benchImport,
  },
  list: {
    summary: "list spaces, strategies, data, estimators or benchmarks",
    load: async () => (await import("./list.ts")).list,
  },
};
