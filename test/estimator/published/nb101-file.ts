/** @file Writes files as NAS-Bench-101 publishes them, by code of its own. */
import { hash } from "node:crypto";
import protobuf from "protobufjs/minimal.js";
import { type Nb101Cell, nb101Hash, parseNb101Cell } from "../../../src/space/index.ts";

/** One training; accuracies are fractions. */
export interface Training {
  /** As `parseNb101Cell` reads it. */
  readonly cell: string;
  readonly epochs: number;
  readonly parameters: number;
  /** At the start, halfway, and at the end. */
  readonly evaluations: readonly Evaluation[];
}

export interface Evaluation {
  readonly seconds: number;
  readonly valid: number;
  readonly test: number;
}

/** The five fields of a record, some of them in place of the training's own. */
export function recordOf(training: Training, instead: Readonly<Record<number, unknown>> = {}): Uint8Array {
  const cell = parseNb101Cell(training.cell);
  const fields = [
    nb101Hash(cell, (text) => hash("md5", text)),
    training.epochs,
    matrixOf(cell),
    labelsOf(cell),
    metricsOf(training),
  ];
  return new TextEncoder().encode(JSON.stringify(fields.map((field, i) => instead[i] ?? field)));
}

/** A file of records. */
export function tfRecords(records: readonly Uint8Array[]): Buffer {
  return Buffer.concat(records.map(framed));
}

/** The base64 of a training's message. */
export function metricsOf({ parameters, evaluations }: Training): string {
  const writer = protobuf.Writer.create();
  for (const [i, { seconds, valid, test }] of evaluations.entries()) {
    writer.uint32(0x0a).fork();
    const doubles = [i * 54, seconds, 0.99, valid, test];
    for (const [at, value] of doubles.entries()) writer.uint32(((at + 1) << 3) | 1).double(value);
    writer.uint32(0x32).string("").ldelim();
  }
  const bytes = writer.uint32(0x10).int32(parameters).uint32(0x19).double(1234.5).finish();
  return Buffer.from(bytes).toString("base64");
}

function matrixOf(cell: Nb101Cell): string {
  const vertices = cell.operations.length + 2;
  const digits = new Array<string>(vertices ** 2).fill("0");
  for (const [from, to] of cell.edges) digits[from * vertices + to] = "1";
  return digits.join("");
}

function labelsOf(cell: Nb101Cell): string {
  return ["input", ...cell.operations, "output"].join(",");
}

function framed(data: Uint8Array): Buffer {
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(data.length));
  return Buffer.concat([length, checksum(length), data, checksum(data)]);
}

function checksum(bytes: Uint8Array): Buffer {
  const crc = bitwiseCrc32c(bytes);
  const result = Buffer.alloc(4);
  result.writeUInt32LE(Number((BigInt(((crc >>> 15) | (crc << 17)) >>> 0) + 0xa282ead8n) & 0xffffffffn));
  return result;
}

/** CRC-32C bit by bit, as its definition has it. */
export function bitwiseCrc32c(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1;
  }
  return ~crc >>> 0;
}
