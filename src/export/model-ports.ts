/** @file Which input and output of a model take the examples of a data set and give its predictions. */
import { ModelError } from "../base/index.ts";
import type { Task } from "../data/index.browser.ts";
import type { PortType, Program } from "../engine/index.ts";
import { type Dtype, sizeOf } from "../tensor/index.ts";

/** Examples that a model may take at once by its own word: all are filled, however few there are. */
const MOST_EXAMPLES = 4096;
/** Values of all of them together; 256 MiB of float32. */
const MOST_VALUES = 2 ** 26;

export interface ModelPorts {
  readonly input: string;
  readonly dtype: "float32" | "float64";
  readonly output: string;
  /** Examples a run takes; null where each run may choose. */
  readonly batch: number | null;
  /** Shape of one example as the model takes it: that of the data set, or flattened. */
  readonly example: readonly number[];
}

/**
 * Finds the input, [N, ...shape] or flattened, and the output, [N, outputs], both float32 or float64, that fit the data.
 *
 * @param task  Its `inputShape` is that of what is fed.
 * @throws {ModelError} naming what the model has and what the data set needs.
 */
export function modelPorts(program: Program, name: string, task: Task): ModelPorts {
  const [input, ...others] = program.inputs;
  if (input === undefined || others.length > 0) {
    throw mismatch(`it has ${program.inputs.size} inputs (${[...program.inputs.keys()].join(", ")})`, "one");
  }
  const example = [task.inputShape, [sizeOf(task.inputShape)]].find((shape) => fits(input[1], shape));
  if (example === undefined) {
    throw mismatch(
      `input ${input[0]} is ${show(input[1])}`,
      `float32 [N, ${task.inputShape.join(", ")}] as in ${name}`,
    );
  }
  const output = [...program.outputs].find(([, type]) => fits(type, [task.outputs]));
  if (output === undefined) {
    const found = Array.from(program.outputs, ([key, type]) => `${key} is ${show(type)}`).join(", ");
    const meaning = task.kind === "classification" ? "classes" : "targets";
    throw mismatch(`output ${found}`, `float32 [N, ${task.outputs}] for the ${task.outputs} ${meaning} of ${name}`);
  }
  const batch = input[1].shape[0];
  const most = Math.min(MOST_EXAMPLES, Math.max(1, Math.floor(MOST_VALUES / sizeOf(example))));
  if (typeof batch === "number" && (batch < 1 || batch > most)) {
    throw mismatch(`input ${input[0]} takes ${batch} examples at once`, `1 to ${most}, or any number`);
  }
  const dtype = input[1].dtype as ModelPorts["dtype"];
  return { input: input[0], dtype, output: output[0], batch: typeof batch === "number" ? batch : null, example };
}

function fits({ dtype, shape: [batch, ...rest] }: PortType, shape: readonly number[]): boolean {
  const isSame = rest.length === shape.length && rest.every((size, i) => typeof size === "string" || size === shape[i]);
  return isFloat(dtype) && batch !== undefined && isSame;
}

function isFloat(dtype: Dtype): dtype is ModelPorts["dtype"] {
  return dtype === "float32" || dtype === "float64";
}

function show({ dtype, shape }: PortType): string {
  return `${dtype} [${shape.join(", ")}]`;
}

/** An error for a model and a data set that do not belong together. */
export function mismatch(found: string, expected: string): ModelError {
  return new ModelError(`Cannot evaluate model: ${found}, expected ${expected}`);
}
