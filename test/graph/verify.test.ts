/** One test for each rule that graphs keep. */
import { describe, expect, it } from "vitest";
import { GraphError } from "../../src/base/index.ts";
import { type Graph, type Node, type OpNode, verify } from "../../src/graph/index.ts";
import { type Tensor, type TensorType, tensor } from "../../src/tensor/index.ts";

const vectorType: TensorType = { dtype: "float32", shape: [3] };

interface Parts {
  readonly inputs?: Readonly<Record<string, TensorType>>;
  readonly constants?: Readonly<Record<string, Tensor>>;
  readonly nodes?: readonly Node[];
  readonly outputs?: readonly string[];
}

/** A graph y = Relu(x), some parts replaced. */
function graphOf(parts: Parts = {}): Graph {
  return {
    inputs: new Map(Object.entries(parts.inputs ?? { x: vectorType })),
    constants: new Map(Object.entries(parts.constants ?? {})),
    nodes: parts.nodes ?? [node("Relu", ["x"], ["y"])],
    outputs: parts.outputs ?? ["y"],
  };
}

function node(op: string, inputs: readonly string[], outputs: readonly string[], attributes = {}): Node {
  return { op: op as OpNode["op"], inputs, outputs, attributes };
}

function checkRefused(parts: Parts, message: string): void {
  expect(() => verify(graphOf(parts))).toThrow(GraphError);
  expect(() => verify(graphOf(parts))).toThrow(message);
}

