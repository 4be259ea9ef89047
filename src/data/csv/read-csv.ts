/** @file Tables with a label column: bytes of CSV to raw data, in memory of the size of the result. */
import { noAugmentation } from "../augment.ts";
import type { RawDataset } from "../raw-dataset.ts";
import type { TableColumn } from "../table-column.ts";
import { chooseColumns } from "./choose-columns.ts";
import { checkClasses, warnOfTwins } from "./class-names.ts";
import { ColumnProfile } from "./column-profile.ts";
import type { CsvOptions } from "./csv-options.ts";
import { planFeatures } from "./feature-plan.ts";
import { fillTable } from "./fill-table.ts";
import { findForm } from "./find-form.ts";
import { scanRows } from "./scan-rows.ts";
import type { TableBytes } from "./table-bytes.ts";
import { planTarget } from "./target.ts";
import { planWanted } from "./wanted-columns.ts";

/**
 * Reads a table of features and one label.
 *
 * The bytes are gone over twice: first to find out what the columns are, then to fill arrays of the right size. What is
 * guessed or left out is told in the findings; what could be read in two ways is refused.
 *
 * @param name  Of the data set; errors name the table by it.
 * @returns Cells in float64 with their columns; targets as class indices, sorted by name, or as quantities in float64.
 * @throws {DataError} naming the line if bytes are no text, a row has too few or many cells, a cell does not fit its
 *   column or a label is missing; also if there is one class only or a class of fewer than two rows.
 * @throws {InputError} if no column is called `label` or as one of `drop`, or `encoding` is unknown.
 */
export async function readCsv(
  name: string,
  source: string,
  bytes: TableBytes,
  options: CsvOptions = {},
): Promise<RawDataset> {
  const { label: wantedLabel, drop = [] } = options;
  const wanted = [...(wantedLabel === undefined ? [] : [wantedLabel]), ...drop];
  const { form, columns, findings } = await findForm(name, bytes, options, wanted);
  const profiles = Array.from({ length: form.width }, () => new ColumnProfile());
  const emptyRows = await scanRows(form, (cells, line) => {
    for (let at = 0; at < cells.length; at++) profiles[at]?.add(cells[at] as string, line);
  });
  if (emptyRows > 0) {
    findings.push({
      kind: "left out",
      text: `${emptyRows} row${emptyRows > 1 ? "s are" : " is"} left out: no cell is filled`,
    });
  }

  const { label, features: candidates, findings: ofColumns } = chooseColumns(name, columns, profiles, options);
  findings.push(...ofColumns);
  const target = planTarget(name, label, options);
  findings.push(...target.findings);
  const { features, findings: more } = options.columns
    ? planWanted(name, candidates, options.columns)
    : planFeatures(name, candidates);
  findings.push(...more);

  const { examples, values, targets, classes } = await fillTable(form, features, target);
  const isClassification = target.kind === "classification";
  if (isClassification) {
    checkClasses(name, target.name, classes);
    findings.push(...warnOfTwins(target.name, [...classes.keys()]));
  }
  const labels = isClassification ? [...classes.keys()] : [target.name];
  return {
    name,
    source,
    task: { kind: target.kind, inputShape: [features.length], outputs: labels.length, labels },
    examples,
    targets,
    columns: features.map(({ name: column, kind }, at): TableColumn => {
      return kind === "category" ? { name: column, kind, values: values[at] ?? [] } : { name: column, kind };
    }),
    target: target.name,
    given: {},
    augmentation: noAugmentation,
    findings,
  };
}
