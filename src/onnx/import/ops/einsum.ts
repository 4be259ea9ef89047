/** @file Reader of Einstein sums: every two operands become one by a matrix product over what they have in common. */
import type { GraphBuilder, Value } from "../../../graph/index.ts";
import { sizeOf } from "../../../tensor/index.ts";
import type { ImportNode } from "../import-node.ts";
import { type Reader, reshaped, transposed } from "../reader.ts";

/** A value whose axes have names, one letter each. */
interface Term {
  readonly value: Value;
  readonly letters: string;
}

/** Upper-case Greek letters, which no equation has, name the axes that an ellipsis stands for. */
const ELLIPSIS = "ΑΒΓΔΕΖΗΘ";

export const einsum: Reader = (node) => {
  const equation = (node.text("equation") ?? "").replaceAll(" ", "");
  const [left = "", right] = equation.split("->");
  const labels = left.split(",");
  const values = node.values();
  if (labels.length !== values.length)
    node.fail(`has equation ${equation} and ${values.length} inputs`, "one term each");
  if (values.some(({ type }) => type.dtype !== "float32")) node.fail("adds up integers", "float32");
  const ranks = labels.map((label, i) => rankOfEllipsis(node, label, values[i] as Value));
  const most = Math.max(...ranks);
  const written = labels.map((label, i) => label.replace("...", ELLIPSIS.slice(most - (ranks[i] as number), most)));
  const output = right === undefined ? implied(written, most) : right.replace("...", ELLIPSIS.slice(0, most));
  const all = written.join("");
  if ([...output].some((letter, i) => !all.includes(letter) || output.indexOf(letter) !== i))
    node.fail(`has equation ${equation}`, "an output of letters of its terms, each once");
  const terms = written.map((letters, i) => diagonalFree(node, { letters, value: values[i] as Value }));
  const single = terms.reduce((a, b, i) => {
    const later = written.slice(i + 1).join("") + output;
    return multiply(node, a, b, later);
  });
  const { graph } = node;
  const summed = sumOut(graph, single, output);
  const perm = [...output].map((letter) => summed.letters.indexOf(letter));
  return [transposed(graph, summed.value, perm)];
};

function rankOfEllipsis(node: ImportNode, label: string, { type }: Value): number {
  const letters = label.replace("...", "");
  const rest = type.shape.length - letters.length;
  const isFitting = /^[A-Za-z]*$/.test(letters) && (label.includes("...") ? rest >= 0 : rest === 0);
  return isFitting && rest <= ELLIPSIS.length
    ? rest
    : node.fail(`has term ${label} for [${type.shape}]`, "a letter an axis");
}

/** Without an output: the ellipsis, then the letters that stand once, in order of the alphabet. */
function implied(terms: readonly string[], ellipsis: number): string {
  const letters = [...terms.join("")].filter((letter) => !ELLIPSIS.includes(letter));
  const once = letters.filter((letter) => letters.indexOf(letter) === letters.lastIndexOf(letter));
  return ELLIPSIS.slice(0, ellipsis) + once.sort().join("");
}

function diagonalFree(node: ImportNode, term: Term): Term {
  if (new Set(term.letters).size === term.letters.length) return term;
  return node.fail(`takes the diagonal of ${term.letters}`, "each letter once a term");
}

/** Sums over the axes that are not kept. */
function sumOut(graph: GraphBuilder, { value, letters }: Term, kept: string): Term {
  const axes = [...letters].flatMap((letter, i) => (kept.includes(letter) ? [] : [i]));
  if (axes.length === 0) return { value, letters };
  const summed = graph.op("ReduceSum", [value], { axes, keepdims: 0 });
  return { value: summed, letters: [...letters].filter((letter) => kept.includes(letter)).join("") };
}

/** [batch, own, shared] · [batch, shared, own] over the letters that nobody reads later; the others stay. */
function multiply(node: ImportNode, first: Term, second: Term, later: string): Term {
  const { graph } = node;
  const a = sumOut(graph, first, second.letters + later);
  const b = sumOut(graph, second, first.letters + later);
  const common = [...a.letters].filter((letter) => b.letters.includes(letter));
  const sizes = new Map<string, number>();
  for (const { letters, value } of [a, b]) {
    [...letters].forEach((letter, i) => {
      const size = value.type.shape[i] as number;
      sizes.set(letter, Math.max(size, sizes.get(letter) ?? 1));
    });
  }
  const batch = common.filter((letter) => later.includes(letter));
  const summed = common.filter((letter) => !later.includes(letter));
  const ownA = [...a.letters].filter((letter) => !common.includes(letter));
  const ownB = [...b.letters].filter((letter) => !common.includes(letter));
  const product = (letters: readonly string[]): number => sizeOf(letters.map((letter) => sizes.get(letter) as number));
  const arranged = ({ value, letters }: Term, groups: readonly (readonly string[])[]): Value => {
    const full =
      letters.length > 0
        ? expandedTo(
            graph,
            value,
            [...letters].map((letter) => sizes.get(letter) as number),
          )
        : value;
    const perm = groups.flat().map((letter) => letters.indexOf(letter));
    return reshaped(graph, transposed(graph, full, perm), groups.map(product));
  };
  const result = graph.op("MatMul", [arranged(a, [batch, ownA, summed]), arranged(b, [batch, summed, ownB])]);
  const letters = [...batch, ...ownA, ...ownB];
  const shape = letters.map((letter) => sizes.get(letter) as number);
  return { value: reshaped(graph, result, shape), letters: letters.join("") };
}

/** Axes of 1 repeated where another term has more. */
function expandedTo(graph: GraphBuilder, value: Value, shape: readonly number[]): Value {
  const { shape: from } = value.type;
  return from.every((d, i) => d === shape[i]) ? value : graph.op("Expand", [value], { shape: [...shape] });
}
