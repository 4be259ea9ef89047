/** @file The commands, each loaded when it is needed. */
import type { CliCommand } from "../command.ts";

export interface CommandEntry {
  readonly summary: string;
  load(): Promise<CliCommand>;
}

export const commands: Readonly<Record<string, CommandEntry>> = {
  search: {
    summary: "search for a network on your data",
    load: async () => (await import("./search.ts")).search,
  },
  resume: {
    summary: "go on with a search that was stopped or killed",
    load: async () => (await import("./resume.ts")).resume,
  },
  trials: {
    summary: "list the trials of a search",
    load: async () => (await import("./trials.ts")).trials,
  },
  show: {
    summary: "show one network of a search",
    load: async () => (await import("./show.ts")).show,
  },
  export: {
    summary: "write a network of a search as ONNX, PyTorch or JSON",
    load: async () => (await import("./export.ts")).exportCommand,
  },
  evaluate: {
    summary: "score an ONNX model on data",
    load: async () => (await import("./evaluate.ts")).evaluate,
  },
  list: {
    summary: "list spaces, strategies, data or estimators",
    load: async () => (await import("./list.ts")).list,
  },
};
