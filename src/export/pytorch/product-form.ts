/** @file Products that stand for something with a name: dropout, SiLU, GELU. */
import type { Node, ValueName } from "../../graph/index.ts";
import type { Form, Line, Source } from "./form.ts";
import { scalarOf } from "./form.ts";

/** Returns the line of a product that PyTorch has a name for; undefined for other products. */
export const productForm: Form = (node, source) => dropout(node, source) ?? silu(node, source) ?? gelu(node, source);

const dropout: Form = ({ inputs: [x, noiseName] }, { network, types }) => {
  const noise = network.noises.find(({ name }) => name === noiseName);
  if (noise?.kind !== "dropout") return undefined;
  const { rate, shape } = noise;
  const isWhole = String(shape) === String(types.get(x as ValueName)?.shape);
  const one = shape.map((size, axis) => (axis > 0 && size === 1 ? ":1" : ":")).join(", ");
  return {
    operands: [x as ValueName],
    write: ([input], modules) =>
      isWhole
        ? `${modules.layer("dropout", `nn.Dropout(${rate})`)}(${input})`
        : `${input} * F.dropout(torch.ones_like(${input}[${one}]), ${rate}, self.training)`,
  };
};

/** x * sigmoid(x). */
const silu: Form = ({ inputs: [x, gate] }, source) =>
  producer(gate, "Sigmoid", source)?.inputs[0] === x ? activation("F.silu", x as ValueName) : undefined;

/** (x * 0.5) * (erf(x * sqrt(1/2)) + 1). */
const gelu: Form = ({ inputs: [half, gate] }, source) => {
  const halved = producer(half, "Mul", source);
  const shifted = producer(gate, "Add", source);
  const erf = producer(shifted?.inputs[0], "Erf", source);
  const scaled = producer(erf?.inputs[0], "Mul", source);
  const numbers = [halved, shifted, scaled].map((node) => scalarOf(node?.inputs[1], source));
  const expected = [0.5, 1, Math.fround(Math.SQRT1_2)];
  if (!halved || halved.inputs[0] !== scaled?.inputs[0] || numbers.some((number, i) => number !== expected[i])) {
    return undefined;
  }
  return activation("F.gelu", halved.inputs[0] as ValueName);
};

function activation(name: string, x: ValueName): Line {
  return { operands: [x], write: ([input]) => `${name}(${input})` };
}

function producer(name: ValueName | undefined, op: Node["op"], { producers }: Source): Node | undefined {
  const node = producers.get(name ?? "");
  return node?.op === op ? node : undefined;
}
