/** @file How an operation becomes one line of a forward method. */
import type { Network, Node, ValueName } from "../../graph/index.ts";
import type { Tensor, TensorType } from "../../tensor/index.ts";
import type { ModuleList } from "./module-list.ts";

/** A network with what its tensors were trained to. */
export interface Source {
  readonly network: Network;
  readonly types: ReadonlyMap<ValueName, TensorType>;
  readonly producers: ReadonlyMap<ValueName, Node>;
  /** Parameters and running statistics. */
  readonly trained: ReadonlyMap<ValueName, Tensor<"float32">>;
}

/** One line of `forward`, before variables have names. */
export interface Line {
  /** Values the expression reads, each once; weights held by layers are not among them. */
  readonly operands: readonly ValueName[];
  /** Writes the expression; `args` name the operands. Adds the layers it needs. */
  write(args: readonly string[], modules: ModuleList): string;
}

/** Returns undefined where PyTorch has no equal for just this node. */
export type Form = (node: Node, source: Source) => Line | undefined;

/** A line that reads all inputs of the node. */
export function line({ inputs }: Node, write: (...args: string[]) => string): Line {
  return { operands: inputs, write: (args) => write(...args) };
}

/** A form that reads all inputs and needs no attributes. */
export function plain(write: (...args: string[]) => string): Form {
  return (node) => line(node, write);
}

/** A Python number, always with a point or exponent, as tensors are float32. */
export function float(value: number): string {
  return Number.isInteger(value) && Math.abs(value) < 1e21 ? `${value}.0` : String(value);
}

/** The number that a scalar constant of the network holds. */
export function scalarOf(name: ValueName | undefined, { network }: Source): number | undefined {
  const constant = network.graph.constants.get(name ?? "");
  return constant?.data.length === 1 && constant.dtype === "float32" ? (constant.data[0] as number) : undefined;
}
