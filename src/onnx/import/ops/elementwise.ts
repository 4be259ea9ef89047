/** @file Readers of element-wise arithmetic, comparisons and casts. */
import type { OpType, Value } from "../../../graph/index.ts";

import { type Dtype, sameShape } from "../../../tensor/index.ts";
import { dtypeNames } from "../../tensor-proto.ts";
import { foldBinary, foldCast, foldUnary, foldWhere } from "../fold/elementwise.ts";
import type { ImportNode } from "../import-node.ts";
import { isOfGraph, isSmall, type Known, type KnownDtype, toTensor } from "../known.ts";
import { type Reader, type Readers, scalarOf, smallInputs } from "../reader.ts";
import { type Bound, isKnown } from "../scope.ts";

/** Computes a node of one input while reading where that is known; else by the graph. */
export function unaryReader(op: string, emit: (node: ImportNode, x: Value) => readonly Value[]): Reader {
  return (node) => {
    const [x] = smallInputs(node) ?? [];
    const folded = x && foldUnary(op, x);
    return folded ? [folded] : emit(node, node.value(0));
  };
}

/** An operation of floats under its own name, with the table's attributes if it has any. */
const same = (op: OpType, alpha?: number, beta?: number): Reader =>
  unaryReader(op, (node, x) =>
    node.direct(op, [x], {
      ...(alpha !== undefined && node.gives("alpha") && { alpha: node.float("alpha", alpha) }),
      ...(beta !== undefined && node.gives("beta") && { beta: node.float("beta", beta) }),
    }),
  );

/** An operation the table has for floats, and what it is for integers. */
const numeric = (op: OpType, ofIntegers: (node: ImportNode, x: Value) => Value): Reader =>
  unaryReader(op, (node, x) => (x.type.dtype === "float32" ? node.direct(op, [x], {}) : [ofIntegers(node, x)]));

const zero = (node: ImportNode, x: Value): Value => scalarOf(node, x.type.dtype, 0);
const negated = (node: ImportNode, x: Value): Value => node.graph.op("Sub", [zero(node, x), x]);

/** An operation of two inputs that broadcast; before opset 7 the second one only, and where an axis says. */
const binary = (op: OpType): Reader => {
  return (node) => {
    const b = alignedBefore7(node);
    const [x, y] = b === undefined ? (smallInputs(node) ?? []) : [];
    const folded = x && y && foldBinary(op, x, y);
    return folded ? [folded] : node.direct(op, [node.value(0), b ?? node.value(1)], {});
  };
};

/** The second input in the shape that opsets before 7 give it; undefined where it is as it is. */
function alignedBefore7(node: ImportNode): Value | undefined {
  if (node.opset >= 7) return undefined;
  const [a, b] = [node.shapeOf(0), node.shapeOf(1)];
  const broadcasts = node.flag("broadcast");
  const axis = node.axis(node.int("axis", a.length - b.length), a.length + 1);
  if (!broadcasts) return sameShape(a, b) ? undefined : node.fail(`adds shapes [${a}] and [${b}]`, "equal ones");
  if (axis + b.length > a.length) node.fail(`has axis ${axis}`, "one where the second input fits the first");
  const shape = [...b, ...Array(a.length - axis - b.length).fill(1)];
  return sameShape(shape, b) ? undefined : node.graph.op("Reshape", [node.value(1)], { shape });
}

/** A chain over any number of inputs. */
const chain = (op: "Max" | "Min"): Reader => {
  return (node) => {
    const inputs = smallInputs(node);
    const folded = inputs?.reduce<Known | undefined>((a, b) => a && (a === b ? a : foldBinary(op, a, b)), inputs[0]);
    if (folded) return [folded];
    const values = node.values();
    if (values.length === 2) return node.direct(op, values, {});
    return [values.reduce((a, b) => node.graph.op(op, [a, b]))];
  };
};

const sum: Reader = (node) => node.direct("Sum", node.values(), {});

const mean: Reader = (node) => {
  const values = node.values();
  return [node.graph.op("Mul", [node.graph.op("Sum", values), node.graph.scalar(1 / values.length)])];
};

