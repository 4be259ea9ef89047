/** @file A trained model as a folder for a web page: the model, how to use it, the code that does, and a page to try it. */
import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { InputError } from "../base/index.ts";
import { exportOnnx } from "./export-onnx.ts";
import { modelCard, type WebCard } from "./model-card.ts";
import { modelInfo } from "./model-info.ts";
import type { TrainedModel } from "./trained-model.ts";
import { webPage } from "./web/page.ts";
import { webReadme } from "./web/readme.ts";

/** Run from its sources, the package takes the code for pages from its build. */
const built = import.meta.url.endsWith(".ts") ? "../../dist/export/" : "./";
const entry = new URL(`${built}web/model.js`, import.meta.url);

/**
 * Writes the files of a folder that a page is made of, contents by name: `model.onnx`, `model.json` (see `WebCard`),
 * `model.js` with the scripts it needs and their types, `index.html` and `README.md`. They need onnxruntime-web beside
 * them, and nothing else.
 *
 * @throws {InputError} if the model takes images that are not square, or not of one or three channels.
 */
export async function exportWeb(model: TrainedModel): Promise<Map<string, Uint8Array | string>> {
  const info = modelInfo(model);
  if (info.input.columns === undefined && info.input.image === undefined) {
    throw new InputError(
      `Cannot export to a page: the model takes [${info.input.shape.join(", ")}], expected rows of a table, or square images of one or three channels`,
    );
  }
  const { name, source, target } = info.dataset;
  const card: WebCard = {
    ...modelCard(info),
    dataset: { name, source, ...(target !== undefined && { target }) },
    version: info.version,
  };
  return new Map<string, Uint8Array | string>([
    ["model.onnx", exportOnnx(model)],
    ["model.json", `${JSON.stringify(card, null, 2)}\n`],
    ...(await scripts(entry)),
    ["index.html", webPage(card)],
    ["README.md", webReadme(card)],
  ]);
}

/** Collects a script, all it imports and their types, to lie in one folder. */
async function scripts(first: URL): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  const add = async (url: URL): Promise<void> => {
    const name = basename(url.pathname);
    if (files.has(name)) return;
    const code = await readFile(url, "utf8");
    files.set(name, beside(code));
    const types = await readFile(new URL(url.href.replace(/\.js$/, ".d.ts")), "utf8");
    files.set(name.replace(/\.js$/, ".d.ts"), beside(types));
    for (const path of importsOf(`${code}\n${types}`)) await add(new URL(path, url));
  };
  await add(first);
  return files;
}

const IMPORT = /(\bfrom ")(\.[^"]*)(")/g;

function importsOf(code: string): string[] {
  return [...code.matchAll(IMPORT)].map(([, , path]) => (path as string).replace(/\.ts$/, ".js"));
}

/** Lets a script import its neighbours from its own folder. */
function beside(code: string): string {
  return code.replace(
    IMPORT,
    (_, from: string, path: string, end: string) => `${from}./${basename(path).replace(/\.ts$/, ".js")}${end}`,
  );
}
