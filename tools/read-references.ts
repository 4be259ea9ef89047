/** @file Reads from TypeScript source what it imports and which members of globals it uses, by a real parser. */
import { parseAst } from "vitest/node";

export interface Reference {
  /** From 1. */
  readonly line: number;
}

/** A module named by an import, an export, a dynamic import or an import type. */
export interface ModuleReference extends Reference {
  readonly specifier: string;
}

/** A use such as `Math.random` or, for `new Date()`, `Date.now`. */
export interface MemberReference extends Reference {
  readonly object: string;
  readonly property: string;
}

export interface References {
  readonly modules: readonly ModuleReference[];
  readonly members: readonly MemberReference[];
}

interface SyntaxNode {
  readonly type: string;
  readonly start: number;
  readonly [field: string]: unknown;
}

/** Reads a source file. Comments and strings do not count. @throws what the parser throws on a syntax error. */
export function readReferences(text: string): References {
  const modules: ModuleReference[] = [];
  const members: MemberReference[] = [];
  const lineOf = (node: SyntaxNode): number => text.slice(0, node.start).split("\n").length;
  const visit = (node: SyntaxNode): void => {
    const specifier = specifierOf(node);
    if (specifier !== undefined) modules.push({ specifier, line: lineOf(node) });
    const member = memberOf(node);
    if (member !== undefined) members.push({ ...member, line: lineOf(node) });
    for (const child of Object.values(node).flat()) if (isNode(child)) visit(child);
  };
  visit(parseAst(text, { lang: "ts" }) as unknown as SyntaxNode);
  return { modules, members };
}

function isNode(value: unknown): value is SyntaxNode {
  return typeof value === "object" && value !== null && typeof (value as { type?: unknown }).type === "string";
}

const importTypes: ReadonlySet<string> = new Set([
  "ImportDeclaration",
  "ExportNamedDeclaration",
  "ExportAllDeclaration",
  "ImportExpression",
  "TSImportType",
]);

function specifierOf(node: SyntaxNode): string | undefined {
  const { source } = node;
  if (!importTypes.has(node.type) || !isNode(source)) return undefined;
  // A name computed at run time cannot be checked; it is shown as written so that somebody looks at it.
  return typeof source.value === "string" ? source.value : "(computed)";
}

function memberOf(node: SyntaxNode): { object: string; property: string } | undefined {
  const { object, property, callee } = node;
  if (node.type === "MemberExpression" && isNode(object) && object.type === "Identifier" && isNode(property)) {
    const name = property.name ?? property.value;
    return typeof name === "string" ? { object: String(object.name), property: name } : undefined;
  }
  const isNow = node.type === "NewExpression" && isNode(callee) && callee.name === "Date";
  return isNow && Array.isArray(node.arguments) && node.arguments.length === 0
    ? { object: "Date", property: "now" }
    : undefined;
}
