/** @file Rules of pooling. */
import { intsOf, type PoolingOp, type Value } from "../../graph/index.ts";
import { sizeOf } from "../../tensor/index.ts";
import type { VjpRules } from "../vjp-rule.ts";

export const poolingRules: VjpRules<PoolingOp> = {
  MaxPool: ({ graph, inputs, outputs, attributes, cotangents }) => {
    if (!cotangents[0]) return [undefined];
    return [graph.op("MaxPoolGradient", [inputs[0] as Value, outputs[0] as Value, cotangents[0]], attributes)];
  },
  /** Piecewise constant in x, linear in dy: the gradient by dy picks what reached each window's (first) maximum. */
  MaxPoolGradient: ({ graph, inputs, attributes, cotangents, needed }) => {
    if (!needed[2]) return [];
    const [x, , dy] = inputs as [Value, Value, Value];
    const indices = graph.node("MaxPool", [x], attributes, 2)[1] as Value;
    const flat = (value: Value): Value => graph.op("Reshape", [value], { shape: [-1] });
    const picked = graph.op("GatherElements", [flat(cotangents[0] as Value), flat(indices)], { axis: 0 });
    return [undefined, undefined, graph.op("Reshape", [picked], { shape: dy.type.shape })];
  },
  AveragePool: ({ graph, inputs, attributes, cotangents }) => [
    graph.op("AveragePoolGradient", [cotangents[0] as Value], {
      ...attributes,
      inputSize: (inputs[0] as Value).type.shape.slice(2),
    }),
  ],
  AveragePoolGradient: ({ graph, attributes, cotangents }) => {
    const { inputSize: _inputSize, ...window } = attributes;
    return [graph.op("AveragePool", [cotangents[0] as Value], window)];
  },
  GlobalAveragePool: ({ graph, inputs, cotangents }) => {
    const { shape } = (inputs[0] as Value).type;
    const share = graph.op("Mul", [cotangents[0] as Value, graph.scalar(1 / sizeOf(shape.slice(2)))]);
    return [graph.op("Expand", [share], { shape })];
  },
  Resize: ({ graph, attributes, cotangents }) => {
    const scales = intsOf(attributes, "scales");
    const averaged = graph.op("AveragePool", [cotangents[0] as Value], { kernelShape: scales, strides: scales });
    return [graph.op("Mul", [averaged, graph.scalar(sizeOf(scales))])];
  },
};
