/**
 * @file Checks that sources import downwards only, through index files, without cycles, each package in its home, and
 * that clocks and chance come from where they may. Prints one line a violation. Run: npx tsx tools/check-layers.ts
 */
import { posix } from "node:path";
import { pathToFileURL } from "node:url";
import { findCycles } from "./find-cycles.ts";
import {
  computedImports,
  levelOf,
  nodeFolders,
  packageHomes,
  publicEntries,
  restrictedGlobals,
  topLevel,
} from "./layers.ts";
import { type MemberReference, type ModuleReference, readReferences } from "./read-references.ts";
import { readSources } from "./read-sources.ts";

/**
 * Checks a tree of sources.
 *
 * @param sources  Text by path from the project's root, such as `src/base/rng.ts`.
 * @returns One line a violation; none if all is well.
 */
export function checkLayers(sources: ReadonlyMap<string, string>): string[] {
  const violations: string[] = [];
  const imports = new Map<string, string[]>();
  for (const [file, text] of sources) {
    const { modules, members } = readReferences(text);
    const targets = modules
      .filter(({ specifier }) => specifier.startsWith("."))
      .map(({ specifier }) => resolve(file, specifier));
    imports.set(file, targets);
    if (levelOfFile(file) === undefined) {
      violations.push(`${file}: folder ${folderOf(file)} has no level, expected one of those in tools/layers.ts`);
      continue;
    }
    for (const module of modules) add(violations, file, module, checkModule(file, module.specifier, sources));
    for (const member of members) add(violations, file, member, checkMember(file, member));
  }
  for (const cycle of findCycles(imports)) violations.push(`${cycle[0]}: import cycle ${cycle.join(" -> ")}`);
  return violations;
}

function add(
  violations: string[],
  file: string,
  { line }: ModuleReference | MemberReference,
  found: string | undefined,
): void {
  if (found !== undefined) violations.push(`${file}:${line}: ${found}`);
}

function checkModule(file: string, specifier: string, sources: ReadonlyMap<string, string>): string | undefined {
  if (specifier === "(computed)") {
    return computedImports.has(file) ? undefined : "imports a name computed at run time, expected a string";
  }
  if (!specifier.startsWith(".")) return checkPackage(file, specifier);
  const target = resolve(file, specifier);
  if (!sources.has(target)) return `imports ${specifier}, expected a source file that exists, with its ending`;
  const [from, to] = [folderOf(file), folderOf(target)];
  if (from === to) return undefined;
  const [fromLevel, toLevel] = [levelOfFile(file), levelOfFile(target)];
  if (fromLevel === undefined || toLevel === undefined) return undefined;
  if (toLevel >= fromLevel) {
    return `${from || "src"} (level ${fromLevel}) imports ${to || "src"} (level ${toLevel}), expected a lower level`;
  }
  if (target !== `src/${to}/index.ts` && !publicEntries.has(target)) {
    return `imports ${target}, expected src/${to}/index.ts`;
  }
  return undefined;
}

function checkPackage(file: string, specifier: string): string | undefined {
  const folder = folderOf(file);
  if (specifier.startsWith("node:")) {
    return nodeFolders.has(folder) ? undefined : `${folder || "src"} imports ${specifier}, expected nothing of Node`;
  }
  const name = specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/");
  const homes = Object.hasOwn(packageHomes, name) ? (packageHomes[name] as readonly string[]) : [];
  if (homes.includes(folder)) return undefined;
  const expected = homes.length > 0 ? `it in ${homes.join(", ")} only` : "a package with a home in tools/layers.ts";
  return `${folder || "src"} imports package ${name}, expected ${expected}`;
}

function checkMember(file: string, { object, property }: MemberReference): string | undefined {
  const rule = restrictedGlobals.find(
    (global) => global.object === object && (global.property ?? property) === property,
  );
  if (rule === undefined) return undefined;
  const isAllowed = rule.allowed.some((entry) => (entry.endsWith("/") ? file.startsWith(entry) : file === entry));
  return isAllowed ? undefined : `uses ${object}.${property}, expected ${rule.instead}`;
}

function resolve(file: string, specifier: string): string {
  return posix.join(posix.dirname(file), specifier);
}

/** The folder of `src` a file lies in; "" for a file directly in `src`. */
function folderOf(file: string): string {
  const [, folder, ...rest] = file.split("/");
  return rest.length === 0 ? "" : (folder ?? "");
}

function levelOfFile(file: string): number | undefined {
  const folder = folderOf(file);
  return folder === "" ? topLevel : levelOf(folder);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const sources = await readSources();
  const violations = checkLayers(sources);
  for (const violation of violations) console.error(violation);
  console.log(`layers: ${sources.size} files, ${violations.length} violations, import cycles included`);
  if (violations.length > 0) process.exitCode = 1;
}
