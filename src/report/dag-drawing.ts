/** @file An architecture as a drawing: its labelled graph in boxes and arrows, from top to bottom. */
import type { LabelledDag } from "../space/index.ts";
import { placeColumns } from "./dag-columns.ts";
import { arrangeRows } from "./dag-rows.ts";
import { html, type Markup } from "./html.ts";

/** Of the font of the labels, which is monospaced: a width that is sure without measuring. */
const CHARACTER = 7.25;
const LINE = 15;
const size = { margin: 2, gap: 14, padding: 7, arrow: 6, longestLine: 24, mostLines: 3 };

/** A box, or a place where an edge passes a row. */
interface Spot {
  readonly x: number;
  readonly top: number;
  readonly bottom: number;
}

/** Draws a graph as SVG, in its natural size in pixels; null where it has no nodes. */
export function drawDag(dag: LabelledDag, title: string): Markup | null {
  const { labels, edges } = dag;
  if (labels.length === 0) return null;
  const texts = labels.map(breakLabel);
  const width = Math.max(...texts.flat().map(lengthOf)) * CHARACTER + 2 * size.padding;
  const layout = arrangeRows(dag);
  const xs = placeColumns(layout, { nodes: labels.length, width, gap: size.gap });
  const { spots, height } = placeRows(layout, xs, texts);
  const isEnd = (node: number): boolean =>
    !edges.some(([from]) => from === node) || !edges.some(([, to]) => to === node);
  const boxes = labels.map((label, node) =>
    drawBox(label, texts[node] as string[], spots[node] as Spot, width, isEnd(node) ? "node end" : "node"),
  );
  const arrows = layout.routes.map((route) =>
    drawArrow(
      route.map((slot) => spots[slot] as Spot),
      width,
    ),
  );
  const right = Math.max(...xs.map((x, slot) => x + (slot < labels.length ? width / 2 : 0)));
  const [fullWidth, fullHeight] = [Math.ceil(right + 2 * size.margin), Math.ceil(height + 2 * size.margin)];
  return html`<svg class="dag" width="${fullWidth}" height="${fullHeight}" viewBox="${-size.margin} ${-size.margin} ${fullWidth} ${fullHeight}" role="img" aria-label="${`${title}: ${labels.join(", ")}`}">
${arrows}${boxes}</svg>`;
}

/** Breaks a label after commas into lines that fit a box. */
function breakLabel(label: string): string[] {
  const lines: string[] = [];
  for (const part of label.split(/(?<=,)\s+/)) {
    const longer = `${lines.at(-1)} ${part}`;
    if (lines.length > 0 && lengthOf(longer) <= size.longestLine) lines[lines.length - 1] = longer;
    else lines.push(part);
  }
  const shown = lines.slice(0, size.mostLines);
  if (lines.length > shown.length) shown.push(`${shown.pop()} …`);
  return shown.map(cut);
}

function cut(line: string): string {
  return lengthOf(line) <= size.longestLine ? line : `${[...line].slice(0, size.longestLine - 1).join("")}…`;
}

function lengthOf(text: string): number {
  return [...text].length;
}

function placeRows(
  { rows, below }: ReturnType<typeof arrangeRows>,
  xs: readonly number[],
  texts: readonly (readonly string[])[],
): { spots: Spot[]; height: number } {
  const spots: Spot[] = [];
  let top = 0;
  let height = 0;
  for (const row of rows) {
    height = Math.max(...row.map((slot) => boxHeight(texts[slot] ?? [])));
    for (const slot of row) {
      const inset = slot < texts.length ? (height - boxHeight(texts[slot] ?? [])) / 2 : 0;
      spots[slot] = { x: xs[slot] as number, top: top + inset, bottom: top + height - inset };
    }
    const reaches = row.flatMap((slot) =>
      (below[slot] ?? []).map((to) => Math.abs((xs[to] as number) - (xs[slot] as number))),
    );
    height += top;
    // More room where edges go far sideways, or they would lie flat.
    top = height + size.gap + Math.min(24, 0.15 * Math.max(0, ...reaches));
  }
  return { spots, height };
}

function boxHeight(lines: readonly string[]): number {
  return lines.length * LINE + size.padding;
}

function drawBox(
  label: string,
  lines: readonly string[],
  { x, top, bottom }: Spot,
  width: number,
  kind: string,
): Markup {
  const texts = lines.map(
    (line, i) =>
      html`<text x="${tenth(x)}" y="${tenth(top + size.padding / 2 + i * LINE + 11)}" text-anchor="middle">${line}</text>`,
  );
  return html`<g class="${kind}"><title>${label}</title><rect x="${tenth(x - width / 2)}" y="${tenth(top)}" width="${tenth(width)}" height="${tenth(bottom - top)}" rx="6"/>${texts}</g>
`;
}

/** A curve from the bottom of the first spot through the others to the top of the last, upright at each. */
function drawArrow(spots: readonly Spot[], width: number): Markup {
  const [first, ...others] = spots as readonly [Spot, ...Spot[]];
  const last = others.at(-1) as Spot;
  const start = towards(first, others[0] as Spot, width);
  const end = towards(last, spots.at(-2) as Spot, width);
  let [x, y] = [start, first.bottom];
  let path = `M${tenth(x)},${tenth(y)}`;
  for (const spot of others) {
    const [nextX, nextY] = spot === last ? [end, spot.top - size.arrow] : [spot.x, spot.top];
    const middle = tenth((y + nextY) / 2);
    path += `C${tenth(x)},${middle} ${tenth(nextX)},${middle} ${tenth(nextX)},${tenth(nextY)}`;
    if (spot !== last) path += `V${tenth(spot.bottom)}`;
    [x, y] = [nextX, spot.bottom];
  }
  const { arrow } = size;
  const tip = `M${tenth(end)},${tenth(last.top)}l${-arrow * 0.6},${-arrow}h${arrow * 1.2}z`;
  const kind = others.length > 1 ? "arrow skip" : "arrow";
  return html`<g class="${kind}"><path class="shaft" d="${path}"/><path class="tip" d="${tip}"/></g>
`;
}

/** Where on the width of a box an edge to another spot begins or ends. */
function towards({ x }: Spot, other: Spot, width: number): number {
  return Math.min(Math.max(other.x, x - 0.36 * width), x + 0.36 * width);
}

function tenth(value: number): number {
  return Math.round(value * 10) / 10;
}