/** Powers have the type of the base. */
const pow: Reader = (node) => {
  const exponents = node.bound(1);
  const base = node.bound(0);
  if (isKnown(base) && isKnown(exponents) && isSmall(base.shape, exponents.shape)) {
    const folded = base.dtype === exponents.dtype && foldBinary("Pow", base, exponents);
    if (folded) return [folded];
  }
  const [x, y] = [node.value(0), node.value(1)];
  const [from, to] = [x.type.dtype, y.type.dtype];
  if (from === to) return node.direct("Pow", [x, alignedBefore7(node) ?? y], {});
  if (from === "float32") return [node.graph.op("Pow", [x, cast(node, y, "float32")])];
  const inFloats = node.graph.op("Pow", [cast(node, x, "float32"), cast(node, y, "float32")]);
  return [cast(node, inFloats, from)];
};

/** Remainders with the sign of the divisor, or of the dividend where fmod is 1. */
const mod: Reader = (node) => {
  const { graph } = node;
  const [x, y] = [node.value(0), node.value(1)];
  const { dtype } = x.type;
  const ofDividend = node.flag("fmod");
  if (dtype === "float32" && !ofDividend) node.fail("has fmod = 0 for floats", "1");
  const known = smallInputs(node);
  if (known && dtype !== "float32") {
    const [a, b] = known as [Known, Known];
    const folded = foldMod(a, b, ofDividend);
    if (folded) return [folded];
  }
  if (dtype === "float32") return [floatRemainder(node, x, y)];
  const rest = graph.op("Sub", [x, graph.op("Mul", [graph.op("Div", [x, y]), y])]);
  if (ofDividend) return [rest];
  const nought = zero(node, x);
  const differs = graph.op("Less", [graph.op("Mul", [sign(node, rest), sign(node, y)]), nought]);
  return [graph.op("Where", [differs, graph.op("Add", [rest, y]), rest])];
};

function foldMod(a: Known, b: Known, ofDividend: boolean): Known | undefined {
  const quotient = foldBinary("Div", a, b);
  const product = quotient && foldBinary("Mul", quotient, b);
  const rest = product && foldBinary("Sub", a, product);
  if (!rest || ofDividend) return rest;
  const nought = foldBinary("Sub", b, b) as Known;
  const [signs, sum] = [[rest, b].map((value) => foldUnary("Sign", value)), foldBinary("Add", rest, b)];
  const [s, t] = signs;
  const product2 = s && t && foldBinary("Mul", s, t);
  const differs = product2 && foldBinary("Less", product2, nought);
  return differs && sum && foldWhere(differs, sum, rest);
}

function sign(node: ImportNode, x: Value): Value {
  const [one, minus] = [scalarOf(node, x.type.dtype, 1), scalarOf(node, x.type.dtype, -1)];
  return node.graph.op("Max", [node.graph.op("Min", [x, one]), minus]);
}

/** x - y·trunc(x / y), set right by one divisor where the quotient was rounded up or down to a whole number. */
function floatRemainder(node: ImportNode, x: Value, y: Value): Value {
  const { graph } = node;
  const [a, b] = [graph.op("Abs", [x]), graph.op("Abs", [y])];
  const whole = cast(node, cast(node, graph.op("Div", [a, b]), "int64"), "float32");
  const rest = graph.op("Sub", [a, graph.op("Mul", [whole, b])]);
  const below = graph.op("Where", [graph.op("Less", [rest, graph.scalar(0)]), graph.op("Add", [rest, b]), rest]);
  const within = graph.op("Where", [graph.op("GreaterOrEqual", [below, b]), graph.op("Sub", [below, b]), below]);
  return graph.op("Mul", [within, graph.op("Sign", [x])]);
}

/** Bounds as attributes before opset 11, as inputs since. */
const clip: Reader = (node) => {
  const bounds = node.since < 11 ? [node.float("min"), node.float("max")] : [undefined, undefined];
  const { dtype } = node.value(0).type;
  const [low, high] = ([0, 1] as const).map((i) => {
    const given = bounds[i];
    return given === undefined ? node.optional(i + 1) : scalarOf(node, dtype, given);
  });
  if (node.since >= 11 && [low, high].some((bound) => bound && bound.type.shape.length > 0)) {
    const shapes = [low, high].map((bound) => `[${bound?.type.shape ?? ""}]`);
    const isOne = [low, high].every((bound) => !bound || bound.type.shape.every((d) => d === 1));
    if (!isOne) node.fail(`has bounds of shapes ${shapes}`, "scalars");
  }
  const scalar = (bound: Value): Value =>
    bound.type.shape.length === 0 ? bound : node.graph.op("Reshape", [bound], { shape: [] });
  const raised = low ? node.graph.op("Max", [node.value(0), scalar(low)]) : node.value(0);
  return [high ? node.graph.op("Min", [raised, scalar(high)]) : raised];
};

