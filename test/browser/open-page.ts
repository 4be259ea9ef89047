/** @file A page in a headless Chromium, with scripts bundled for it, served from this machine. */
import { existsSync, readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { basename, extname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { root } from "../../tools/read-sources.ts";

const browser = process.env.CHROMIUM ?? "/usr/bin/chromium";
const quiet = ["--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"];
const imitatedGpu = ["--enable-unsafe-webgpu", "--use-webgpu-adapter=swiftshader", "--enable-features=Vulkan"];
const types: Readonly<Record<string, string>> = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".mjs": "text/javascript",
  ".wasm": "application/wasm",
};

/** Why no page can be opened here; undefined if one can. */
export const missingBrowser: string | undefined = existsSync(browser)
  ? undefined
  : `skipped: no Chromium at ${browser}, the variable CHROMIUM may name another`;

export interface OpenPage extends AsyncDisposable {
  readonly page: Page;
}

export interface PageOptions {
  /** Scripts to bundle, paths from the project's root; each is served by its name with the ending .js, the first is run. */
  readonly scripts: readonly string[];
  /** Serve with the headers that make the page cross-origin isolated. Default true. */
  readonly isolated?: boolean;
  /** Have WebGPU, imitated on the CPU where the browser can. Default false. */
  readonly gpu?: boolean;
}

/** Opens a page that has run its first script. The files of onnxruntime-web are at /ort/. */
export async function openPage({ scripts, isolated = true, gpu = false }: PageOptions): Promise<OpenPage> {
  const files = await bundle(scripts);
  const script = basename(scripts[0] as string).replace(/\.ts$/, ".js");
  files.set("/", Buffer.from(`<!doctype html><title>Test</title><script type="module" src="/${script}"></script>`));
  return openFiles((path) => files.get(path), { isolated, gpu });
}

/** Opens the page of a folder: its index.html, with what that loads. The files of onnxruntime-web are at /ort/. */
export function openFolder(folder: string): Promise<OpenPage> {
  const pathOf = (url: string): string => join(folder, url === "/" ? "index.html" : basename(url));
  return openFiles((url) => (existsSync(pathOf(url)) ? readFileSync(pathOf(url)) : undefined), {
    isolated: false,
    gpu: false,
  });
}

async function openFiles(
  read: (path: string) => Uint8Array | undefined,
  { isolated, gpu }: Required<Omit<PageOptions, "scripts">>,
): Promise<OpenPage> {
  const server = await serve(read, isolated);
  let opened: Browser | undefined;
  const close = async (): Promise<void> => {
    await opened?.close();
    server.close();
  };
  try {
    opened = await launch(gpu ? imitatedGpu : ["--disable-gpu"]);
    const page = await opened.newPage();
    await page.goto(`http://localhost:${(server.address() as AddressInfo).port}/`);
    return { page, [Symbol.asyncDispose]: close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Opens a page with nothing beside it, as a file is opened. */
export async function openFile(path: string, options: BrowserContextOptions = {}): Promise<OpenPage> {
  const opened = await launch(["--disable-gpu"]);
  try {
    const page = await (await opened.newContext(options)).newPage();
    await page.goto(pathToFileURL(path).href);
    return { page, [Symbol.asyncDispose]: () => opened.close() };
  } catch (error) {
    await opened.close();
    throw error;
  }
}

function launch(flags: readonly string[]): Promise<Browser> {
  return chromium.launch({ executablePath: browser, args: ["--no-sandbox", ...flags, ...quiet] });
}

/** Bundles scripts as a user's bundler would; contents by path on the server. */
async function bundle(scripts: readonly string[]): Promise<Map<string, Uint8Array>> {
  const { outputFiles } = await build({
    entryPoints: [...scripts],
    absWorkingDir: root,
    bundle: true,
    platform: "browser",
    format: "esm",
    splitting: true,
    minify: true,
    outdir: "out",
    entryNames: "[name]",
    write: false,
    logLevel: "warning",
  });
  return new Map(outputFiles.map(({ path, contents }) => [`/${basename(path)}`, contents]));
}

async function serve(read: (path: string) => Uint8Array | undefined, isolated: boolean): Promise<Server> {
  const server = createServer(async ({ url = "/" }, response) => {
    const runtime = url.startsWith("/ort/")
      ? join(root, "node_modules/onnxruntime-web/dist", basename(url))
      : undefined;
    const content = read(url) ?? (runtime && existsSync(runtime) ? await readFile(runtime) : undefined);
    response.writeHead(content ? 200 : 404, {
      "Content-Type": types[extname(url) || ".html"] ?? "text/plain",
      ...(isolated && { "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Embedder-Policy": "require-corp" }),
    });
    response.end(content);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "localhost", resolve);
  });
  return server;
}
