/** @file Measurements of many architectures as columns, found by architecture. */
import { createHash } from "node:crypto";
import { canonicalJson, DataError, InputError, type Json } from "../../base/index.ts";

export interface NumberColumn {
  readonly kind: "number";
  readonly name: string;
  /** As in `MetricSpec`; "1" where nothing is known. */
  readonly unit: string;
  /** One for each row; NaN where it was not measured. 32 bits wide where that loses nothing. */
  readonly values: Float32Array | Float64Array;
}

export interface TextColumn {
  readonly kind: "text";
  readonly name: string;
  readonly values: readonly string[];
}

export type Column = NumberColumn | TextColumn;

export interface TableContent {
  /** For people: the file's name without its ending. */
  readonly name: string;
  /** Names of the text columns that together name an architecture. */
  readonly key: readonly string[];
  /** All equally long. */
  readonly columns: readonly Column[];
}

/** A read-only table. Rows are named by the text of their architecture: the key columns, ":" between them. */
export class Table {
  readonly name: string;
  readonly key: readonly string[];
  readonly columns: readonly Column[];
  /** The text of each row's architecture. */
  readonly architectures: readonly string[];
  #rows: ReadonlyMap<string, number> | undefined;
  #hash: string | undefined;

  /**
   * @param options  `isChecked`: that no two rows name the same architecture is known, and rows are indexed when the first
   *   is looked up.
   * @throws {DataError} if the columns do not fit each other or two rows name the same architecture.
   */
  constructor({ name, key, columns }: TableContent, options: { readonly isChecked?: boolean } = {}) {
    this.name = name;
    this.key = key;
    this.columns = columns;
    const parts = key.map((part) => columns.find((column) => column.name === part));
    const texts = parts.filter((column) => column?.kind === "text");
    if (texts.length === 0 || texts.length < key.length) {
      throw new DataError(`Cannot use table ${name}: its key is ${key.join(", ") || "empty"}, expected text columns`);
    }
    this.architectures = keyTexts(texts);
    const wrong = columns.find((column) => column.values.length !== this.architectures.length);
    if (wrong) {
      throw new DataError(
        `Cannot use table ${name}: column "${wrong.name}" has ${wrong.values.length} rows, expected ${this.architectures.length}`,
      );
    }
    if (!options.isChecked) this.#rows = rowsByText(name, this.architectures);
  }

  /** Number of rows. */
  get size(): number {
    return this.architectures.length;
  }

  /** Hash of everything but the name: 64 hex digits. */
  get hash(): string {
    this.#hash ??= contentHash(this);
    return this.#hash;
  }

  /** The row of an architecture by its text; undefined where it is not in the table. */
  rowOf(text: string): number | undefined {
    this.#rows ??= rowsByText(this.name, this.architectures);
    return this.#rows.get(text);
  }

  /** A column of numbers. @throws {InputError} naming those there are. */
  numbers(name: string): NumberColumn {
    const found = this.columns.find(
      (column): column is NumberColumn => column.kind === "number" && column.name === name,
    );
    if (found) return found;
    const known = this.columns.filter(({ kind }) => kind === "number").map((column) => column.name);
    throw new InputError(
      `Cannot use table ${this.name}: there is no column of numbers "${name}", expected one of ${known.join(", ")}`,
    );
  }
}

/** The text by which a table knows an architecture that needs no further translation: itself, or its canonical JSON. */
export function architectureText(arch: Json): string {
  return typeof arch === "string" ? arch : canonicalJson(arch);
}

/** Joins the cells of the key columns row by row. */
export function keyTexts(columns: readonly TextColumn[]): readonly string[] {
  const [first, ...others] = columns;
  if (!first || others.length === 0) return first?.values ?? [];
  return first.values.map((text, row) => [text, ...others.map(({ values }) => values[row])].join(":"));
}

function rowsByText(name: string, texts: readonly string[]): ReadonlyMap<string, number> {
  const rows = new Map<string, number>();
  // In a plain loop: pairs to build a map of take longer than the map, and more memory.
  for (let row = 0; row < texts.length; row++) rows.set(texts[row] as string, row);
  if (rows.size === texts.length) return rows;
  const repeated = texts.find((text, row) => rows.get(text) !== row);
  throw new DataError(`Cannot use table ${name}: ${repeated} stands in two rows, expected each architecture once`);
}

function contentHash({ key, columns }: Table): string {
  const hash = createHash("sha256");
  hash.update(
    JSON.stringify([key, columns.map((column) => [column.name, column.kind === "number" ? column.unit : null])]),
  );
  for (const { values } of columns) {
    hash.update(ArrayBuffer.isView(values) ? Float64Array.from(values) : JSON.stringify(values));
  }
  return hash.digest("hex");
}