const where: Reader = (node) => {
  const inputs = smallInputs(node);
  const folded = inputs && foldWhere(...(inputs as [Known, Known, Known]));
  if (folded) return [folded];
  const [condition, a, b] = node.values() as [Value, Value, Value];
  if (a.type.dtype !== "bool") return node.direct("Where", [condition, a, b], {});
  const { graph } = node;
  const [yes, no] = [graph.op("And", [condition, a]), graph.op("And", [graph.op("Not", [condition]), b])];
  return [graph.op("Or", [yes, no])];
};

const xor: Reader = (node) => {
  const [x, y] = smallInputs(node) ?? [];
  const folded = x && y && foldBinary("Xor", x, y);
  if (folded) return [folded];
  return [node.graph.op("Not", [node.graph.op("Equal", [node.value(0), alignedBefore7(node) ?? node.value(1)])])];
};

/** Element types as the first opsets spell them. */
const spelled: Readonly<Record<string, KnownDtype>> = {
  FLOAT: "float32",
  INT64: "int64",
  INT32: "int32",
  BOOL: "bool",
};

const castTo = (dtypeOf: (node: ImportNode) => KnownDtype): Reader => {
  return (node) => {
    // Both are of types with 8 bits and fewer.
    if (node.gives("saturate")) node.flag("saturate");
    if (node.gives("round_mode")) node.word("round_mode", ["up", "down", "nearest"], "up");
    const to = dtypeOf(node);
    const x = node.bound(0);
    return isKnown(x) && (isSmall(x.shape) || !toTensor(x)) ? [foldCast(x, to)] : emitCast(node, to);
  };
};

const castDtype = (node: ImportNode): KnownDtype => {
  if (node.since >= 6) return node.dtype("to") as KnownDtype;
  const text = node.text("to") ?? "";
  return spelled[text] ?? node.fail(`casts to ${text}`, Object.keys(spelled).join(", "));
};

function emitCast(node: ImportNode, to: KnownDtype): Bound[] {
  if (!isOfGraph(to)) return node.fail(`casts to ${to}`, dtypeNames);
  return node.direct("Cast", [node.value(0)], { to });
}

/** The value in another element type; itself where it has that. */
export function cast(node: ImportNode, x: Value, to: Dtype): Value {
  return x.type.dtype === to ? x : node.graph.op("Cast", [x], { to });
}

export const elementwiseReaders: Readers = {
  Relu: numeric("Relu", (node, x) => node.graph.op("Max", [x, zero(node, x)])),
  Neg: numeric("Neg", negated),
  Abs: numeric("Abs", (node, x) => node.graph.op("Max", [x, negated(node, x)])),
  Sign: numeric("Sign", sign),
  Sigmoid: same("Sigmoid"),
  Tanh: same("Tanh"),
  Exp: same("Exp"),
  Log: same("Log"),
  Sqrt: same("Sqrt"),
  Reciprocal: same("Reciprocal"),
  Erf: same("Erf"),
  Softplus: same("Softplus"),
  HardSwish: same("HardSwish"),
  HardSigmoid: same("HardSigmoid", 0.2, 0.5),
  LeakyRelu: same("LeakyRelu", 0.01),
  Elu: same("Elu", 1),
  Not: unaryReader("Not", (node, x) => node.direct("Not", [x], {})),
  Add: binary("Add"),
  Sub: binary("Sub"),
  Mul: binary("Mul"),
  Div: binary("Div"),
  Equal: binary("Equal"),
  Greater: binary("Greater"),
  GreaterOrEqual: binary("GreaterOrEqual"),
  Less: binary("Less"),
  LessOrEqual: binary("LessOrEqual"),
  And: binary("And"),
  Or: binary("Or"),
  Xor: xor,
  Pow: pow,
  Mod: mod,
  Max: chain("Max"),
  Min: chain("Min"),
  Sum: sum,
  Mean: mean,
  Clip: clip,
  Where: where,
  Cast: castTo(castDtype),
  CastLike: castTo((node) => node.dtypeOf(1)),
};
