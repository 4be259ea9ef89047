/** @file Finds the row of a table that an architecture of a space is about. */
import { DataError, type Json, SpaceError } from "../base/index.ts";
import { architectureText, type Table } from "../estimator/index.ts";
import type { ArchKey, SearchSpace } from "../space/index.ts";

/**
 * A table read by the architectures of a space. An architecture's row is that of its text; where there is none, the first
 * with its key, as a table may write the same network in another way.
 */
export class RowIndex<A extends Json> {
  readonly table: Table;
  readonly #space: SearchSpace<A>;
  #byKey: ReadonlyMap<ArchKey, number> | undefined;
  #architectures: readonly A[] | undefined;

  /** @throws {DataError} if the first row is about no architecture of the space. */
  constructor(table: Table, space: SearchSpace<A>) {
    this.table = table;
    this.#space = space;
    // A table of another space is told before anything is searched.
    this.#parse(table.architectures[0] as string);
  }

  rowOf(arch: A): number | undefined {
    const row = this.table.rowOf(architectureText(arch));
    // A table of the whole space has every text.
    if (row !== undefined || BigInt(this.table.size) === this.#space.size) return row;
    this.#byKey ??= new Map(
      this.architectures.map((known, at): [ArchKey, number] => [this.#space.key(known), at]).reverse(),
    );
    return this.#byKey.get(this.#space.key(arch));
  }

  /** The architecture of each row. @throws {DataError} if one is none of the space. */
  get architectures(): readonly A[] {
    this.#architectures ??= this.table.architectures.map((text) => this.#parse(text));
    return this.#architectures;
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
