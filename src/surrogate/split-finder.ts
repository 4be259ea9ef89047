/** @file The split of a tree's node that lowers the squared error most. */
import type { Rng } from "../base/index.ts";
import type { ColumnTable } from "./column-table.ts";
import { lastAtMost, middleOf, sortStart } from "./ordered-numbers.ts";

export interface TreeOptions {
  /** Columns looked at for a split; columns that do not vary in the node do not count. */
  readonly columnsPerSplit: number;
  /** Least total weight of a leaf. */
  readonly minLeaf: number;
  readonly maxDepth: number;
  /** True draws one threshold a column between its ends instead of trying all. */
  readonly randomThresholds: boolean;
}

export interface Split {
  readonly column: number;
  /** Rows with this code or a smaller one go left. */
  readonly code: number;
  readonly threshold: number;
}

/** Looks for splits, node after node of one tree, in arrays it keeps. */
export class SplitFinder {
  /** Weighted mean target of the node looked at last. */
  mean = 0;
  readonly #table: ColumnTable;
  readonly #targets: Float64Array;
  readonly #weights: Float64Array;
  /** Each target times its weight. */
  readonly #weighted: Float64Array;
  readonly #options: TreeOptions;
  readonly #rng: Rng;
  /** The columns, shuffled a little more with each node. */
  readonly #order: Int32Array;
  /** Sums over the rows of the node with an unusual value of a plain column, by place. */
  readonly #placeSum: Float64Array;
  readonly #placeWeight: Float64Array;
  /** Sums over the rows of the node by code of the column looked at. */
  readonly #codeSum: Float64Array;
  readonly #codeWeight: Float64Array;
  readonly #keys: Float64Array;
  /** Of the node: sum of weighted targets and of weights. */
  #sum = 0;
  #weight = 0;
  /** The best split of the node so far; `#score` is what all of them raise. */
  #score = 0;
  #best: Split | undefined;

  constructor(table: ColumnTable, targets: Float64Array, weights: Float64Array, options: TreeOptions, rng: Rng) {
    const codes = table.values.reduce((most, values) => Math.max(most, values.length), 0);
    this.#table = table;
    this.#targets = targets;
    this.#weights = weights;
    this.#weighted = targets.map((y, row) => y * weights[row]!);
    this.#options = options;
    this.#rng = rng;
    this.#order = Int32Array.from({ length: table.columns }, (_, column) => column);
    this.#placeSum = new Float64Array(table.places);
    this.#placeWeight = new Float64Array(table.places);
    this.#codeSum = new Float64Array(codes);
    this.#codeWeight = new Float64Array(codes);
    this.#keys = new Float64Array(table.rows);
  }

  /** Measures a node and, if it may be split, looks for its best split; undefined where none lowers the error. */
  find(rows: Int32Array, start: number, end: number, maySplit: boolean): Split | undefined {
    const isPure = this.#measure(rows, start, end);
    if (!maySplit || isPure || this.#order.length === 0 || this.#weight < 2 * this.#options.minLeaf) return undefined;
    this.#sumUnusual(rows, start, end);
    this.#score = (this.#sum * this.#sum) / this.#weight + 1e-12;
    this.#best = undefined;
    const { columns, values, usual } = this.#table;
    let wanted = this.#options.columnsPerSplit;
    // Where all columns are looked at, the order only decides between equal splits: a random start will do.
    const first = wanted < columns ? -1 : this.#rng.int(columns);
    for (let drawn = 0; drawn < columns && wanted > 0; drawn++) {
      const column = first < 0 ? this.#draw(drawn) : (first + drawn) % columns;
      const varies =
        usual[column]! >= 0
          ? this.#tryPlain(column)
          : this.#options.randomThresholds
            ? this.#tryRandom(rows, start, end, column)
            : values[column]!.length > 4 * (end - start)
              ? this.#trySorted(rows, start, end, column)
              : this.#tryHistogram(rows, start, end, column);
      if (varies) wanted--;
    }
    return this.#best;
  }

  /** Sums the targets of the node; true if they are all equal. */
  #measure(rows: Int32Array, start: number, end: number): boolean {
    const [targets, weights, weighted] = [this.#targets, this.#weights, this.#weighted];
    const first = targets[rows[start]!]!;
    let isPure = true;
    let [sum, weight] = [0, 0];
    for (let i = start; i < end; i++) {
      const row = rows[i]!;
      sum += weighted[row]!;
      weight += weights[row]!;
      if (targets[row] !== first) isPure = false;
    }
    this.#sum = sum;
    this.#weight = weight;
    this.mean = isPure ? first : sum / weight;
    return isPure;
  }

  #sumUnusual(rows: Int32Array, start: number, end: number): void {
    const { start: first, unusual, places } = this.#table;
    if (places === 0) return;
    const [sums, weights] = [this.#placeSum.fill(0), this.#placeWeight.fill(0)];
    for (let i = start; i < end; i++) {
      const row = rows[i]!;
      const w = this.#weights[row]!;
      const wy = this.#weighted[row]!;
      const last = first[row + 1]!;
      for (let k = first[row]!; k < last; k++) {
        const place = unusual[k]!;
        sums[place]! += wy;
        weights[place]! += w;
      }
    }
  }

  /** The next column of a random order. */
  #draw(drawn: number): number {
    const order = this.#order;
    const other = drawn + this.#rng.int(order.length - drawn);
    const column = order[other]!;
    order[other] = order[drawn]!;
    order[drawn] = column;
    return column;
  }

