/** @file The steps of an exported graph that turn rows of a table into standardised features. */
import { FIRST_WEEKDAY, type Standardization, type TableEncoding } from "../data/index.browser.ts";
import type { GraphBuilder, OpType, Value } from "../graph/index.ts";
import { tensor } from "../tensor/index.ts";
import { asKind, columnsOf, type FeatureGroup, groupFeatures, orderOf, type Placed } from "./group-features.ts";

/**
 * Appends what `gatherFeatures` computes. Features of one kind are computed together; complete tables of plain numbers
 * take two nodes, Sub and Div.
 *
 * @param cells  [1, columns] of the encoding's dtype, NaN where missing.
 * @returns float32 [1, features].
 */
export function encodeTable(
  graph: GraphBuilder,
  cells: Value,
  encoding: TableEncoding,
  standardization: Standardization,
): Value {
  const groups = groupFeatures(encoding, standardization);
  const table = new TableSteps(graph, cells, encoding);
  return table.inOrder(
    groups.map((group) => table.encode(group)),
    orderOf(groups),
  );
}

class TableSteps {
  readonly #graph: GraphBuilder;
  readonly #cells: Value;
  readonly #encoding: TableEncoding;

  constructor(graph: GraphBuilder, cells: Value, encoding: TableEncoding) {
    this.#graph = graph;
    this.#cells = cells;
    this.#encoding = encoding;
  }

  /** The features of one kind, float32 [1, features]. */
  encode({ kind, features }: FeatureGroup): Value {
    switch (kind) {
      case "value":
        return this.#numbers(asKind(features, kind));
      case "missing":
        return this.#asSwitch(this.#op("IsNaN", this.#pick(features)));
      case "category":
        return this.#equal(
          this.#pick(features),
          asKind(features, kind).map(({ value }) => value),
        );
      case "other":
        return this.#concat(asKind(features, kind).map((feature) => this.#other(feature)));
      case "weekday":
        return this.#equal(
          this.#weekday(this.#pick(features)),
          asKind(features, kind).map(({ day }) => day),
        );
      default:
        return this.#waves(kind, asKind(features, kind));
    }
  }

  /** Groups side by side, each feature at its place. */
  inOrder(groups: readonly Value[], order: readonly number[] | null): Value {
    const joined = this.#concat(groups);
    return order === null ? joined : this.#gather(joined, order);
  }

  #numbers(features: readonly Placed<"value">[]): Value {
    const cells = this.#pick(features);
    const filled = this.#filled(cells, cells, () => this.#constant(features.map(({ fill }) => fill)));
    return this.#toFloat32(this.#standardized(filled, features, this.#encoding.dtype, "input"));
  }

  /** 1 where there is a category which is none of those with a feature of their own. */
  #other(feature: Placed<"other">): Value {
    const cell = this.#pick([feature]);
    const own = this.#equal(cell, feature.values);
    const hits = this.#graph.op("ReduceSum", [own], { axes: [1], keepdims: 1 });
    const missing = this.#asSwitch(this.#op("IsNaN", cell));
    return this.#op("Sub", this.#op("Sub", this.#graph.scalar(1), hits), missing);
  }

  #weekday(dates: Value): Value {
    const days = this.#op("Add", this.#op("Floor", dates), this.#constant([FIRST_WEEKDAY]));
    const week = this.#constant([7]);
    return this.#op("Sub", days, this.#op("Mul", week, this.#op("Floor", this.#op("Div", days, week))));
  }

  #waves(kind: "sine" | "cosine", features: readonly Placed<"sine" | "cosine">[]): Value {
    const dates = this.#pick(features);
    const cycles = this.#op("Div", dates, this.#constant(features.map(({ period }) => period)));
    const phase = this.#toFloat32(this.#op("Sub", cycles, this.#op("Floor", cycles)));
    const angle = this.#op("Mul", phase, this.#graph.scalar(2 * Math.PI));
    const fills = features.map(({ fill }) => fill);
    const fill = (): Value => this.#graph.constant(tensor("float32", [1, fills.length], fills));
    const wave = this.#filled(dates, this.#op(kind === "sine" ? "Sin" : "Cos", angle), fill);
    return this.#standardized(wave, features, "float32");
  }

  #standardized(values: Value, features: readonly Placed[], dtype: TableEncoding["dtype"], label?: string): Value {
    const row = (key: "mean" | "std"): Value => {
      const numbers = features.map((feature) => feature[key]);
      return this.#graph.constant(tensor(dtype, [1, numbers.length], numbers), label && `${label}_${key}`);
    };
    return this.#op("Div", this.#op("Sub", values, row("mean")), row("std"));
  }

  #filled(cells: Value, values: Value, fill: () => Value): Value {
    return this.#encoding.hasMissing ? this.#op("Where", this.#op("IsNaN", cells), fill(), values) : values;
  }

  #pick(features: readonly Placed[]): Value {
    const columns = columnsOf(features, this.#encoding);
    return columns === null ? this.#cells : this.#gather(this.#cells, columns);
  }

  #gather(values: Value, places: readonly number[]): Value {
    const indices = this.#graph.constant(tensor("int64", [places.length], places));
    return this.#graph.op("Gather", [values, indices], { axis: 1 });
  }

  #constant(numbers: readonly number[]): Value {
    return this.#graph.constant(tensor(this.#encoding.dtype, [1, numbers.length], numbers));
  }

  #equal(values: Value, numbers: readonly number[]): Value {
    return this.#asSwitch(this.#op("Equal", values, this.#constant(numbers)));
  }

  #asSwitch(condition: Value): Value {
    return this.#graph.op("Cast", [condition], { to: "float32" });
  }

  #toFloat32(values: Value): Value {
    return values.type.dtype === "float32" ? values : this.#graph.op("Cast", [values], { to: "float32" });
  }

  #concat(values: readonly Value[]): Value {
    return values.length === 1 ? (values[0] as Value) : this.#graph.op("Concat", values, { axis: 1 });
  }

  #op(type: OpType, ...inputs: readonly Value[]): Value {
    return this.#graph.op(type, inputs);
  }
}
