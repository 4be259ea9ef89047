/** @file What the page of a comparison adds to the style of every page. */

/** Colours of the series: Okabe and Ito's, which people with any colour vision tell apart. */
const colours = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#7a7a7a", "#8c510a"] as const;

/** The choice between axes works without script: only the chart that is chosen is shown. */
export const comparisonStyle: string = `
.regret input { margin: 0 .3rem 0 0; }
.regret label { margin-right: 1.1rem; color: var(--muted); font-size: .9rem; }
.regret .chart { max-width: 58rem; }
#linear:checked ~ .logarithmic, #logarithmic:checked ~ .linear { display: none; }
.band { stroke: none; fill-opacity: .16; }
.line { stroke-width: 2; }
.dashed .line { stroke-dasharray: 6 4; }
.dashed::before { opacity: .55; }
.meanings { margin-top: 1rem; }
${colours
  .map(
    (colour, i) =>
      `g.series-${i} .band { fill: ${colour}; } g.series-${i} .line { stroke: ${colour}; } .key .series-${i}::before { background: ${colour}; }`,
  )
  .join("\n")}
`;
