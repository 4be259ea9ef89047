import { describe, expect, it } from "vitest";
import { checkLayers } from "../../tools/check-layers.ts";
import { findCycles } from "../../tools/find-cycles.ts";
import { readReferences } from "../../tools/read-references.ts";
import { measureSizes } from "../../tools/size.ts";

/** A tree that keeps every rule, with some files replaced or added. */
function tree(changes: Record<string, string> = {}): Map<string, string> {
  return new Map(
    Object.entries({
      "src/base/index.ts": 'export { mean } from "./stats.ts";',
      "src/base/stats.ts": "export const mean = 1;",
      "src/tensor/index.ts": 'import { mean } from "../base/index.ts";\nexport const size = mean;',
      "src/storage/index.ts": 'export const now = "Date.now()"; // Math.random()',
      "src/storage/sqlite.ts": 'import Database from "libsql";\nimport { join } from "node:path";\nDate.now();',
      "src/study/index.ts": 'import "../storage/sqlite.ts";\nimport type { size } from "../tensor/index.ts";',
      "src/index.ts": 'export * from "./study/index.ts";',
      ...changes,
    }),
  );
}

describe("checkLayers()", () => {
  it("accepts a tree that imports downwards through index files", () => {
    expect(checkLayers(tree())).toEqual([]);
  });

  it.each([
    ["an upward import", "src/base/rng.ts", 'import { size } from "../tensor/index.ts";', "expected a lower level"],
    [
      "a sideways import",
      "src/pareto/index.ts",
      'import { size } from "../tensor/index.ts";',
      "expected a lower level",
    ],
    ["a type-only import", "src/base/rng.ts", 'import type { size } from "../tensor/index.ts";', "lower level"],
    ["a re-export", "src/base/rng.ts", 'export type { size } from "../tensor/index.ts";', "lower level"],
    ["a re-export of all", "src/base/rng.ts", 'export * from "../tensor/index.ts";', "lower level"],
    ["a dynamic import", "src/base/rng.ts", 'const t = await import("../tensor/index.ts");', "lower level"],
    ["an import type", "src/base/rng.ts", 'type S = import("../tensor/index.ts").size;', "lower level"],
    ["an import of the top", "src/study/run.ts", 'import "../index.ts";', "study (level 8) imports src"],
    ["an import past the index", "src/tensor/shape.ts", 'import "../base/stats.ts";', "expected src/base/index.ts"],
    ["a missing file", "src/base/rng.ts", 'import "./gone.ts";', "expected a source file that exists"],
    ["an import without its ending", "src/base/rng.ts", 'import "./stats";', "expected a source file that exists"],
    ["a package out of its home", "src/study/run.ts", 'import "onnxruntime-node";', "expected it in engine only"],
    [
      "a package by a path",
      "src/graph/x.ts",
      'import "protobufjs/light.js";',
      "package protobufjs, expected it in onnx",
    ],
    ["an unknown package", "src/base/rng.ts", 'import "@some/thing/x.js";', "package @some/thing, expected a package"],
    ["a module of Node", "src/strategy/x.ts", 'import { join } from "node:path";', "expected nothing of Node"],
    ["a computed import", "src/base/rng.ts", "await import(name);", "computed at run time"],
    ["chance", "src/study/run.ts", "const x = Math.random();", "uses Math.random, expected an Rng"],
    ["chance by an index", "src/study/run.ts", 'const x = Math["random"]();', "uses Math.random"],
    ["a clock", "src/study/run.ts", "const x = Date.now;", "uses Date.now, expected a clock"],
    ["a clock in disguise", "src/study/run.ts", "const x = new Date();", "uses Date.now, expected a clock"],
    ["text on the console", "src/study/run.ts", 'console.log("x");', "uses console.log"],
  ])("reports %s with file and line", (_, file, text, expected) => {
    const found = checkLayers(tree({ [file]: `// first line\n${text}` }));

    expect(found).toHaveLength(1);
    expect(found[0]).toContain(`${file}:2: `);
    expect(found[0]).toContain(expected);
  });

  it("reports a folder without a level", () => {
    expect(checkLayers(tree({ "src/misc/index.ts": "" }))).toEqual([
      expect.stringContaining("src/misc/index.ts: folder misc has no level"),
    ]);
  });

  it("reports a cycle of files, type-only imports included", () => {
    const found = checkLayers(
      tree({ "src/base/a.ts": 'import type { B } from "./b.ts";', "src/base/b.ts": 'import { a } from "./a.ts";' }),
    );

    expect(found).toEqual(["src/base/a.ts: import cycle src/base/a.ts -> src/base/b.ts"]);
  });

  it("lets a dated value pass as a clock", () => {
    expect(checkLayers(tree({ "src/study/run.ts": "export const x = new Date(0);" }))).toEqual([]);
  });
});

describe("findCycles()", () => {
  it("finds a file that imports itself and passes over shared ones", () => {
    const imports = { a: ["b", "c"], b: ["d"], c: ["d"], d: ["d", "elsewhere"] };

    expect(findCycles(new Map(Object.entries(imports)))).toEqual([["d"]]);
  });
});

describe("readReferences()", () => {
  it("passes over comments and strings and counts lines from 1", () => {
    const text = '/* import "a"; */\nconst s = `import "b"`;\n// Math.random()\nimport "c";';

    expect(readReferences(text)).toEqual({ modules: [{ specifier: "c", line: 4 }], members: [] });
  });
});

describe("measureSizes()", () => {
  const sized = (file: string, lines: number): Map<string, string> => new Map([[file, "x\n".repeat(lines)]]);

  it("warns above 300 lines and fails above 500", () => {
    expect(measureSizes(sized("src/base/a.ts", 300)).lines.join("\n")).not.toContain("warning");
    expect(measureSizes(sized("src/base/a.ts", 301)).lines.join("\n")).toContain("warning: src/base/a.ts: 301");
    expect(measureSizes(sized("src/base/a.ts", 500)).tooLong).toEqual([]);
    expect(measureSizes(sized("src/base/a.ts", 501)).tooLong).toEqual(["src/base/a.ts: 501"]);
  });

  it("lets a table of ops be as long as it needs", () => {
    expect(measureSizes(sized("src/graph/ops/table.ts", 900)).tooLong).toEqual([]);
  });
});