describe("verify()", () => {
  it("returns the types of all values of a sound graph", () => {
    const constants = { c: tensor("int64", [2], [1, 2]) };

    expect(verify(graphOf({ constants }))).toEqual(
      new Map<string, TensorType>([
        ["x", vectorType],
        ["c", { dtype: "int64", shape: [2] }],
        ["y", vectorType],
      ]),
    );
  });

  it("refuses a value defined twice, by any two of inputs, constants and nodes", () => {
    const twice = "is defined twice, expected single assignment";

    checkRefused({ nodes: [node("Relu", ["x"], ["y"]), node("Neg", ["x"], ["y"])] }, `value y ${twice}`);
    checkRefused({ nodes: [node("Relu", ["x"], ["x"])], outputs: ["x"] }, `value x ${twice}`);
    checkRefused({ constants: { x: tensor("float32", [3], [1, 2, 3]) } }, `value x ${twice}`);
    checkRefused({ nodes: [node("Split", ["x"], ["y", "y"], { axis: 0, sizes: [1, 2] })] }, `value y ${twice}`);
  });

  it("refuses use before definition, and so cycles", () => {
    const late = "is not defined before it, expected a graph input, a constant or an earlier result";

    checkRefused({ nodes: [node("Relu", ["z"], ["y"]), node("Neg", ["x"], ["z"])] }, `Relu (y): input z ${late}`);
    checkRefused({ nodes: [node("Add", ["x", "y"], ["y"])] }, `input y ${late}`);
    checkRefused(
      { nodes: [node("Add", ["x", "b"], ["a"]), node("Neg", ["a"], ["b"])], outputs: ["b"] },
      `input b ${late}`,
    );
    checkRefused({ nodes: [node("Relu", ["nowhere"], ["y"])] }, `input nowhere ${late}`);
  });

  it("refuses unknown ops, those named like members of objects too", () => {
    checkRefused({ nodes: [node("Relu7", ["x"], ["y"])] }, "op Relu7 is unknown");
    checkRefused({ nodes: [node("toString", ["x"], ["y"])] }, "op toString is unknown");
  });

  it("refuses unknown attributes, those named like members of objects too", () => {
    checkRefused(
      { nodes: [node("Elu", ["x"], ["y"], { beta: 1 })] },
      "attribute beta is unknown, expected one of alpha",
    );
    checkRefused(
      { nodes: [node("Relu", ["x"], ["y"], { valueOf: 1 })] },
      "attribute valueOf is unknown, expected one of none",
    );
  });

  it.each([
    ["Elu", { alpha: "1" }, "attribute alpha is 1, expected float"],
    ["Elu", { alpha: Number.NaN }, "attribute alpha is NaN, expected float"],
    ["Softmax", { axis: 0.5 }, "attribute axis is 0.5, expected int"],
    ["Transpose", { perm: [0.5] }, "attribute perm is 0.5, expected ints"],
    ["Transpose", { perm: 0 }, "attribute perm is 0, expected ints"],
    ["Cast", { to: 1 }, "attribute to is 1, expected string"],
    ["Cast", { to: "float16" }, "attribute to is float16, expected one of float32"],
    ["Transpose", {}, "attribute perm is undefined, expected a list of integers"],
    ["Softmax", { axis: 1 }, "axis is 1, expected within [-1, 1)"],
  ])("refuses %s with attributes %j", (op, attributes, message) => {
    checkRefused({ nodes: [node(op, ["x"], ["y"], attributes)] }, message);
  });

  it("refuses too few and too many inputs", () => {
    checkRefused({ nodes: [node("Add", ["x"], ["y"])] }, "Add (y): 1 inputs, expected 2");
    checkRefused({ nodes: [node("Relu", ["x", "x"], ["y"])] }, "Relu (y): 2 inputs, expected 1");
    checkRefused({ nodes: [node("Gemm", ["x"], ["y"])] }, "Gemm (y): 1 inputs, expected 2 to 3");
  });

  it("refuses too few and too many outputs", () => {
    const sizes = { axis: 0, sizes: [1, 2] };
    const window = { kernelShape: [1, 1] };
    const inputs = { x: { dtype: "float32", shape: [1, 1, 3, 3] } } as const;

    checkRefused({ nodes: [node("Split", ["x"], ["y"], sizes)] }, "Split (y): 1 outputs, expected 2");
    checkRefused({ nodes: [node("Split", ["x"], ["y", "z", "w"], sizes)] }, "3 outputs, expected 2");
    checkRefused({ nodes: [node("Relu", ["x"], [])] }, "a Relu node has no output, expected at least one");
    checkRefused({ inputs, nodes: [node("MaxPool", ["x"], ["y", "z", "w"], window)] }, "3 outputs, expected 1 to 2");
    for (const outputs of [["y"], ["y", "indices"]])
      expect(verify(graphOf({ inputs, nodes: [node("MaxPool", ["x"], outputs, window)] })).size).toBe(
        1 + outputs.length,
      );
  });

  it("refuses operands of the wrong rank, shape or dtype", () => {
    const inputs = {
      x: vectorType,
      ids: { dtype: "int64", shape: [3] },
      y4: { dtype: "float32", shape: [4] },
    } as const;
    const refused = (op: string, operands: string[], attributes: object, message: string): void =>
      checkRefused({ inputs, nodes: [node(op, operands, ["y"], attributes)] }, message);

    refused("GlobalAveragePool", ["x"], {}, "input 0 has shape [3], expected rank 4");
    refused("Relu", ["ids"], {}, "input 0 is int64, expected float32");
    refused("Add", ["x", "ids"], {}, "input 1 is int64, expected float32");
    refused("Add", ["x", "y4"], {}, "input 1 has shape [4], expected one that broadcasts with [3]");
    refused("Not", ["x"], {}, "input 0 is float32, expected bool");
    refused("Gather", ["ids", "x"], {}, "input 1 is float32, expected int64 or int32");
    refused("Reshape", ["x"], { shape: [2, -1] }, "target shape is [2,-1]");
  });

  it("refuses types that no tensor has", () => {
    checkRefused(
      { inputs: { x: { dtype: "float16" as "float32", shape: [3] } } },
      "x has dtype float16, expected float32",
    );
    for (const shape of [[-1], [1.5], ["3"], undefined])
      checkRefused({ inputs: { x: { dtype: "float32", shape: shape as number[] } } }, "expected positive integers");
  });

  it("refuses constants of another length or kind than declared", () => {
    const short = { dtype: "float32", shape: [3], data: new Float32Array(2) } as const;
    const other = { dtype: "float32", shape: [3], data: new Float64Array(3) as unknown as Float32Array } as const;

    checkRefused({ constants: { c: short } }, "constant c holds Float32Array(2), expected Float32Array(3)");
    checkRefused({ constants: { c: other } }, "constant c holds Float64Array(3), expected Float32Array(3)");
  });

  it("refuses missing, repeated and no outputs", () => {
    checkRefused({ outputs: ["z"] }, "output z is not defined, expected a value of the graph");
    checkRefused({ outputs: ["y", "y"] }, "an output is listed twice, expected distinct outputs");
    checkRefused({ outputs: [] }, "it has no outputs, expected at least one");
  });

  it("refuses empty names", () => {
    checkRefused({ nodes: [node("Relu", ["x"], [""])] }, "an output of Relu has no name");
    checkRefused({ inputs: { x: vectorType, "": vectorType } }, "an input has no name");
  });
});
