/** @file The members of a generated nn.Module: what __init__ creates and the state it loads. */
import { type Tensor, tensor } from "../../tensor/index.ts";

/** Collects layers, buffers and parameters in order of use; each gets a name such as `conv1`. */
export class ModuleList {
  /** Lines of `__init__`. */
  readonly lines: string[] = [];
  /** Tensors by their key in the state_dict. */
  readonly state: Map<string, Tensor> = new Map();
  readonly #counts = new Map<string, number>();

  /** Adds a layer with its state and returns the expression that names it. */
  layer(kind: string, definition: string, state: Readonly<Record<string, Tensor | undefined>> = {}): string {
    const name = this.#fresh(kind);
    this.lines.push(`self.${name} = ${definition}`);
    for (const [key, value] of Object.entries(state)) if (value) this.state.set(`${name}.${key}`, value);
    return `self.${name}`;
  }

  /** Adds a tensor that is not trained and returns the expression that names it. */
  buffer(value: Tensor, name: string = this.#fresh("constant")): string {
    this.lines.push(`self.register_buffer("${name}", ${placeholder(value)})`);
    this.state.set(name, value);
    return `self.${name}`;
  }

  /** Adds a trained tensor outside of any layer and returns the expression that names it. */
  parameter(value: Tensor): string {
    const name = this.#fresh("parameter");
    this.lines.push(`self.${name} = nn.Parameter(${placeholder(value)})`);
    this.state.set(name, value);
    return `self.${name}`;
  }

  #fresh(kind: string): string {
    const count = (this.#counts.get(kind) ?? 0) + 1;
    this.#counts.set(kind, count);
    return `${kind}${count}`;
  }
}

/** Returns a matrix with its axes exchanged, as nn.Linear holds its weight. */
export function transposed({ shape, data }: Tensor<"float32">): Tensor<"float32"> {
  const [rows, columns] = shape as readonly [number, number];
  const result = new Float32Array(data.length);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) result[j * rows + i] = data[i * columns + j] as number;
  }
  return tensor("float32", [columns, rows], result);
}

function placeholder({ dtype, shape }: Tensor): string {
  const option = dtype === "float32" ? "" : `, dtype=torch.${dtype}`;
  return `torch.zeros(${shape.length === 0 ? "()" : shape.join(", ")}${option})`;
}
