/** @file What each version of an ONNX operator takes, checked before a node is read. */
import type { Dtype } from "../../tensor/index.ts";
import { attributeTypes, type NodeProto } from "../model-proto.ts";
import { opVersions } from "./op-versions.ts";

/** Ends the reading of a node; the message names it. */
export type Fail = (found: string, expected: string) => never;

/** One input of an operator. */
export interface Port {
  /** What its elements may be. */
  readonly dtypes: readonly Dtype[];
  readonly count: "one" | "optional" | "many";
}

export interface AttributeRule {
  /** Value of AttributeProto.type. */
  readonly type: number;
  readonly required: boolean;
}

/** An operator as one version of it is defined. */
export interface OpRule {
  readonly since: number;
  readonly inputs: readonly Port[];
  readonly outputs: readonly [least: number, most: number];
  readonly attributes: ReadonlyMap<string, AttributeRule>;
}

const letters: Readonly<Record<string, Dtype>> = { f: "float32", d: "float64", l: "int64", i: "int32", b: "bool" };
const kinds: Readonly<Record<string, number>> = {
  f: attributeTypes.float,
  i: attributeTypes.int,
  s: attributeTypes.string,
  t: attributeTypes.tensor,
  g: attributeTypes.graph,
  fs: attributeTypes.floats,
  is: attributeTypes.ints,
  ss: attributeTypes.strings,
};

const parsed = new Map<string, readonly (OpRule | undefined)[]>();

/** True for an operator of ONNX that is read here. */
export function isRuled(op: string): boolean {
  return Object.hasOwn(opVersions, op);
}

/** The rule of an operator at an opset; fails where it has none there, not yet or no more. */
export function ruleOf(op: string, opset: number, fail: Fail): OpRule {
  const lines = (opVersions[op] as string)
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
  const versions = lines.map((line) => Number.parseInt(line, 10));
  const index = versions.findLastIndex((since) => since <= opset);
  if (index < 0) return fail(`is of opset ${versions[0]}`, `an op of opset ${opset}`);
  const rules = parsed.get(op) ?? lines.map(parseRule);
  parsed.set(op, rules);
  return rules[index] ?? fail(`is no op since opset ${versions[index]}`, `an op of opset ${opset}`);
}

/** Checks what the rule says of a node's inputs by number, outputs and attributes. */
export function checkNode({ input, output, attribute }: NodeProto, rule: OpRule, opset: number, fail: Fail): void {
  const given = input.findLastIndex((name) => name !== "") + 1;
  const isMany = rule.inputs.at(-1)?.count === "many";
  const needed = rule.inputs.findLastIndex(({ count }) => count === "one") + 1;
  const most = isMany ? Number.POSITIVE_INFINITY : rule.inputs.length;
  const atOpset = `of opset ${opset}`;
  if (given < Math.max(needed, isMany ? rule.inputs.length : 0) || given > most) {
    fail(`has ${given} inputs`, `${isMany ? "one or more" : range(needed, most)} ${atOpset}`);
  }
  rule.inputs.forEach(({ count }, i) => {
    if (count === "one" && !input[i]) fail(`leaves out input ${i}`, "it");
  });
  const outputs = output.findLastIndex((name) => name !== "") + 1;
  const [least, greatest] = rule.outputs;
  if (outputs < Math.min(least, 1) || outputs > greatest) {
    fail(`has ${outputs} outputs`, `${range(least, greatest)} ${atOpset}`);
  }
  const seen = new Set<string>();
  for (const { name, type } of attribute) {
    const expected = rule.attributes.get(name);
    if (!expected) {
      const known = [...rule.attributes.keys()].join(", ") || "none";
      fail(`has attribute ${name}`, `no such attribute in opset ${opset} (${known})`);
    }
    if (expected.type !== type) fail(`has attribute ${name} of another type`, typeName(expected.type));
    if (seen.has(name)) fail(`has attribute ${name} twice`, "once");
    seen.add(name);
  }
  for (const [name, { required }] of rule.attributes) {
    if (required && !seen.has(name)) fail(`has no attribute ${name}`, typeName(rule.attributes.get(name)?.type));
  }
}

/** The rule of an input; the last one stands for all that follow where it may be repeated. */
export function portOf(rule: OpRule, index: number): Port {
  return (rule.inputs[index] ?? rule.inputs.at(-1)) as Port;
}

function range(least: number, most: number): string {
  return least === most ? `${least}` : `${least} to ${most}`;
}

function typeName(type: number | undefined): string {
  const name = Object.entries(attributeTypes).find(([, value]) => value === type)?.[0] ?? "?";
  return `one of type ${name}`;
}

/** Reads `since | inputs | outputs | attributes`; undefined for a version that took the operator away. */
function parseRule(line: string): OpRule | undefined {
  const [since = "", inputs = "", outputs = "", attributes = ""] = line.split("|").map((part) => part.trim());
  if (inputs === "removed") return undefined;
  const [least = 1, most = least] = outputs
    .split("-")
    .map((count) => (count === "*" ? Number.POSITIVE_INFINITY : Number(count)));
  return {
    since: Number(since),
    inputs: words(inputs).map((word) => ({
      dtypes: [...word].flatMap((letter) => letters[letter] ?? []),
      count: word.endsWith("?") ? "optional" : word.endsWith("*") ? "many" : "one",
    })),
    outputs: [least, most],
    attributes: new Map(
      words(attributes).map((word) => {
        const [name = "", kind = ""] = word.replace("!", "").split(":");
        return [name, { type: kinds[kind] as number, required: word.endsWith("!") }];
      }),
    ),
  };
}

function words(text: string): string[] {
  return text.split(" ").filter((word) => word !== "");
}
