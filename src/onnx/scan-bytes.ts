/** @file A walk over a model's protobuf bytes before they are decoded: what cannot be a model costs neither time nor memory. */
import { unreadable } from "./unreadable.ts";

/** What a field of a message holds: a message of another kind, text or bytes, numbers, or whatever is not read. */
export type FieldKind = { readonly message: string } | "integers" | "plain";

/** Fields of each message that matter here, by number. */
export type Layout = ReadonlyMap<string, ReadonlyMap<number, FieldKind>>;

/**
 * What a model may hold at most. Every message becomes an object and every integer a number of 8 bytes, whatever little it
 * takes in the file; sub-graphs within sub-graphs are read by recursion. Real models stay far below.
 */
const most = { messages: 1_000_000, integers: 2 ** 24, depth: 64 };

const WIRE = { varint: 0, fixed64: 1, bytes: 2, fixed32: 5 } as const;

/** @throws {ModelError} if the bytes are no protobuf messages of the layout, or hold more than a model needs. */
export function scanBytes(bytes: Uint8Array, root: string, layout: Layout): void {
  const held = { messages: 0, integers: 0 };
  let at = 0;
  const broken = (): never => unreadable("model", "the bytes are not complete protobuf", "an ONNX model");

  /** Up to 64 bits; only the low 53 are needed, as nothing here is longer than a file. */
  const varint = (end: number): number => {
    let value = 0;
    for (let shift = 0; shift < 10; shift++) {
      if (at >= end) broken();
      const byte = bytes[at++] as number;
      value += (byte & 0x7f) * 2 ** (7 * shift);
      if (byte < 0x80) return value;
    }
    return broken();
  };
  const skip = (length: number, end: number): void => {
    if (length > end - at) broken();
    at += length;
  };
  const count = (kind: keyof typeof held, more: number): void => {
    held[kind] += more;
    if (held[kind] > most[kind]) unreadable("model", `it holds more than ${most[kind]} ${kind}`, "fewer");
  };
  const packed = (end: number): void => {
    let integers = 0;
    for (; at < end; at++) if ((bytes[at] as number) < 0x80) integers++;
    count("integers", integers);
  };

  const message = (name: string, end: number, depth: number): void => {
    if (depth > most.depth) unreadable("model", `its messages are nested more than ${most.depth} deep`, "fewer levels");
    count("messages", 1);
    const fields = layout.get(name);
    while (at < end) {
      const tag = varint(end);
      const [field, wire] = [Math.floor(tag / 8), tag % 8];
      const kind = fields?.get(field);
      if (field === 0) broken();
      if (wire === WIRE.varint) {
        varint(end);
        if (kind === "integers") count("integers", 1);
      } else if (wire === WIRE.fixed64) skip(8, end);
      else if (wire === WIRE.fixed32) skip(4, end);
      else if (wire === WIRE.bytes) {
        const length = varint(end);
        if (length > end - at) broken();
        const inner = at + length;
        if (typeof kind === "object") message(kind.message, inner, depth + 1);
        else if (kind === "integers") packed(inner);
        at = inner;
      } else broken(); // groups, which no version of ONNX has
    }
  };
  message(root, bytes.length, 0);
}
