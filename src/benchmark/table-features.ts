/** @file Columns of a table as features that strategies may look at. */
import type { Json } from "../base/index.ts";
import type { NumberColumn } from "../estimator/index.ts";
import type { Features } from "../strategy/index.ts";
import type { RowIndex } from "./row-index.ts";

/**
 * Creates features from columns of numbers; what was not measured is NaN, an architecture without a row has none.
 *
 * @param columns  Their names. Default: all columns of numbers.
 * @throws {InputError} if there is no such column.
 */
export function tableFeatures<A extends Json>(index: RowIndex<A>, columns?: readonly string[]): Features<A> {
  const { table } = index;
  const chosen: readonly NumberColumn[] =
    columns?.map((name) => table.numbers(name)) ?? table.columns.filter((column) => column.kind === "number");
  return {
    name: `${table.name}(${table.hash.slice(0, 12)})`,
    names: chosen.map(({ name }) => name),
    of: (arch) => {
      const row = index.rowOf(arch);
      return row === undefined ? undefined : chosen.map(({ values }) => values[row] as number);
    },
  };
}
