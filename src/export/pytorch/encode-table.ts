/** @file Lines of `forward` that turn rows of a table into standardised features, as `encodeTable` does in ONNX. */
import { FIRST_WEEKDAY, type Standardization, type TableEncoding } from "../../data/index.browser.ts";
import { tensor } from "../../tensor/index.ts";
import { asKind, columnsOf, type FeatureGroup, groupFeatures, orderOf, type Placed } from "../group-features.ts";
import type { ModuleList } from "./module-list.ts";

/** Writes the lines; they take `x` [N, columns], NaN where missing, and leave `x` float32 [N, features]. */
export function encodeTable(
  modules: ModuleList,
  encoding: TableEncoding,
  standardization: Standardization,
): readonly string[] {
  const groups = groupFeatures(encoding, standardization);
  const lines = new TableLines(modules, encoding);
  const names = groups.map((group) => lines.encode(group));
  const joined = names.length === 1 ? (names[0] as string) : `torch.cat([${names.join(", ")}], 1)`;
  const order = orderOf(groups);
  return [...lines.lines, `x = ${joined}${order === null ? "" : `[:, ${lines.indices(order, "feature_order")}]`}`];
}

class TableLines {
  readonly lines: string[];
  readonly #modules: ModuleList;
  readonly #encoding: TableEncoding;

  constructor(modules: ModuleList, encoding: TableEncoding) {
    this.#modules = modules;
    this.#encoding = encoding;
    this.lines = [`cells = x.${encoding.dtype === "float32" ? "float" : "double"}()`];
  }

  /** Adds the lines of one kind and returns the name of what they compute. */
  encode({ kind, features }: FeatureGroup): string {
    const name = { value: "numbers", category: "categories", other: "others" }[kind as string] ?? `${kind}s`;
    const cells = this.#pick(features, name);
    switch (kind) {
      case "value": {
        const values = this.#filled(
          cells,
          cells,
          asKind(features, kind).map(({ fill }) => fill),
          this.#encoding.dtype,
          name,
        );
        const standardized = this.#standardized(values, features, this.#encoding.dtype, "input");
        return this.#line(name, this.#encoding.dtype === "float32" ? standardized : `(${standardized}).float()`);
      }
      case "missing":
        return this.#line(name, `torch.isnan(${cells}).float()`);
      case "category": {
        const values = asKind(features, kind).map(({ value }) => value);
        return this.#line(name, `(${cells} == ${this.#row(values, this.#encoding.dtype, `${name}_value`)}).float()`);
      }
      case "other":
        return this.#line(
          name,
          `torch.cat([${asKind(features, kind)
            .map((feature) => this.#other(feature))
            .join(", ")}], 1)`,
        );
      case "weekday": {
        const days = asKind(features, kind).map(({ day }) => day);
        this.#line("days", `torch.floor(${cells}) + ${FIRST_WEEKDAY}`);
        return this.#line(
          name,
          `(days - 7 * torch.floor(days / 7) == ${this.#row(days, this.#encoding.dtype, `${name}_day`)}).float()`,
        );
      }
      default:
        return this.#waves(name, cells, kind, asKind(features, kind));
    }
  }

  /** A buffer of indices. */
  indices(places: readonly number[], name: string): string {
    return this.#modules.buffer(tensor("int64", [places.length], places), name);
  }

  #other({ column, values, place }: Placed<"other">): string {
    const cell = `cells[:, ${column} : ${column + 1}]`;
    const own = this.#row(values, this.#encoding.dtype, `other${place}_values`);
    return `(~torch.isnan(${cell}) & ~(${cell} == ${own}).any(1, keepdim=True)).float()`;
  }

  #waves(name: string, cells: string, kind: "sine" | "cosine", features: readonly Placed<"sine" | "cosine">[]): string {
    const { dtype } = this.#encoding;
    const periods = this.#row(
      features.map(({ period }) => period),
      dtype,
      `${name}_period`,
    );
    this.#line("cycles", `${cells} / ${periods}`);
    const wave = `torch.${kind === "sine" ? "sin" : "cos"}((cycles - torch.floor(cycles)).float() * ${2 * Math.PI})`;
    const fills = features.map(({ fill }) => fill);
    return this.#line(
      name,
      this.#standardized(this.#filled(cells, wave, fills, "float32", name), features, "float32", name),
    );
  }

  #standardized(values: string, features: readonly Placed[], dtype: TableEncoding["dtype"], label: string): string {
    const [mean, std] = (["mean", "std"] as const).map((key) =>
      this.#row(
        features.map((feature) => feature[key]),
        dtype,
        `${label}_${key}`,
      ),
    );
    return `(${values} - ${mean}) / ${std}`;
  }

  #filled(
    cells: string,
    values: string,
    fills: readonly number[],
    dtype: TableEncoding["dtype"],
    label: string,
  ): string {
    if (!this.#encoding.hasMissing) return values;
    return `torch.where(torch.isnan(${cells}), ${this.#row(fills, dtype, `${label}_fill`)}, ${values})`;
  }

  #pick(features: readonly Placed[], name: string): string {
    const columns = columnsOf(features, this.#encoding);
    return columns === null ? "cells" : `cells[:, ${this.indices(columns, `${name}_column`)}]`;
  }

  #row(numbers: readonly number[], dtype: TableEncoding["dtype"], name: string): string {
    return this.#modules.buffer(tensor(dtype, [1, numbers.length], numbers), name);
  }

  #line(name: string, expression: string): string {
    this.lines.push(`${name} = ${expression}`);
    return name;
  }
}
