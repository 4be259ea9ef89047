/** @file What is remembered of a column while a table is read the first time: bounded, however long the table. */
import { dateBits, INTEGER, MISSING, MISSING_AMONG_NUMBERS, numberBits, type Shape, shapeOf } from "./cell-shape.ts";

/** A text column of more different values than this is no category. */
export const MOST_CATEGORIES = 1000;

/** Numbers are counted one by one up to here: enough to tell classes from quantities. */
const MOST_COUNTED_NUMBERS = 200;

/** So many lines are named in an error. */
const MOST_LINES = 5;

/** So many texts among numbers are a mistake or two; more are a column of texts. */
export const MOST_TEXTS = 4;

/** The cells of one text. */
export interface ValueCount {
  readonly shape: Shape;
  times: number;
}

/** The cells of one shape. */
export interface ShapeCount {
  readonly shape: Shape;
  count: number;
  /** Where the first of them stands. */
  readonly line: number;
  readonly cell: string;
}

const NUMERIC: Shape = numberBits.reduce((all, bit) => all | bit, 0);
const TYPED: Shape = dateBits.reduce((all, bit) => all | bit, NUMERIC);

export class ColumnProfile {
  /** Cells by shape, in the order in which the shapes turned up. */
  readonly shapes: Map<Shape, ShapeCount> = new Map();
  /**
   * How often each text occurs, without MISSING; null where there are too many. Numbers and dates alone are given up
   * earlier than texts.
   */
  counts: Map<string, ValueCount> | null = new Map();
  /** Whether each text had occurred once only when the counts were given up. */
  wereAllDifferent = false;
  /** Where the first cells stand that are MISSING or MISSING_AMONG_NUMBERS, for errors. */
  readonly missingLines: readonly [number[], number[]] = [[], []];
  /** Some texts that are neither numbers nor dates nor missing. */
  readonly texts: Set<string> = new Set();
  /** Whether the cells are whole numbers, each above the one before. */
  isIncreasing = true;
  /** Whether the cells are 0, 1, 2, ... or 1, 2, 3, ... */
  isRowNumber = true;
  rows = 0;
  private previous = Number.NEGATIVE_INFINITY;
  private last: ShapeCount | undefined;

  add(cell: string, line: number): void {
    const known = this.counts?.get(cell);
    const shape = known ? known.shape : shapeOf(cell);
    this.rows++;
    this.shapeCount(shape, cell, line).count++;
    if (this.isIncreasing) this.checkOrder(cell, shape);
    if (shape & MISSING) this.addMissing(0, line);
    else if (shape & MISSING_AMONG_NUMBERS) this.addMissing(1, line);
    if (known) known.times++;
    else if (!(shape & MISSING)) this.addNew(shape, cell);
  }

  private addNew(shape: Shape, cell: string): void {
    if (!(shape & (TYPED | MISSING_AMONG_NUMBERS)) && this.texts.size < MOST_TEXTS) this.texts.add(detached(cell));
    const { counts } = this;
    if (counts === null) return;
    // Texts and dates turn up as one of few values more often than fractions do.
    if (counts.size < (this.texts.size > 0 || !(shape & NUMERIC) ? MOST_CATEGORIES : MOST_COUNTED_NUMBERS)) {
      counts.set(detached(cell), { shape, times: 1 });
      return;
    }
    this.wereAllDifferent = [...counts.values()].every(({ times }) => times === 1);
    this.counts = null;
  }

  private addMissing(kind: 0 | 1, line: number): void {
    const lines = this.missingLines[kind];
    if (lines.length < MOST_LINES) lines.push(line);
  }

  /** Counts the cells whose shape has one of the bits. */
  countOf(bits: Shape): number {
    let sum = 0;
    for (const { shape, count } of this.shapes.values()) if (shape & bits) sum += count;
    return sum;
  }

  /** The first cell whose shape passes a test. */
  firstOf(test: (shape: Shape) => boolean): ShapeCount | undefined {
    const fitting = [...this.shapes.values()].filter(({ shape }) => test(shape));
    return fitting.reduce<ShapeCount | undefined>((a, b) => (a === undefined || b.line < a.line ? b : a), undefined);
  }

  private shapeCount(shape: Shape, cell: string, line: number): ShapeCount {
    if (this.last?.shape === shape) return this.last;
    let found = this.shapes.get(shape);
    if (!found) {
      found = { shape, count: 0, line, cell: detached(cell.slice(0, 200)) };
      this.shapes.set(shape, found);
    }
    this.last = found;
    return found;
  }

  private checkOrder(cell: string, shape: Shape): void {
    const value = shape & INTEGER ? Number(cell) : Number.NaN;
    if (!(value > this.previous)) this.isIncreasing = false;
    // From 0 or from 1.
    if (!(value === this.rows || value === this.rows - 1) || (this.rows > 1 && value !== this.previous + 1)) {
      this.isRowNumber = false;
    }
    if (!this.isIncreasing) this.isRowNumber = false;
    this.previous = value;
  }
}

/** Copies a cell, which else would keep in memory the whole text it was cut from. */
export function detached(cell: string): string {
  return Buffer.from(cell).toString();
}
