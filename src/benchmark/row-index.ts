/** @file Finds the row of a table that an architecture of a space is about. */
import { DataError, type Json, SpaceError } from "../base/index.ts";
import { architectureText, type Table } from "../estimator/index.ts";
import type { ArchKey, SearchSpace } from "../space/index.ts";

/**
 * A table read by the architectures of a space. An architecture's row is that of its text; where there is none, that of its
 * key, where keys are texts; else the first with its key, as a table may write the same network in another way.
 */
export class RowIndex<A extends Json> {
  readonly table: Table;
  readonly #space: SearchSpace<A>;
  #byKey: ReadonlyMap<ArchKey, number> | undefined;
  readonly #architectures: (A | undefined)[];

  /** @throws {DataError} if the first row is about no architecture of the space. */
  constructor(table: Table, space: SearchSpace<A>) {
    this.table = table;
    this.#space = space;
    this.#architectures = new Array<A | undefined>(table.size).fill(undefined);
    // A table of another space is told before anything is searched.
    this.#parse(table.architectures[0] as string);
  }

  rowOf(arch: A): number | undefined {
    const row = this.table.rowOf(architectureText(arch));
    // A table of the whole space has every text.
    if (row !== undefined || BigInt(this.table.size) === this.#space.size) return row;
    const key = this.#space.key(arch);
    // Tables of large spaces are written by key: to read all their rows would take minutes.
    const named = this.table.rowOf(key);
    if (named !== undefined && this.#space.key(this.architectureAt(named)) === key) return named;
    this.#byKey ??= new Map(
      this.table.architectures
        .map((_, at): [ArchKey, number] => [this.#space.key(this.architectureAt(at)), at])
        .reverse(),
    );
    return this.#byKey.get(key);
  }

  /** The architecture of a row, read when first asked for. @throws {DataError} if it is none of the space. */
  architectureAt(row: number): A {
    this.#architectures[row] ??= this.#parse(this.table.architectures[row] as string);
    return this.#architectures[row];
  }

  #parse(text: string): A {
    try {
      return this.#space.parse(text.startsWith("{") ? JSON.parse(text) : text);
    } catch (cause) {
      if (!(cause instanceof SpaceError) && !(cause instanceof SyntaxError)) throw cause;
      throw new DataError(
        `Cannot use table ${this.table.name} for ${this.#space.name}: it has "${text}", expected architectures of that space (${cause.message})`,
        { cause },
      );
    }
  }
}
