/** @file Collects which files of a folder are not used, by reason, and says so in few words. */
import { relative } from "node:path";
import { counted } from "./counted.ts";
import type { Finding } from "./finding.ts";

const SHOWN = 3;

export class LeftOut {
  readonly #root: string;
  readonly #byReason = new Map<string, string[]>();

  /** @param root  Paths are told from here. */
  constructor(root: string) {
    this.#root = root;
  }

  /** @param reason  Completes "3 files are left out: ...". */
  add(reason: string, ...paths: readonly string[]): void {
    if (paths.length === 0) return;
    const known = this.#byReason.get(reason) ?? [];
    for (const path of paths) known.push(path);
    this.#byReason.set(reason, known);
  }

  /** What was left out inside of a folder, in words such as "4 images that are not PNG"; empty where nothing was. */
  inside(folder: string): string {
    return [...this.#byReason]
      .map(([reason, paths]) => [paths.filter((path) => path.startsWith(`${folder}/`)).length, reason] as const)
      .filter(([count]) => count > 0)
      .map(([count, reason]) => `${count} ${reason}`)
      .join("; ");
  }

  findings(): Finding[] {
    return [...this.#byReason].map(([reason, paths]) => ({
      kind: "left out",
      text: `${counted(paths.length, "file or folder is", "files or folders are")} left out: ${reason} (${listSome(paths, this.#root)})`,
    }));
  }
}

/** The first of some paths, seen from a folder. */
export function listSome(paths: readonly string[], root: string): string {
  const shown = paths.slice(0, SHOWN).map((path) => relative(root, path) || path);
  return `${shown.join(", ")}${paths.length > SHOWN ? ", ..." : ""}`;
}
