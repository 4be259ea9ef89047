/** @file Products that stand for something with a name: dropout, SiLU, GELU. */
import type { Node, ValueName } from "../../graph/index.ts";
import type { Form, Line, Source } from "./form.ts";
import { scalarOf } from "./form.ts";

/** Returns the line of a product that PyTorch has a name for; undefined for other products. */
export const productForm: Form = (node, source) => dropout(node, source) ?? silu(node, source) ?? gelu(node, source);

const dropout: Form = ({ inputs: [x, maskName] }, { network }) => {
  const mask = network.masks.find(({ name }) => name === maskName);
  return (
    mask && {
      operands: [x as ValueName],
      write: ([input], modules) => `${modules.layer("dropout", `nn.Dropout(${mask.rate})`)}(${input})`,
    }
  );
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
