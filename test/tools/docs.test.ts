import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { tableBenchmarks } from "../../src/benchmark/index.ts";
import { commands } from "../../src/cli/commands/index.ts";
import { benchOptions } from "../../src/cli/options/bench-options.ts";
import { searchOptions } from "../../src/cli/options/search-options.ts";
import { spaces } from "../../src/space/index.ts";
import { strategies } from "../../src/strategy/index.ts";
import { root } from "../../tools/read-sources.ts";

/** Every page of documentation by path from the root. */
async function readPages(): Promise<Map<string, string>> {
  const inDocs = (await readdir(join(root, "docs"), { recursive: true }))
    .filter((file) => file.endsWith(".md"))
    .map((file) => `docs/${file.replaceAll("\\", "/")}`);
  const files = ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "data/README.md", ...inDocs];
  return new Map(
    await Promise.all(files.map(async (file) => [file, await readFile(join(root, file), "utf8")] as const)),
  );
}

const pages = await readPages();

function page(file: string): string {
  return pages.get(file) ?? "";
}

function blocks(text: string, language: string): string[] {
  return [...text.matchAll(/^```(\w+)\n(.*?)^```$/gms)]
    .filter(([, found]) => found === language)
    .map(([, , code]) => code ?? "");
}

test("docs: every relative link leads to a file, and to a heading where it names one", () => {
  const dead = [...pages.keys()].flatMap((file) =>
    linksOf(file)
      .filter((link) => !isThere(file, link))
      .map((link) => `${file}: ${link}`),
  );

  expect(dead).toEqual([]);
});

/** Where the relative links of a page lead, as they are written. */
function linksOf(file: string): string[] {
  return [...page(file).matchAll(/\]\((?!https?:)([^)\s]+)\)/g)].map(([, target = ""]) => target);
}

function isThere(from: string, link: string): boolean {
  const [path = "", heading] = link.split("#");
  const target = path === "" ? from : join(dirname(from), path);
  if (!existsSync(join(root, target))) return false;
  return heading === undefined || headingsOf(page(target)).includes(heading);
}

/** The names of a page's headings in links, as GitHub makes them. */
function headingsOf(text: string): string[] {
  const prose = text.replace(/^```.*?^```$/gms, "");
  return [...prose.matchAll(/^#+ (.+)$/gm)].map(([, title = ""]) =>
    title
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, "")
      .replaceAll(" ", "-"),
  );
}

