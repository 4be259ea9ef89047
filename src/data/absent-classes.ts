/** @file Classes that a part has no example of: what is measured there says nothing of them. */
import type { Dataset, PartName } from "./dataset.ts";
import type { Finding } from "./finding.ts";
import { PARTS, partWords } from "./part-words.ts";

/** Names the classes without any example, for each part that has examples; none for a regression. */
export function absentClasses({
  task,
  targets,
  parts,
}: Pick<Dataset, "task" | "targets" | "parts">): Dataset["absent"] {
  const of = (part: PartName): readonly string[] => {
    if (task.kind === "regression" || parts[part].length === 0) return [];
    const present = new Uint8Array(task.outputs);
    for (const index of parts[part]) present[targets[index] as number] = 1;
    return task.labels.filter((_, label) => present[label] === 0);
  };
  return { train: of("train"), validation: of("validation"), test: of("test") };
}

/**
 * Says which classes a part lacks, to stand beside every score of that part; null where it lacks none.
 *
 * @example absenceNote({ absent }, "test"); // 'no example of class "rare" in the test part'
 */
export function absenceNote({ absent }: Pick<Dataset, "absent">, part: PartName): string | null {
  const names = absent[part];
  return names.length === 0 ? null : `no example of ${quoteClasses(names)} in the ${partWords[part]} part`;
}

/** A warning for each part that lacks classes. */
export function absenceFindings({ task, targets, absent }: Pick<Dataset, "task" | "targets" | "absent">): Finding[] {
  return PARTS.flatMap((part) => {
    const names = absent[part];
    if (names.length === 0) return [];
    const count = (name: string): number => {
      const label = task.labels.indexOf(name);
      let sum = 0;
      for (const target of targets) if (target === label) sum++;
      return sum;
    };
    const examples = names.length === 1 ? `, which has ${count(names[0] as string)} in all` : "";
    const effect = part === "train" ? "it cannot be learned" : "scores of that part say nothing of it";
    return [
      {
        kind: "warning",
        text: `there is no example of ${quoteClasses(names)} in the ${partWords[part]} part${examples}: ${effect}`,
      },
    ];
  });
}

const SHOWN = 5;

function quoteClasses(names: readonly string[]): string {
  const shown = names.slice(0, SHOWN).map((name) => JSON.stringify(name));
  const more = names.length > SHOWN ? ` and ${names.length - SHOWN} more` : "";
  return `${names.length === 1 ? "class" : "classes"} ${shown.join(", ")}${more}`;
}
