/** @file A graph of a model to values of a graph: its nodes in order, each by its reader. */
import { GraphError } from "../../base/index.ts";
import { type Attribute, isOpType, ops } from "../../graph/index.ts";
import { type AttributeProto, attributeTypes, type GraphProto, type NodeProto } from "../model-proto.ts";
import { onnxName } from "../op-forms.ts";
import { fromTensorProto } from "../tensor-proto.ts";
import { unreadable } from "../unreadable.ts";
import { failureOf, ImportNode } from "./import-node.ts";
import { isSmall, numbersOf } from "./known.ts";
import { isRuled } from "./op-rules.ts";
import { readerOf } from "./readers.ts";
import { type Bound, isKnown, Scope } from "./scope.ts";

/** Operations a model may become; a recurrent network is some dozens a step of time. */
const MOST_NODES = 2 ** 19;

/** Defines initializers and all that the nodes compute. @throws {ModelError} naming the node that cannot be read. */
export function importGraph(graph: GraphProto, opset: number, scope: Scope): void {
  for (const proto of graph.initializer) scope.define(proto.name ?? "", fromTensorProto(proto));
  for (const proto of graph.node) {
    const results = importNode(proto, opset, scope);
    if (scope.graph.nodes.length > MOST_NODES) {
      unreadable("model", `it becomes more than ${MOST_NODES} operations`, "fewer");
    }
    // Larger ones are made of bytes the model holds.
    for (const result of results) if (isKnown(result) && isSmall(result.shape)) scope.spend(result.data.length);
    proto.output.forEach((name, i) => {
      if (name === "") return;
      const result = results[i] ?? failureOf(proto)(`has output ${i}`, `${results.length} outputs`);
      scope.define(name, result);
    });
  }
}

function importNode(proto: NodeProto, opset: number, scope: Scope): readonly Bound[] {
  const domain = proto.domain === "ai.onnx" ? "" : (proto.domain ?? "");
  const op = proto.opType ?? "";
  const fail = failureOf(proto);
  try {
    if (domain === "com.microsoft" && isOpType(op) && ops[op].domain === domain) return runtimeNode(proto, scope);
    const reader = op === "If" ? branch : readerOf(op);
    if (domain !== "" || !reader || !isRuled(op))
      return fail(`is not an op Espalier knows${domain && ` in ${domain}`}`, "an op of its table");
    const node = new ImportNode(proto, opset, scope);
    const results = reader(node);
    node.finish();
    return results;
  } catch (cause) {
    // What the table refuses says what it is of; here the node of the model is what counts.
    if (!(cause instanceof GraphError)) throw cause;
    const text = cause.message.replace(/^Cannot [^:]*: /, "");
    const [found = "", ...expected] = text.split(", expected ");
    return fail(`does not fit: ${found}`, expected.join(", expected ") || "a node that fits its op");
  }
}

/** The branch that runs, where that is known, in the place of the node. */
function branch(node: ImportNode): readonly Bound[] {
  const condition = node.known(0, "condition");
  if (condition?.data.length !== 1) return node.fail("has no condition", "one");
  const branches = [node.branch("else_branch"), node.branch("then_branch")] as const;
  const chosen = branches[numbersOf(condition)[0] === 0 ? 0 : 1] as GraphProto;
  const inner = new Scope(node.graph, node.scope);
  importGraph(chosen, node.opset, inner);
  return chosen.output.map(({ name }) => {
    return inner.find(name) ?? node.fail(`returns ${name}, which its branch does not compute`, "a value");
  });
}

/** Attributes of the runtime's operators that the table has not, where they are 0. */
const unused: ReadonlySet<string> = new Set(["transBatchA", "transBatchB"]);

/** Operators of the runtime itself, which the table has as they are. */
function runtimeNode(proto: NodeProto, scope: Scope): readonly Bound[] {
  const fail = failureOf(proto);
  const op = proto.opType as keyof typeof ops;
  const kinds = new Map(Object.keys(ops[op].attributes).map((key) => [onnxName(key), key]));
  const attributes: Record<string, Attribute> = {};
  for (const attribute of proto.attribute) {
    const key = kinds.get(attribute.name);
    const value = plainValue(attribute);
    if (key !== undefined && value !== undefined) attributes[key] = value;
    else if (value !== 0 || !unused.has(attribute.name)) fail(`has attribute ${attribute.name}`, "one the table has");
  }
  const inputs = proto.input.map(
    (name) => scope.value(name) ?? fail(`reads ${name}, which is not defined before it`, "a value"),
  );
  return scope.graph.node(
    op,
    inputs,
    attributes,
    proto.output.map((name) => scope.nameFor(name)),
  );
}

function plainValue({ type, f = 0, i = 0, ints = [] }: AttributeProto): Attribute | undefined {
  switch (type) {
    case attributeTypes.float:
      return Number(f.toPrecision(7));
    case attributeTypes.int:
      return i;
    case attributeTypes.ints:
      return ints;
    default:
      return undefined;
  }
}
