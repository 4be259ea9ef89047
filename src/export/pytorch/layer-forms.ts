/** @file Operations with weights, as layers of torch.nn. */
import { numberOf, type OpType, type Window, windowOf } from "../../graph/index.ts";
import { type Tensor, tensor } from "../../tensor/index.ts";
import type { Form, Line } from "./form.ts";
import { transposed } from "./module-list.ts";

/** One number for equal extents, else a tuple. */
export function pair([height, width]: readonly [number, number]): string {
  return height === width ? String(height) : `(${height}, ${width})`;
}

/** Padding of height and width where both sides get the same. */
export function symmetricPads({ pads: [top, left, bottom, right] }: Window): readonly [number, number] | undefined {
  return top === bottom && left === right ? [top, left] : undefined;
}

const conv: Form = ({ inputs, attributes }, { trained }) => {
  const [x, weightName, biasName] = inputs as [string, string, string?];
  const weight = trained.get(weightName);
  const bias = trained.get(biasName ?? "");
  const window = windowOf(attributes);
  const padding = symmetricPads(window);
  if (!weight || !padding || (biasName !== undefined && !bias)) return undefined;
  const [outputs, perGroup] = weight.shape as readonly [number, number];
  const options = [
    `kernel_size=${pair(window.kernel)}`,
    ...(pair(window.strides) === "1" ? [] : [`stride=${pair(window.strides)}`]),
    ...(pair(padding) === "0" ? [] : [`padding=${pair(padding)}`]),
    ...(pair(window.dilations) === "1" ? [] : [`dilation=${pair(window.dilations)}`]),
    ...(window.group === 1 ? [] : [`groups=${window.group}`]),
    ...(bias ? [] : ["bias=False"]),
  ];
  const definition = `nn.Conv2d(${perGroup * window.group}, ${outputs}, ${options.join(", ")})`;
  return layer(x, "conv", definition, { weight, bias });
};

const gemm: Form = ({ inputs, attributes }, { trained }) => {
  const [x, weightName, biasName] = inputs as [string, string, string?];
  const weight = trained.get(weightName);
  const bias = trained.get(biasName ?? "");
  const scaled = ["alpha", "beta"].some((name) => numberOf(attributes, name, 1) !== 1);
  if (!weight || scaled || numberOf(attributes, "transA", 0) || (biasName !== undefined && bias?.shape.length !== 1)) {
    return undefined;
  }
  return linear(x, numberOf(attributes, "transB", 0) ? weight : transposed(weight), bias);
};

const matMul: Form = (node, { trained }) => {
  const [x, weightName] = node.inputs as [string, string];
  const weight = trained.get(weightName);
  if (weight?.shape.length === 2) return linear(x, transposed(weight));
  return { operands: node.inputs, write: ([a, b]) => `torch.matmul(${a}, ${b})` };
};

/** In the training form of a network: by batch statistics, with the running ones beside. */
const batchNormalization: Form = (node, { network, types, trained }) => {
  const [x, scaleName, biasName] = node.inputs as [string, string, string];
  const norm = network.normalizations.find(({ batchMean }) => batchMean === node.outputs[1]);
  const [weight, bias] = [trained.get(scaleName), trained.get(biasName)];
  const kind = { 2: "1d", 3: "1d", 4: "2d" }[types.get(x)?.shape.length ?? 0];
  if (!norm || !weight || !bias || !kind) return undefined;
  const epsilon = numberOf(node.attributes, "epsilon", 1e-5);
  const definition = `nn.BatchNorm${kind}(${norm.channels}${epsilon === 1e-5 ? "" : `, eps=${epsilon}`})`;
  return layer(x, "norm", definition, {
    weight,
    bias,
    running_mean: trained.get(norm.runningMean),
    running_var: trained.get(norm.runningVariance),
    num_batches_tracked: tensor("int64", [], [0]),
  });
};

function linear(x: string, weight: Tensor, bias?: Tensor): Line {
  const [outputs, inputs] = weight.shape as readonly [number, number];
  return layer(x, "linear", `nn.Linear(${inputs}, ${outputs}${bias ? "" : ", bias=False"})`, { weight, bias });
}

function layer(x: string, kind: string, definition: string, state: Record<string, Tensor | undefined>): Line {
  return { operands: [x], write: ([input], modules) => `${modules.layer(kind, definition, state)}(${input})` };
}

export const layerForms: Partial<Record<OpType, Form>> = {
  Conv: conv,
  Gemm: gemm,
  MatMul: matMul,
  BatchNormalization: batchNormalization,
};
