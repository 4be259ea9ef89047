/** @file The rules of the house as tables: levels of folders, homes of packages, globals and the files that may use them. */

/** Folders of `src` from the bottom up; a file imports from lower levels and its own folder only. */
export const levels: readonly (readonly string[])[] = [
  ["base"],
  ["tensor", "pareto", "storage"],
  ["graph", "surrogate", "data"],
  ["autodiff", "onnx"],
  ["nn"],
  ["space", "engine"],
  ["strategy", "estimator"],
  ["supernet", "hardware", "export"],
  ["study"],
  ["server", "testing", "report", "benchmark"],
  ["cli"],
];

/** Files directly in `src` stand above every folder. */
export const topLevel: number = levels.length;

/** The level of a folder of `src`; undefined for one that no level names. */
export function levelOf(folder: string): number | undefined {
  const level = levels.findIndex((folders) => folders.includes(folder));
  return level < 0 ? undefined : level;
}

/**
 * Files that other folders may import beside a folder's `index.ts`: one needs something heavy the index leaves out, the
 * others leave out what needs Node. `resize.ts` stands alone, so that it can be copied to a page.
 */
export const publicEntries: ReadonlySet<string> = new Set([
  "src/storage/sqlite.ts",
  "src/data/index.browser.ts",
  "src/data/resize.ts",
  "src/engine/index.browser.ts",
  "src/export/index.browser.ts",
]);

/** Each package the sources may import, and the folders it stays in. */
export const packageHomes: Readonly<Record<string, readonly string[]>> = {
  "@noble/hashes": ["base"],
  "pure-rand": ["base"],
  libsql: ["storage"],
  "csv-parse": ["data", "estimator"],
  sharp: ["data"],
  protobufjs: ["onnx", "estimator"],
  "onnxruntime-node": ["engine"],
  "onnxruntime-web": ["engine"],
  "onnxruntime-common": ["engine"],
  citty: ["cli"],
};

/** Folders that may use the modules of Node; the others run in a browser as well. */
export const nodeFolders: ReadonlySet<string> = new Set([
  "storage",
  "data",
  "engine",
  "estimator",
  "supernet",
  "hardware",
  "export",
  "study",
  "server",
  "report",
  "benchmark",
  "cli",
]);

/** Files that import modules whose names their users give. */
export const computedImports: ReadonlySet<string> = new Set(["src/benchmark/worker/strategy-module.ts"]);

/** A global that only some files may use; an entry ending in "/" stands for a folder. */
export interface RestrictedGlobal {
  readonly object: string;
  /** Any member where absent. */
  readonly property?: string;
  readonly allowed: readonly string[];
  readonly instead: string;
}

export const restrictedGlobals: readonly RestrictedGlobal[] = [
  { object: "Math", property: "random", allowed: [], instead: "an Rng" },
  // Defaults of a clock that the caller may bring.
  {
    object: "Date",
    property: "now",
    allowed: ["src/storage/memory.ts", "src/storage/sqlite.ts", "src/study/study-lease.ts"],
    instead: "a clock handed in",
  },
  { object: "console", allowed: ["src/cli/"], instead: "a returned value or an event" },
  {
    object: "process",
    property: "exit",
    allowed: ["src/cli/", "src/estimator/worker/worker.ts"],
    instead: "an error",
  },
  {
    object: "process",
    property: "argv",
    allowed: ["src/cli/", "src/estimator/worker/worker.ts"],
    instead: "an option",
  },
];
