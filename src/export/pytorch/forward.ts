/** @file The body of a forward method: which operations are needed, in which variables their results live. */
import { ModelError } from "../../base/index.ts";
import { type Network, type Node, type ValueName, verify } from "../../graph/index.ts";
import type { Tensor } from "../../tensor/index.ts";
import { float, type Line, type Source, scalarOf } from "./form.ts";
import { forms } from "./forms.ts";
import type { ModuleList } from "./module-list.ts";

interface Step {
  readonly line: Line;
  readonly result: ValueName;
}

/**
 * Writes the lines of `forward` that lead from variable `x`, the network's input, to its output. Layers go to `modules`.
 *
 * @returns The lines and the variable that holds the output.
 * @throws {ModelError} naming an operation without PyTorch form.
 */
export function writeForward(
  network: Network,
  trained: ReadonlyMap<ValueName, Tensor<"float32">>,
  modules: ModuleList,
): { readonly lines: readonly string[]; readonly output: string } {
  const { nodes } = network.graph;
  const producers = new Map(nodes.flatMap((node) => node.outputs.map((name) => [name, node])));
  const source: Source = { network, types: verify(network.graph), producers, trained };
  const steps = neededSteps(source);
  const variables = new Variables(network.input, steps, network.output);
  const fixed = new Map<ValueName, string>();
  let shape = "";
  const lines = steps.map(({ line, result }, i) => {
    const args = line.operands.map(
      (name) => variables.get(name) ?? remember(fixed, name, () => fixedOperand(name, source, modules)),
    );
    const expression = line.write(args, modules);
    const before = shape;
    shape = ["N", ...(source.types.get(result)?.shape.slice(1) ?? [])].join(", ");
    const comment = shape === before ? "" : `  # [${shape}]`;
    return `${variables.assign(result, line.operands, i)} = ${expression}${comment}`;
  });
  return { lines, output: variables.get(network.output) as string };
}

/** Walks back from the output, so that what layers hold or do themselves is left out. */
function neededSteps(source: Source): Step[] {
  const needed = new Set([source.network.output]);
  const steps: Step[] = [];
  for (const node of source.network.graph.nodes.toReversed()) {
    const [result, ...others] = node.outputs as [ValueName, ...ValueName[]];
    if (others.some((name) => needed.has(name))) throw unsupported(node, others.join(", "));
    if (!needed.has(result)) continue;
    const line = node.op === "Switch" ? undefined : forms[node.op]?.(node, source);
    if (!line) throw unsupported(node, result);
    for (const name of line.operands) needed.add(name);
    steps.push({ line, result });
  }
  return steps.reverse();
}

function unsupported({ op, attributes }: Node, result: ValueName): ModelError {
  return new ModelError(
    `Cannot export model to PyTorch: ${result} is a ${op} ${JSON.stringify(attributes)} without PyTorch form, expected one of ${Object.keys(forms).join(", ")} as layers use them`,
  );
}

function fixedOperand(name: ValueName, source: Source, modules: ModuleList): string {
  const number = scalarOf(name, source);
  if (number !== undefined) return float(number);
  const trained = source.trained.get(name);
  return trained ? modules.parameter(trained) : modules.buffer(source.network.graph.constants.get(name) as Tensor);
}

function remember<K, V>(known: Map<K, V>, key: K, make: () => V): V {
  const value = known.get(key) ?? make();
  known.set(key, value);
  return value;
}

/** Gives values the names x, x1, x2, ..., each free again after the last line that reads it. */
class Variables {
  readonly #names = new Map<ValueName, number>();
  readonly #lastUse = new Map<ValueName, number>();

  constructor(input: ValueName, steps: readonly Step[], output: ValueName) {
    steps.forEach(({ line }, i) => {
      for (const name of line.operands) this.#lastUse.set(name, i);
    });
    this.#lastUse.set(output, Number.POSITIVE_INFINITY);
    this.#names.set(input, 0);
  }

  get(value: ValueName): string | undefined {
    const index = this.#names.get(value);
    return index === undefined ? undefined : `x${index || ""}`;
  }

  /** Names the result of line `i`, after freeing what was read there for the last time. */
  assign(result: ValueName, operands: readonly ValueName[], i: number): string {
    for (const name of operands) if (this.#lastUse.get(name) === i) this.#names.delete(name);
    const taken = new Set(this.#names.values());
    let index = 0;
    while (taken.has(index)) index++;
    this.#names.set(result, index);
    return this.get(result) as string;
  }
}
