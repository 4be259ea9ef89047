/** @file The steps of an exported graph that turn rows of a table into standardised features. */
import { type Feature, FIRST_WEEKDAY, type Standardization, type TableEncoding } from "../data/index.browser.ts";
import type { GraphBuilder, OpType, Value } from "../graph/index.ts";
import { tensor } from "../tensor/index.ts";

/** A feature with its place among all and its standardisation. */
type Placed = Feature & { readonly place: number; readonly mean: number; readonly std: number };
type PlacedOf<K extends Feature["kind"]> = Extract<Placed, { readonly kind: K }>;

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
  { mean, std }: Standardization,
): Value {
  const placed = encoding.features.map((feature, place): Placed => {
    return { ...feature, place, mean: mean[place] as number, std: std[place] as number };
  });
  const table = new TableSteps(graph, cells, encoding);
  const groups = Object.entries(groupsOf(placed)).map(([kind, features]) => ({
    features,
    value: table.encode(kind as Feature["kind"], features),
  }));
  return table.inOrder(groups);
}

function groupsOf(features: readonly Placed[]): Partial<Record<Feature["kind"], Placed[]>> {
  const groups: Partial<Record<Feature["kind"], Placed[]>> = {};
  for (const feature of features) {
    const group = groups[feature.kind] ?? [];
    groups[feature.kind] = group;
    group.push(feature);
  }
  return groups;
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
  encode(kind: Feature["kind"], features: readonly Placed[]): Value {
    const cells = this.#pick(features.map(({ column }) => column));
    switch (kind) {
      case "value":
        return this.#numbers(cells, features as readonly PlacedOf<"value">[]);
      case "missing":
        return this.#asSwitch(this.#op("IsNaN", cells));
      case "category": {
        const values = (features as readonly PlacedOf<"category">[]).map(({ value }) => value);
        return this.#asSwitch(this.#op("Equal", cells, this.#constant(values)));
      }
      case "other":
        return this.#concat((features as readonly PlacedOf<"other">[]).map((feature) => this.#other(feature)));
      case "weekday": {
        const days = (features as readonly PlacedOf<"weekday">[]).map(({ day }) => day);
        return this.#asSwitch(this.#op("Equal", this.#weekday(cells), this.#constant(days)));
      }
      default:
        return this.#waves(kind, cells, features as readonly PlacedOf<"sine" | "cosine">[]);
    }
  }

  /** Groups side by side, each feature at its place. */
  inOrder(groups: readonly { readonly features: readonly Placed[]; readonly value: Value }[]): Value {
    const joined = this.#concat(groups.map(({ value }) => value));
    const places = groups.flatMap(({ features }) => features.map(({ place }) => place));
    if (places.every((place, i) => place === i)) return joined;
    return this.#gather(
      joined,
      places.map((_, place) => places.indexOf(place)),
    );
  }

  #numbers(cells: Value, features: readonly PlacedOf<"value">[]): Value {
    const filled = this.#filled(cells, cells, () => this.#constant(features.map(({ fill }) => fill)));
    return this.#toFloat32(this.#standardized(filled, features, this.#encoding.dtype, "input"));
  }

  /** 1 where there is a category which is none of those with a feature of their own. */
  #other({ column, values }: PlacedOf<"other">): Value {
    const graph = this.#graph;
    const own = this.#asSwitch(this.#op("Equal", this.#pick(values.map(() => column)), this.#constant(values)));
    const hits = graph.op("ReduceSum", [own], { axes: [1], keepdims: 1 });
    const missing = this.#asSwitch(this.#op("IsNaN", this.#pick([column])));
    return this.#op("Sub", this.#op("Sub", graph.scalar(1), hits), missing);
  }

  #weekday(dates: Value): Value {
    const days = this.#op("Add", this.#op("Floor", dates), this.#constant([FIRST_WEEKDAY]));
    const week = this.#constant([7]);
    return this.#op("Sub", days, this.#op("Mul", week, this.#op("Floor", this.#op("Div", days, week))));
  }

  #waves(kind: "sine" | "cosine", dates: Value, features: readonly PlacedOf<"sine" | "cosine">[]): Value {
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

  #pick(columns: readonly number[]): Value {
    const isAll = columns.length === this.#encoding.columns.length && columns.every((column, i) => column === i);
    return isAll ? this.#cells : this.#gather(this.#cells, columns);
  }

  #gather(values: Value, places: readonly number[]): Value {
    return this.#graph.op("Gather", [values, this.#graph.constant(tensor("int64", [places.length], places))], {
      axis: 1,
    });
  }

  #constant(numbers: readonly number[]): Value {
    return this.#graph.constant(tensor(this.#encoding.dtype, [1, numbers.length], numbers));
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
