/** @file A table that can be sorted and filtered, of any length: the first rows as HTML, all of them as compact data. */
import { canonicalJson, type Json } from "../base/index.ts";
import { formatCount } from "./format.ts";
import { html, type Markup } from "./html.ts";
import { packTexts } from "./packed-texts.ts";
import { sortRanks } from "./sort-ranks.ts";

export interface Cell {
  /** What rows are ordered by; null sorts last. */
  readonly sort: number | string | null;
  readonly text: string;
  /** Beside the text: a note of a state, or code in full where the text is a short form. */
  readonly more?: Json;
}

export interface Column {
  readonly header: string;
  readonly kind: "number" | "text";
  /** Default "plain". */
  readonly look?: "plain" | "state" | "code";
  /** What stands between the repeated parts of its texts, if anything does. */
  readonly glue?: string;
  /** One for each row. */
  readonly cells: readonly Cell[];
}

export interface Table {
  readonly caption: string;
  readonly columns: readonly Column[];
  /** Position of the row that stands out; null for none. */
  readonly best: number | null;
  /** Where all rows are found, for readers whose browser runs no script. */
  readonly elsewhere: string;
}

/** Rows that are HTML. A browser lays out so many at once; with many thousands it would take most of a minute. */
const MOST_ROWS = 200;
/** Longer texts may not fit their column, and are told in full when pointed at. */
const LONGEST_TEXT = 24;
/** From so many rows on, one looks for some among them. */
const FILTERED_FROM = 12;

/** Renders a table; a header sorts the rows by its column when pressed. */
export function renderTable({ caption, columns, best, elsewhere }: Table): Markup {
  const count = columns[0]?.cells.length ?? 0;
  const isLong = count > MOST_ROWS;
  const ranks = columns.map(({ cells }) => sortRanks(cells.map(({ sort }) => sort)));
  const head = columns.map(
    ({ header, kind }) => html`<th scope="col" class="${kind}"><button type="button">${header}</button></th>`,
  );
  const rows = Array.from({ length: Math.min(count, MOST_ROWS) }, (_, row) => {
    const cells = columns.map(({ kind, look, cells }, column) => {
      const rank = ranks[column]?.[row] ?? "";
      const cell = cells[row] as Cell;
      const title = look === undefined && cell.text.length > LONGEST_TEXT ? html` title="${cell.text}"` : null;
      return html`<td class="${kindOf(kind, look)}" data-rank="${rank}"${title}>${renderCell(cell, look)}</td>`;
    });
    return html`<tr${row === best ? html` class="best"` : null}>${cells}</tr>
`;
  });
  const tools = html`<p class="tools" hidden><label>Filter by words <input type="search"/></label> <output>${formatCount(count)} rows</output></p>
`;
  const rest = html`<p class="rest">The first ${formatCount(MOST_ROWS)} of ${formatCount(count)} rows. All are in this page for its script to show, which does not run here; ${elsewhere}.</p>`;
  return html`<div class="table">
${count >= FILTERED_FROM ? tools : null}<div class="scroll" tabindex="0" role="region" aria-label="${caption}"><table>
<caption>${caption}</caption>
<thead><tr>${head}</tr></thead>
<tbody>
${rows}</tbody>
</table>${isLong ? rest : null}</div>
${isLong ? html`<script type="application/json">${{ markup: tableData(columns, ranks, best) }}</script>` : null}</div>`;
}

/** Code has room of its own; other texts are cut. */
function kindOf(kind: Column["kind"], look: Column["look"]): string {
  return look === "code" ? `${kind} code` : kind;
}

function renderCell({ text, more }: Cell, look: Column["look"] = "plain"): Markup {
  const full = moreText(more);
  if (look === "state") {
    return html`<span class="state ${text}">${text}</span>${full === "" ? null : html` <small>${full}</small>`}`;
  }
  if (look === "plain") return html`${text}`;
  if (full === "") return html`<code title="${text}">${text}</code>`;
  return html`<details><summary title="${text}">${text}</summary><code>${full}</code></details>`;
}

function moreText(more: Json = ""): string {
  return typeof more === "string" ? more : canonicalJson(more);
}

/** All rows as JSON by column, in a form that no text in it can end the script element. */
function tableData(
  columns: readonly Column[],
  ranks: readonly (readonly (number | null)[])[],
  best: number | null,
): string {
  const data = columns.map(({ kind, look = "plain", glue, cells }, column) => {
    const hasMore = cells.some(({ more = "" }) => more !== "");
    const fields = [
      `"kind":${JSON.stringify(kindOf(kind, look))},"look":${JSON.stringify(look)}`,
      `"text":${packTexts(
        cells.map(({ text }) => text),
        glue,
      )}`,
      ...(hasMore ? [`"more":${packTexts(cells.map(({ more = "" }) => more))}`] : []),
      `"ranks":${JSON.stringify(ranks[column])}`,
    ];
    return `{${fields.join(",")}}`;
  });
  return `{"best":${best},"columns":[${data.join(",\n")}]}`.replaceAll("<", "\\u003c");
}