  /** Tries the borders of a plain column; the rows with its usual value are those that are not listed. */
  #tryPlain(column: number): boolean {
    const count = this.#table.values[column]!.length;
    const place = this.#table.firstPlace[column]!;
    const usual = this.#table.usual[column]!;
    if (count === 2) {
      const listed = this.#placeWeight[place + 1 - usual]!;
      if (listed === 0 || listed === this.#weight) return false;
      this.#offer(column, this.#placeSum[place + 1 - usual]!, listed, 0, 1);
      return true;
    }
    let sum = this.#sum;
    let weight = this.#weight;
    for (let code = 0; code < count; code++) {
      if (code === usual) continue;
      sum -= this.#codeSum[code] = this.#placeSum[place + code]!;
      weight -= this.#codeWeight[code] = this.#placeWeight[place + code]!;
    }
    this.#codeSum[usual] = sum;
    this.#codeWeight[usual] = weight;
    return this.#options.randomThresholds ? this.#tryOneBorder(column, count) : this.#tryBorders(column, count);
  }

  /** Tries every border between codes that occur, given the sums by code; false if one occurs alone. */
  #tryBorders(column: number, count: number): boolean {
    const [sums, weights] = [this.#codeSum, this.#codeWeight];
    let sum = 0;
    let weight = 0;
    let before = -1;
    let varies = false;
    for (let code = 0; code < count; code++) {
      if (weights[code] === 0) continue;
      if (before >= 0) {
        varies = true;
        this.#offer(column, sum, weight, before, code);
      }
      sum += sums[code]!;
      weight += weights[code]!;
      before = code;
    }
    return varies;
  }

  /** Tries one border, at a threshold drawn evenly between the least and the greatest value that occur. */
  #tryOneBorder(column: number, count: number): boolean {
    const [sums, weights] = [this.#codeSum, this.#codeWeight];
    let low = 0;
    let high = count - 1;
    while (low < high && weights[low] === 0) low++;
    while (high > low && weights[high] === 0) high--;
    if (low === high) return false;
    const values = this.#table.values[column]!;
    const threshold = values[low]! + (values[high]! - values[low]!) * this.#rng.next();
    const last = lastAtMost(values, threshold, low, high - 1);
    let sum = 0;
    let weight = 0;
    for (let code = low; code <= last; code++) {
      sum += sums[code]!;
      weight += weights[code]!;
    }
    this.#offer(column, sum, weight, last, last, threshold);
    return true;
  }

  /** Sums the node's rows by code, then tries every border. */
  #tryHistogram(rows: Int32Array, start: number, end: number, column: number): boolean {
    const count = this.#table.values[column]!.length;
    const offset = column * this.#table.rows;
    const { codes } = this.#table;
    const [rowWeights, weighted] = [this.#weights, this.#weighted];
    const sums = this.#codeSum.fill(0, 0, count);
    const weights = this.#codeWeight.fill(0, 0, count);
    for (let i = start; i < end; i++) {
      const row = rows[i]!;
      const code = codes[offset + row]!;
      sums[code]! += weighted[row]!;
      weights[code]! += rowWeights[row]!;
    }
    return this.#tryBorders(column, count);
  }

  /** Sorts the node's rows by code, which is less work than a histogram where the codes are many. */
  #trySorted(rows: Int32Array, start: number, end: number, column: number): boolean {
    const total = this.#table.rows;
    const offset = column * total;
    const { codes } = this.#table;
    const [keys, weights, weighted] = [this.#keys, this.#weights, this.#weighted];
    for (let i = start; i < end; i++) keys[i - start] = codes[offset + rows[i]!]! * total + rows[i]!;
    sortStart(keys, end - start);
    let [sum, weight, before] = [0, 0, -1];
    let varies = false;
    for (let i = 0; i < end - start; i++) {
      const code = Math.floor(keys[i]! / total);
      const row = keys[i]! - code * total;
      if (before >= 0 && code !== before) {
        varies = true;
        this.#offer(column, sum, weight, before, code);
      }
      sum += weighted[row]!;
      weight += weights[row]!;
      before = code;
    }
    return varies;
  }

  /** Tries one threshold, drawn evenly between the smallest and the largest value of the node. */
  #tryRandom(rows: Int32Array, start: number, end: number, column: number): boolean {
    const { codes } = this.#table;
    const values = this.#table.values[column]!;
    const [weights, weighted] = [this.#weights, this.#weighted];
    const offset = column * this.#table.rows;
    let [low, high] = [values.length, -1];
    for (let i = start; i < end; i++) {
      const code = codes[offset + rows[i]!]!;
      if (code < low) low = code;
      if (code > high) high = code;
    }
    if (low === high) return false;
    const threshold = values[low]! + (values[high]! - values[low]!) * this.#rng.next();
    const last = lastAtMost(values, threshold, low, high - 1);
    let [sum, weight] = [0, 0];
    for (let i = start; i < end; i++) {
      const row = rows[i]!;
      if (codes[offset + row]! > last) continue;
      sum += weighted[row]!;
      weight += weights[row]!;
    }
    this.#offer(column, sum, weight, last, last, threshold);
    return true;
  }

  /**
   * Takes a split if it is better than the best so far.
   *
   * @param sum  Of the weighted targets on one side, `weight` of their weights.
   * @param below  The last code on the left, `above` the first on the right.
   */
  #offer(column: number, sum: number, weight: number, below: number, above: number, threshold?: number): void {
    const otherWeight = this.#weight - weight;
    if (weight < this.#options.minLeaf || otherWeight < this.#options.minLeaf) return;
    const otherSum = this.#sum - sum;
    const score = (sum * sum) / weight + (otherSum * otherSum) / otherWeight;
    if (score <= this.#score) return;
    const values = this.#table.values[column]!;
    this.#score = score;
    this.#best = { column, code: below, threshold: threshold ?? middleOf(values[below]!, values[above]!) };
  }
}
