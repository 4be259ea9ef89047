/** @file Style of every page; it lives inside the page, so that one file is all. */

/** Light by default, dark where the reader's system asks for it. */
export const pageStyle = `
:root {
  color-scheme: light dark;
  --page: #f7f8f7; --card: #ffffff; --text: #1c2421; --muted: #5d6b65; --line: #dfe5e2; --grid: #e9edeb;
  --trial: #7b8a83; --front: #14735a; --winner: #c2410c; --bad: #b42318; --stripe: #f3f6f4;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #121715; --card: #1a211e; --text: #e4ebe8; --muted: #9db0a8; --line: #2c3733; --grid: #26302c;
    --trial: #82958d; --front: #4cc9a4; --winner: #fb923c; --bad: #f8877f; --stripe: #1f2724;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--text); font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 76rem; margin: 0 auto; padding: 2rem 1.25rem 4rem; }
h1 { font-size: 1.75rem; line-height: 1.2; margin: 0 0 .25rem; overflow-wrap: anywhere; }
h2 { font-size: 1.15rem; margin: 0 0 .75rem; }
p { margin: 0; color: var(--muted); }
.status { color: var(--text); margin-bottom: .25rem; }
section > p { margin-bottom: .75rem; }
section, .card { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 1.1rem 1.25rem; }
section { margin-top: 1.25rem; container-type: inline-size; }
.columns { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 26rem), 1fr)); gap: 1.25rem; margin-top: 1.25rem; }
.lead { display: grid; grid-template-columns: minmax(0, 3fr) minmax(0, 2fr); gap: 1.25rem; margin-top: 1.25rem; }
.lead > :only-child { grid-column: 1 / -1; }
@media (max-width: 56rem) { .lead { grid-template-columns: minmax(0, 1fr); } }
.columns > section, .lead > section { margin-top: 0; min-width: 0; }
.cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 10.5rem), 1fr)); gap: .75rem; margin: 1.25rem 0 0; }
.card { padding: .75rem .9rem; min-width: 0; }
.card dt { color: var(--muted); font-size: .85rem; }
.card dd { margin: 0; font-size: 1.25rem; font-weight: 600; font-variant-numeric: tabular-nums; }
.card dd.note { color: var(--muted); font-size: .8rem; font-weight: 400; line-height: 1.35; }
.facts { columns: 3 18rem; column-gap: 2rem; margin: 0 0 -.6rem; font-size: .92rem; line-height: 1.4; }
.facts div { break-inside: avoid; padding-bottom: .6rem; }
.facts dt { color: var(--muted); font-size: .85rem; }
.facts dd { margin: 0; overflow-wrap: anywhere; }
pre { margin: 0; white-space: pre-wrap; overflow-wrap: anywhere; font: .9rem/1.5 ui-monospace, monospace; }
code { font: .82rem ui-monospace, monospace; }
svg { display: block; max-width: 100%; height: auto; font: 12px system-ui, sans-serif; }
.chart { width: 100%; }
.plan { display: flex; flex-wrap: wrap; gap: 1.25rem; }
.plan svg { flex: none; font: 12px ui-monospace, monospace; }
.plan pre { flex: 1 1 12rem; min-width: 0; }
.node rect { fill: var(--stripe); stroke: var(--trial); }
.node text { fill: var(--text); }
.end rect { fill: none; stroke-dasharray: 3 3; }
.arrow .shaft { fill: none; stroke: var(--muted); stroke-width: 1.4; }
.arrow .tip { fill: var(--muted); }
.skip .shaft { stroke: var(--front); }
.skip .tip { fill: var(--front); }
.arrow:hover .shaft { stroke: var(--winner); stroke-width: 2; }
.arrow:hover .tip { fill: var(--winner); }
.grid { stroke: var(--grid); }
.tick { fill: var(--muted); font-variant-numeric: tabular-nums; }
.label { fill: var(--text); font-size: 13px; }
@container (max-width: 38rem) { .chart .tick, .chart .label { font-size: 15px; } }
@container (max-width: 26rem) { .chart .tick, .chart .label { font-size: 19px; } }
figure { margin: 0; }
figure + figure { margin-top: 1.25rem; }
[hidden] { display: none; }
figcaption { color: var(--muted); font-size: .85rem; margin-top: .35rem; }
.pick { display: block; margin-bottom: .5rem; color: var(--muted); font-size: .9rem; }
.pick[hidden] { display: none; }
select, input, .rest button { font: inherit; color: var(--text); background: var(--page); border: 1px solid var(--line); border-radius: 6px; padding: .15rem .5rem; max-width: 100%; }
.dots { fill: none; stroke-linecap: round; stroke: var(--trial); stroke-opacity: .6; }
.dots.outside { stroke-opacity: .25; }
.dots.front { stroke: var(--front); stroke-opacity: 1; }
circle.trial { fill: var(--trial); fill-opacity: .6; }
circle.outside { fill: none; stroke: var(--trial); }
circle.front { fill: var(--front); }
circle.winner { fill: none; stroke: var(--winner); stroke-width: 3; }
circle:hover { stroke: var(--text); stroke-width: 2; }
polyline { fill: none; stroke-linejoin: round; }
.front-line { stroke: var(--front); stroke-width: 2; }
.curve .line { stroke: var(--trial); stroke-width: 1.2; stroke-opacity: .5; }
.curve .point { fill: var(--trial); }
.front-curve .line { stroke: var(--front); stroke-width: 1.6; stroke-opacity: .9; }
.front-curve .point { fill: var(--front); }
.winner-curve .line { stroke: var(--winner); stroke-width: 2.6; stroke-opacity: 1; }
.winner-curve .point { fill: var(--winner); }
.curve:hover .line { stroke: var(--text); stroke-opacity: 1; }
.key { display: flex; flex-wrap: wrap; gap: .3rem 1.1rem; margin: .5rem 0 0; padding: 0; list-style: none; color: var(--muted); font-size: .85rem; }
.key li::before { content: ""; display: inline-block; width: .7em; height: .7em; border-radius: 50%; margin-right: .45em; }
.key .line::before { height: 0; border-top: 2px solid; border-radius: 0; width: 1.2em; vertical-align: .25em; background: none; }
.key .line.trial::before { border-color: var(--trial); background: none; }
.key .line.front::before { border-color: var(--front); background: none; }
.key .line.winner::before { border: 0; border-top: 3px solid var(--winner); }
.key .trial::before { background: var(--trial); }
.key .outside::before { box-shadow: inset 0 0 0 1.5px var(--trial); }
.key .front::before { background: var(--front); }
.key .winner::before { border: 2px solid var(--winner); vertical-align: -.1em; }
.scroll { overflow: auto; max-height: 34rem; }
.table { min-width: 0; }
.tools { display: flex; flex-wrap: wrap; gap: .25rem 1rem; align-items: baseline; margin-bottom: .5rem; font-size: .9rem; }
.rest { padding: .5rem .7rem; position: sticky; left: 0; font-size: .9rem; }
.rest button { cursor: pointer; }
.matrix { width: auto; }
.matrix td, .matrix th { padding: .3rem .45rem; }
.matrix th { max-width: 9rem; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; font-weight: 600; }
.matrix tbody th, .matrix thead th:first-child { position: sticky; left: 0; background: var(--card); z-index: 1; box-shadow: inset -1px 0 var(--line); }
.matrix tbody tr:nth-child(even) { background: none; }
.matrix .hit { background: color-mix(in srgb, var(--front) calc(var(--share, 0) * 45%), transparent); }
.matrix .miss { background: color-mix(in srgb, var(--bad) calc(10% + var(--share, 0) * 60%), transparent); }
.matrix .miss:not([style]) { color: var(--muted); background: none; }
.plain th { padding: .3rem .7rem; }
td img { display: block; width: 3.5rem; height: 3.5rem; object-fit: contain; image-rendering: pixelated; }
table { border-collapse: collapse; width: 100%; font-size: .9rem; font-variant-numeric: tabular-nums; }
caption { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
th { vertical-align: bottom; position: sticky; top: 0; background: var(--card); padding: 0; text-align: left; box-shadow: inset 0 -1px var(--line); }
th button { all: unset; box-sizing: border-box; width: 100%; padding: .4rem .7rem; cursor: pointer; font-weight: 600; }
th button:focus-visible { outline: 2px solid var(--front); outline-offset: -2px; }
th[aria-sort="ascending"] button::after { content: " \\2191"; }
th[aria-sort="descending"] button::after { content: " \\2193"; }
td { padding: .3rem .7rem; white-space: nowrap; vertical-align: top; }
td.text { max-width: 16rem; overflow: hidden; text-overflow: ellipsis; }
td.code { max-width: none; }
.plain td { max-width: 16rem; overflow: hidden; text-overflow: ellipsis; }
td > code, summary { display: block; max-width: 34rem; overflow: hidden; text-overflow: ellipsis; }
summary { cursor: pointer; }
summary::before { content: "\\25b8\\a0"; color: var(--muted); }
details[open] summary::before { content: "\\25be\\a0"; }
summary:hover, summary:focus-visible { text-decoration: underline; }
details[open] summary { white-space: normal; }
details code { display: block; max-width: 34rem; white-space: normal; overflow-wrap: anywhere; padding: .2rem 0; font-weight: 400; }
.number { text-align: right; }
tbody tr:nth-child(even) { background: var(--stripe); }
tr.best td { font-weight: 600; }
tr.best td:first-child { box-shadow: inset 3px 0 var(--winner); }
.state { color: var(--muted); }
.failed { color: var(--bad); }
small { color: var(--muted); }
@media (max-width: 30rem) { .cards { grid-template-columns: repeat(auto-fit, minmax(min(100%, 9rem), 1fr)); } .card { padding: .6rem .7rem; } .key { gap: .2rem .8rem; } main { padding: 1.25rem .75rem 3rem; } section { padding: .9rem .8rem; } td, .plain th, th button { padding: .3rem .5rem; } }
footer { margin-top: 1.5rem; color: var(--muted); font-size: .85rem; }
`;
