/** @file The entries of the package that promise to run in a browser. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { build, type Plugin } from "esbuild";
import { expect, test } from "vitest";
import { root } from "../../tools/read-sources.ts";

type Target = string | { readonly browser: string; readonly default: string };

const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { exports: Record<string, Target> };
const onlyOnNode = ["./benchmark", "./report", "./storage/sqlite", "./study", "./package.json"];
const entries = Object.keys(manifest.exports).filter((entry) => !onlyOnNode.includes(entry));

/** The source file that an entry leads to, as a bundler or as Node reads it. */
function sourceOf(entry: string, condition: "browser" | "default"): string {
  const target = manifest.exports[entry] as Target;
  const built = typeof target === "string" ? target : target[condition];
  return join(root, built.replace("./dist/", "src/").replace(/\.js$/, ".ts"));
}

const peersAside: Plugin = {
  name: "peers-aside",
  setup({ onResolve }) {
    onResolve({ filter: /^onnxruntime-web/ }, ({ path }) => ({ path, external: true }));
  },
};

test.each(entries)("%s bundles for a browser without anything of Node", async (entry) => {
  const { errors, metafile } = await build({
    entryPoints: [sourceOf(entry, "browser")],
    bundle: true,
    platform: "browser",
    format: "esm",
    write: false,
    metafile: true,
    logLevel: "silent",
    plugins: [peersAside],
  }).catch((failure: { errors: readonly { text: string }[] }) => ({ ...failure, metafile: { inputs: {} } }));

  expect(errors.map(({ text }) => text)).toEqual([]);
  expect(Object.keys(metafile.inputs).filter((file) => file.includes("onnxruntime-node"))).toEqual([]);
});

test.each(entries)("%s names nothing in a browser that its types do not", async (entry) => {
  const inBrowser = Object.keys(await import(sourceOf(entry, "browser")));
  const onNode = Object.keys(await import(sourceOf(entry, "default")));

  expect(onNode).toEqual(expect.arrayContaining(inBrowser));
});
