/** @file Finds images that are in several parts, or in several classes, pixel by pixel the same. */
import { sizeOf } from "../tensor/index.ts";
import { counted } from "./counted.ts";
import type { Dataset, PartName } from "./dataset.ts";
import type { Finding } from "./finding.ts";
import { PARTS, partWords } from "./part-words.ts";

/** Warns of validation and test images that are trained on as well, and of equal images with different labels. */
export function findRepeated({
  task,
  examples,
  targets,
  parts,
}: Pick<Dataset, "task" | "examples" | "targets" | "parts">): Finding[] {
  const size = sizeOf(task.inputShape);
  const firsts = new Map<number, { readonly part: PartName; readonly label: number }>();
  const repeated = { train: 0, validation: 0, test: 0 };
  let contradicting = 0;
  for (const part of PARTS) {
    for (const index of parts[part]) {
      const key = hashNumbers(examples, index * size, size);
      const label = targets[index] as number;
      const first = firsts.get(key);
      if (first === undefined) firsts.set(key, { part, label });
      else {
        if (first.part !== part) repeated[part]++;
        if (task.kind === "classification" && first.label !== label) contradicting++;
      }
    }
  }
  const texts = (["validation", "test"] as const)
    .filter((part) => repeated[part] > 0)
    .map((part) => {
      const elsewhere = part === "test" ? "the training or validation part" : "the training part";
      return `${repeated[part]} of ${parts[part].length} ${partWords[part]} images are in ${elsewhere} as well, pixel by pixel: the score is better than for new ones`;
    });
  if (contradicting > 0) {
    texts.push(`${counted(contradicting, "image is", "images are")} equal to one of another class, pixel by pixel`);
  }
  return texts.map((text) => ({ kind: "warning", text }));
}

/** Two FNV-like sums of 32 bits as one number of 53: equal for two different images about never. */
function hashNumbers(values: Dataset["examples"], start: number, length: number): number {
  let [a, b] = [0x811c9dc5, 0x2f0b4f37];
  for (let i = start; i < start + length; i++) {
    const value = values[i] as number;
    // Fractions count as well: an image in float32 may lie in 0..1.
    const bits = Number.isInteger(value) ? value : Math.floor(value * 2 ** 24);
    a = Math.imul(a ^ bits, 0x01000193);
    b = Math.imul(b ^ bits ^ (a >>> 15), 0x85ebca6b);
  }
  return (a >>> 0) * 2 ** 21 + (b >>> 11);
}
