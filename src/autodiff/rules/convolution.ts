/** @file Rules of convolution and its adjoints. The three are bilinear and closed under differentiation. */
import type { ConvolutionOp, Value } from "../../graph/index.ts";
import type { VjpContext, VjpRules } from "../vjp-rule.ts";

/** The window's attributes without those that only one of the operations has. */
function windowAttributes({ attributes }: VjpContext): VjpContext["attributes"] {
  const { inputSize: _inputSize, outputPadding: _outputPadding, ...window } = attributes;
  return window;
}

const sizeOfImage = (x: Value): readonly number[] => x.type.shape.slice(2);

export const convolutionRules: VjpRules<ConvolutionOp> = {
  Conv: convGradients,
  FusedConv: (context) => [...convGradients(context), context.cotangents[0]],
  ConvInputGradient: (context) => {
    const { graph, inputs, cotangents, needed } = context;
    const [w, dy] = inputs as [Value, Value];
    const c = cotangents[0] as Value;
    const window = windowAttributes(context);
    return [
      needed[0] ? graph.op("ConvWeightGradient", [c, dy], window) : undefined,
      needed[1] ? graph.op("Conv", [c, w], window) : undefined,
    ];
  },
  ConvWeightGradient: (context) => {
    const { graph, inputs, cotangents, needed } = context;
    const [x, dy] = inputs as [Value, Value];
    const c = cotangents[0] as Value;
    const window = windowAttributes(context);
    return [
      needed[0] ? graph.op("ConvInputGradient", [c, dy], { ...window, inputSize: sizeOfImage(x) }) : undefined,
      needed[1] ? graph.op("Conv", [x, c], window) : undefined,
    ];
  },
  ConvTranspose: (context) => {
    const { graph, inputs, cotangents, needed } = context;
    const [x, w] = inputs as [Value, Value];
    const c = cotangents[0] as Value;
    const window = windowAttributes(context);
    return [
      needed[0] ? graph.op("Conv", [c, w], window) : undefined,
      needed[1] ? graph.op("ConvWeightGradient", [c, x], window) : undefined,
    ];
  },
};

function convGradients(context: VjpContext): (Value | undefined)[] {
  const { graph, inputs, cotangents, needed } = context;
  const [x, w] = inputs as [Value, Value];
  const dy = cotangents[0] as Value;
  const window = windowAttributes(context);
  const gradients = [
    needed[0] ? graph.op("ConvInputGradient", [w, dy], { ...window, inputSize: sizeOfImage(x) }) : undefined,
    needed[1] ? graph.op("ConvWeightGradient", [x, dy], window) : undefined,
  ];
  return [...gradients, needed[2] ? graph.op("ReduceSum", [dy], { axes: [0, 2, 3], keepdims: 0 }) : undefined];
}