test("docs: every page is in the README or in the README of its folder", () => {
  const indexes = [...pages.keys()].filter((file) => basename(file) === "README.md");
  const linked = indexes.flatMap((index) =>
    linksOf(index).map((link) => join(dirname(index), link.replace(/#.*/, ""))),
  );

  expect(["README.md", ...linked]).toEqual(expect.arrayContaining([...pages.keys()]));
});

test("docs: search.md explains exactly the flags of a search", () => {
  const flags = Object.keys(searchOptions).map((key) => key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`));
  const rows = [...page("docs/search.md").matchAll(/^\| `--(no-)?([a-z-]+)/gm)].map(([, , flag]) => flag);

  expect(rows.sort()).toEqual([...flags, "config", "json"].sort());
});

test("docs: benchmarks.md explains exactly the flags of a comparison, and every task", () => {
  const flags = Object.keys(benchOptions).map((key) => key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`));
  const rows = [...page("docs/benchmarks.md").matchAll(/^\| `--([a-z-]+)/gm)].map(([, flag]) => flag);
  const tasks = Object.entries(tableBenchmarks).flatMap(([name, { tasks }]) => [name, Object.values(tasks)[0]?.table]);

  expect(rows.sort()).toEqual([...flags, "json"].sort());
  for (const name of tasks) expect(page("docs/benchmarks.md")).toContain(`\`${name}\``);
});

test("docs: configuration keys in search.md are options of a search", () => {
  const keys = blocks(page("docs/search.md"), "json").flatMap((text) => Object.keys(JSON.parse(text)));

  expect(keys.length).toBeGreaterThan(0);
  expect(Object.keys(searchOptions)).toEqual(expect.arrayContaining(keys));
});

test("docs: every command line is one that the program takes", async () => {
  const lines = [...pages.values()].flatMap((text) => [
    ...blocks(text, "sh").flatMap((code) => code.split("\n").filter((line) => line.startsWith("npx espalier "))),
    ...[...text.matchAll(/`(npx espalier [^`<]+)`/g)].map(([, line = ""]) => line),
  ]);
  const problems: string[] = [];
  for (const line of lines) {
    const [first = "", ...rest] = (line.replace(/ +#.*/, "").match(/"[^"]*"|\S+/g) ?? []).slice(2);
    if (rest.includes("--help") || first === "--help") continue;
    // The commands of a group have two words.
    const isGrouped = Object.hasOwn(commands, `${first} ${rest[0]}`);
    const [name, words] = isGrouped ? [`${first} ${rest[0]}`, rest.slice(1)] : [first, rest];
    const command = await commands[name]?.load();
    try {
      if (command === undefined) throw new Error("no such command");
      command.check(words);
    } catch (error) {
      problems.push(`${line}: ${error}`);
    }
  }

  expect(lines.length).toBeGreaterThan(20);
  expect(problems).toEqual([]);
});

test("docs: every built-in space and strategy has a section", () => {
  for (const name of Object.keys(spaces)) expect(page("docs/spaces.md")).toContain(`### \`${name}\``);
  for (const name of Object.keys(strategies)) {
    const holders = [...pages].filter(
      ([file, text]) => file.startsWith("docs/strategies/") && text.includes(`### \`${name}\``),
    );
    expect([name, holders.length]).toEqual([name, 1]);
  }
});

test("docs: every npm script named exists", async () => {
  const { scripts } = JSON.parse(await readFile(join(root, "package.json"), "utf8")) as { scripts: object };
  const used = [...pages.values()].flatMap((text) => [...text.matchAll(/npm run ([\w:]+)/g)]).map(([, name]) => name);

  expect(Object.keys(scripts)).toEqual(expect.arrayContaining(used));
});

test("docs: every subpath imported is exported by the package", async () => {
  const manifest = JSON.parse(await readFile(join(root, "package.json"), "utf8")) as { exports: object };
  const used = [...pages.values()]
    .flatMap((text) => blocks(text, "ts"))
    .flatMap((code) => [...code.matchAll(/from "espalier([^"]*)"/g)])
    .map(([, subpath]) => `.${subpath}`);

  expect(Object.keys(manifest.exports)).toEqual(expect.arrayContaining([...new Set(used)]));
});

test("docs: every TypeScript block compiles", async () => {
  const folder = await mkdtemp(join(tmpdir(), "docs-"));
  try {
    await symlink(join(root, "node_modules"), join(folder, "node_modules"), "dir");
    const files: string[] = [];
    for (const [file, text] of pages) {
      await mkdir(join(folder, file), { recursive: true });
      for (const [name, code] of modulesOf(blocks(text, "ts"))) {
        files.push(join(folder, file, name));
        await writeFile(join(folder, file, name), code);
      }
    }
    await writeFile(join(folder, "package.json"), '{ "type": "module" }');
    await writeFile(join(folder, "tsconfig.json"), JSON.stringify(await compilerConfiguration(files)));
    const compiler = join(root, "node_modules/typescript/bin/tsc");
    const { stdout } = await promisify(execFile)(process.execPath, [compiler, "-p", folder]).catch((error) => error);

    expect(stdout).toBe("");
    expect(files.length).toBeGreaterThan(0);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

/** A block that imports nothing goes on from the one before; a first line `// name.ts` names a block's file. */
function modulesOf(code: readonly string[]): Map<string, string> {
  const modules = new Map<string, string>();
  let name = "";
  for (const block of code) {
    if (/^import /m.test(block)) {
      name = /^\/\/ ([\w-]+\.ts)$/m.exec(block)?.[1] ?? `block-${modules.size}.ts`;
      modules.set(name, `${block}\nexport {};\n`);
    } else {
      modules.set(name, `${modules.get(name) ?? ""}{\n${block}}\n`);
    }
  }
  return modules;
}

/** The project's own settings, with the package's name leading to the sources. */
async function compilerConfiguration(files: readonly string[]): Promise<object> {
  return {
    extends: join(root, "tsconfig.json"),
    compilerOptions: {
      isolatedDeclarations: false,
      declaration: false,
      typeRoots: [join(root, "node_modules/@types")],
      paths: {
        espalier: [join(root, "src/index.ts")],
        "espalier/storage/sqlite": [join(root, "src/storage/sqlite.ts")],
        "espalier/*": [join(root, "src/*/index.ts")],
      },
    },
    include: [],
    files,
  };
}
