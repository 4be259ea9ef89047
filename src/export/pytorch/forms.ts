/** @file The PyTorch form of each operation that can be exported. */
import { intsOf, type Node, numberOf, type OpType, type Window, windowOf } from "../../graph/index.ts";
import { type Form, float, line, plain, type Source, scalarOf } from "./form.ts";
import { layerForms, pair, symmetricPads } from "./layer-forms.ts";
import { productForm } from "./product-form.ts";

const infix = (operator: string): Form => plain((...args) => args.join(` ${operator} `));
const unary = (name: string): Form => plain((x) => `${name}(${x})`);

const pooling =
  (name: string, option: (node: Node) => string): Form =>
  (node, source) => {
    const window = windowOf(node.attributes);
    const isCounted = numberOf(node.attributes, "countIncludePad", 0) !== 0;
    const padding = poolPadding(window, rankedShape(node, source), isCounted);
    if (padding === undefined) return undefined;
    const sizes = `${pair(window.kernel)}, stride=${pair(window.strides)}${padding}`;
    return line(node, (x) => `F.${name}(${x}, ${sizes}${option(node)})`);
  };

/** The options for the padding of a pool; undefined where PyTorch has none. */
function poolPadding(window: Window, shape: readonly number[], isCounted: boolean): string | undefined {
  const { kernel, strides, pads } = window;
  const padding = symmetricPads(window);
  if (padding) {
    // PyTorch pads by half a window at most.
    if (padding.some((pad, axis) => pad > (kernel[axis as 0 | 1] as number) / 2)) return undefined;
    return pair(padding) === "0" ? "" : `, padding=${pair(padding)}`;
  }
  // At the end alone, and as much as a last window that hangs over the edge needs.
  const hangsOver = ([0, 1] as const).every((axis) => {
    const rest = ((shape[axis + 2] as number) - kernel[axis]) % strides[axis];
    return pads[axis] === 0 && pads[(axis + 2) as 2 | 3] === (rest === 0 ? 0 : strides[axis] - rest);
  });
  return hangsOver && !isCounted ? ", ceil_mode=True" : undefined;
}

const dilation = (node: Node): string => {
  const { dilations } = windowOf(node.attributes);
  return pair(dilations) === "1" ? "" : `, dilation=${pair(dilations)}`;
};

const countPad = ({ attributes }: Node): string =>
  numberOf(attributes, "countIncludePad", 0) ? "" : ", count_include_pad=False";

/** The batch, axis 0, keeps its size whatever it is. */
const reshape: Form = (node, source) => {
  const [first, ...rest] = intsOf(node.attributes, "shape");
  if (first !== 0) return undefined;
  if (rest.length === 1 && rest[0] === -1) return line(node, (x) => `torch.flatten(${x}, 1)`);
  const from = rankedShape(node, source).slice(1);
  const sizes = rest.map((size, i) => (size === 0 ? from[i] : size));
  return line(node, (x) => `${x}.reshape(${[`${x}.shape[0]`, ...sizes].join(", ")})`);
};

const reduction =
  (name: string): Form =>
  (node, source) => {
    const axes = intsOf(node.attributes, "axes", [...rankedShape(node, source).keys()]);
    const keep = numberOf(node.attributes, "keepdims", 1) ? ", keepdim=True" : "";
    return line(node, (x) => `torch.${name}(${x}, dim=(${axes.join(", ")},)${keep})`);
  };

const softmax =
  (name: string): Form =>
  (node) =>
    line(node, (x) => `torch.${name}(${x}, dim=${numberOf(node.attributes, "axis", -1)})`);

const alpha =
  (name: string, fallback: number): Form =>
  (node) =>
    line(node, (x) => `F.${name}(${x}, ${float(numberOf(node.attributes, "alpha", fallback))})`);

const hardSigmoid: Form = (node) => {
  const slope = float(numberOf(node.attributes, "alpha", 0.2));
  const offset = float(numberOf(node.attributes, "beta", 0.5));
  return line(node, (x) => `torch.clamp(${x} * ${slope} + ${offset}, 0.0, 1.0)`);
};

/** The greater or smaller of two tensors, or of a tensor and a number. */
const extreme =
  (name: string, bound: string): Form =>
  (node, source) => {
    const numbers = node.inputs.map((input) => scalarOf(input, source) !== undefined);
    if (numbers[1]) return line(node, (x, limit) => `torch.clamp(${x}, ${bound}=${limit})`);
    if (numbers[0]) return line(node, (limit, x) => `torch.clamp(${x}, ${bound}=${limit})`);
    return line(node, (a, b) => `torch.${name}(${a}, ${b})`);
  };

const resize: Form = (node) => {
  const scales = intsOf(node.attributes, "scales");
  return line(node, (x) => `F.interpolate(${x}, scale_factor=(${scales.map(float).join(", ")}), mode="nearest")`);
};

const pad: Form = (node) => {
  const pads = intsOf(node.attributes, "pads");
  const rank = pads.length / 2;
  // PyTorch lists the last axis first, each as (before, after).
  const reversed = [...Array(rank).keys()].reverse().flatMap((axis) => [pads[axis], pads[axis + rank]]);
  const value = float(numberOf(node.attributes, "value", 0));
  return line(node, (x) => `F.pad(${x}, (${reversed.join(", ")}), value=${value})`);
};

function rankedShape({ inputs }: Node, { types }: Source): readonly number[] {
  return types.get(inputs[0] ?? "")?.shape ?? [];
}

export const forms: Partial<Record<OpType, Form>> = {
  ...layerForms,
  Mul: (node, source) => productForm(node, source) ?? infix("*")(node, source),
  Add: infix("+"),
  Sum: infix("+"),
  Sub: infix("-"),
  Div: infix("/"),
  Pow: plain((x, y) => `torch.pow(${x}, ${y})`),
  Max: extreme("maximum", "min"),
  Min: extreme("minimum", "max"),
  Identity: plain((x) => x as string),
  StopGradient: plain((x) => `${x}.detach()`),
  Neg: plain((x) => `-${x}`),
  Relu: unary("F.relu"),
  Sigmoid: unary("torch.sigmoid"),
  Tanh: unary("torch.tanh"),
  Exp: unary("torch.exp"),
  Log: unary("torch.log"),
  Sqrt: unary("torch.sqrt"),
  Reciprocal: unary("torch.reciprocal"),
  Abs: unary("torch.abs"),
  Sign: unary("torch.sign"),
  Erf: unary("torch.erf"),
  Softplus: unary("F.softplus"),
  HardSwish: unary("F.hardswish"),
  HardSigmoid: hardSigmoid,
  LeakyRelu: alpha("leaky_relu", 0.01),
  Elu: alpha("elu", 1),
  MaxPool: pooling("max_pool2d", dilation),
  AveragePool: pooling("avg_pool2d", countPad),
  GlobalAveragePool: plain((x) => `F.adaptive_avg_pool2d(${x}, 1)`),
  Reshape: reshape,
  Transpose: (node) => line(node, (x) => `${x}.permute(${intsOf(node.attributes, "perm").join(", ")})`),
  Concat: (node) =>
    line(node, (...args) => `torch.cat([${args.join(", ")}], dim=${numberOf(node.attributes, "axis")})`),
  ReduceMean: reduction("mean"),
  ReduceSum: reduction("sum"),
  ReduceMax: reduction("amax"),
  Softmax: softmax("softmax"),
  LogSoftmax: softmax("log_softmax"),
  Resize: resize,
  Pad: pad,
};
