/** @file Trials as dots of a chart: each one by itself where they are few, one path of all that can be told apart where they are many. */
import { html, type Markup } from "./html.ts";

/** A dot and what it tells when pointed at. */
export interface Dot {
  readonly at: readonly [x: number, y: number];
  readonly text: string;
}

/** With more dots each is too small a target to be pointed at, and a browser draws one path far faster than many circles. */
const MOST_CIRCLES = 500;
/** Of dots nearer than this, in pixels of the drawing, one stands for all. */
const CELL = 3;

/** Draws dots; beyond some hundred they lose their texts, and those that would lie on another are left out. */
export function drawDots(kind: string, radius: number, dots: readonly Dot[]): Markup {
  if (dots.length <= MOST_CIRCLES) {
    return html`${dots.map(
      ({
        at: [x, y],
        text,
      }) => html`<circle class="${kind}" cx="${x}" cy="${y}" r="${radius}"><title>${text}</title></circle>
`,
    )}`;
  }
  // A line of no length with round ends is a dot.
  const path = thinned(dots).map(([x, y]) => `M${x} ${y}h0`);
  return html`<path class="dots ${kind}" stroke-width="${2 * radius}" d="${path.join("")}"/>
`;
}

/** Whole pixels, one place in each cell of the grid. */
function thinned(dots: readonly Dot[]): [number, number][] {
  const cells = new Map<string, [number, number]>();
  for (const { at } of dots) {
    const [x, y] = at.map(Math.round) as [number, number];
    const cell = `${Math.floor(x / CELL)} ${Math.floor(y / CELL)}`;
    if (!cells.has(cell)) cells.set(cell, [x, y]);
  }
  return [...cells.values()];
}
