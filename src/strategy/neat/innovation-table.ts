/** @file Numbers the structural changes of a search, equal ones of a generation alike. */
import type { Json } from "../../base/index.ts";
import type { Numbering } from "../../space/index.ts";

interface StoredTable {
  readonly nextConnection: number;
  readonly nextNode: number;
  readonly known: Readonly<Record<string, number>>;
}

/** Plain JSON by `toJson`, and back by the constructor, or by `create` before any change. */
export class InnovationTable implements Numbering {
  #nextConnection: number;
  #nextNode: number;
  /** Changes of this generation: "from>to" for a connection, "split#repeat" for a node. */
  #known: Map<string, number>;

  constructor(stored: Json) {
    const { nextConnection, nextNode, known } = stored as unknown as StoredTable;
    this.#nextConnection = nextConnection;
    this.#nextNode = nextNode;
    this.#known = new Map(Object.entries(known));
  }

  /** The first numbers that the initial architectures leave free. */
  static create(initialConnections: number, initialNodes: number): InnovationTable {
    return new InnovationTable({ nextConnection: initialConnections, nextNode: initialNodes, known: {} });
  }

  connection(from: number, to: number): number {
    return this.#numberOf(`${from}>${to}`, () => this.#nextConnection++);
  }

  node(split: number, repeat: number): number {
    return this.#numberOf(`${split}#${repeat}`, () => this.#nextNode++);
  }

  /** Begins a generation: what was changed before gets a new number when it is changed again, as in the paper. */
  forget(): void {
    this.#known = new Map();
  }

  toJson(): Json {
    const known = Object.fromEntries(this.#known);
    return { nextConnection: this.#nextConnection, nextNode: this.#nextNode, known };
  }

  #numberOf(change: string, next: () => number): number {
    const number = this.#known.get(change) ?? next();
    this.#known.set(change, number);
    return number;
  }
}
