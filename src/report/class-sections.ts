/** @file What a network mixes up on the test part: its classes as a matrix or by pairs, and its worst mistakes. */
import type { ClassMistake, ClassOutcomes } from "../export/index.ts";
import { formatCount, roundTo } from "./format.ts";
import { html, type Markup } from "./html.ts";
import { MATRIX_CLASSES } from "./text-outcomes.ts";

/** Renders the sections of a classification. */
export function classSections(outcomes: ClassOutcomes): Markup[] {
  const { counts, labels, examples, correct, undecided, mistakes } = outcomes;
  const isMatrix = counts !== null && labels.length <= MATRIX_CLASSES;
  const wrong = examples - correct;
  const summary = `${formatCount(correct)} of ${formatCount(examples)} test examples are right${undecided > 0 ? `; ${formatCount(undecided)} have outputs that are no numbers` : ""}.`;
  return [
    html`<section><h2>${isMatrix ? "Confusion matrix" : "Most confused classes"}</h2>
<p>${summary}${isMatrix ? " Rows are the true classes, columns the predicted ones; the stronger the shade, the larger the share of the row." : ""}</p>
${isMatrix ? matrix(outcomes, counts) : pairs(outcomes)}
</section>`,
    ...(mistakes.length === 0
      ? []
      : [
          html`<section><h2>Worst mistakes</h2>
<p>${mistakes.length === wrong ? "All wrong predictions" : `The ${mistakes.length} of ${formatCount(wrong)} wrong predictions`} of the test part by loss, the highest first.</p>
${mistakeTable(mistakes)}
</section>`,
        ]),
  ];
}

function matrix({ labels }: ClassOutcomes, counts: readonly (readonly number[])[]): Markup {
  const head = labels.map((label) => html`<th scope="col" class="number" title="${label}">${label}</th>`);
  const rows = labels.map((label, truth) => {
    const row = counts[truth] ?? [];
    const total = row.reduce((sum, count) => sum + count, 0);
    const cells = row.map((count, predicted) => {
      const share = total === 0 ? 0 : count / total;
      const kind = predicted === truth ? "number hit" : "number miss";
      const style = count === 0 ? null : html` style="--share:${roundTo(share, 3)}"`;
      return html`<td class="${kind}"${style} title="${`${label} taken for ${labels[predicted]}: ${percent(share)}`}">${count}</td>`;
    });
    const right = total === 0 ? "–" : percent((row[truth] ?? 0) / total);
    return html`<tr><th scope="row" title="${label}">${label}</th>${cells}<td class="number">${formatCount(total)}</td><td class="number">${right}</td></tr>
`;
  });
  return scrolled(
    "Confusion matrix",
    "matrix",
    html`<thead><tr><th scope="col">true</th>${head}<th scope="col" class="number">examples</th><th scope="col" class="number">right</th></tr></thead>
<tbody>
${rows}</tbody>`,
  );
}

function pairs({ pairs }: ClassOutcomes): Markup {
  const rows = pairs.map(
    ({
      truth,
      predicted,
      count,
      of,
    }) => html`<tr><td>${truth}</td><td>${predicted}</td><td class="number">${formatCount(count)}</td><td class="number">${formatCount(of)}</td><td class="number">${percent(count / of)}</td></tr>
`,
  );
  return scrolled(
    "Most confused classes",
    "plain",
    html`<thead><tr><th scope="col">true class</th><th scope="col">taken for</th><th scope="col" class="number">examples</th><th scope="col" class="number">of</th><th scope="col" class="number">share</th></tr></thead>
<tbody>
${rows}</tbody>`,
  );
}

function mistakeTable(mistakes: readonly ClassMistake[]): Markup {
  const hasImages = mistakes.some(({ image }) => image !== null);
  const hasNames = mistakes.some(({ name }) => name !== null);
  const rows = mistakes.map(({ example, name, truth, predicted, probability, loss, image }) => {
    const picture =
      image === null ? null : html`<img alt="${`example ${example}`}" src="data:image/png;base64,${image}"/>`;
    return html`<tr>${hasImages ? html`<td>${picture}</td>` : null}<td class="number">${example}</td>${
      hasNames ? html`<td>${name ?? ""}</td>` : null
    }<td>${truth}</td><td>${predicted ?? "none"}</td><td class="number">${share(probability)}</td><td class="number">${loss === null ? "–" : roundTo(loss, 3)}</td></tr>
`;
  });
  return scrolled(
    "Worst mistakes",
    "plain",
    html`<thead><tr>${hasImages ? html`<th scope="col">picture</th>` : null}<th scope="col" class="number">example</th>${
      hasNames ? html`<th scope="col">file</th>` : null
    }<th scope="col">true class</th><th scope="col">predicted</th><th scope="col" class="number">probability</th><th scope="col" class="number">loss</th></tr></thead>
<tbody>
${rows}</tbody>`,
  );
}

function scrolled(caption: string, kind: string, content: Markup): Markup {
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${caption}"><table class="${kind}">
<caption>${caption}</caption>
${content}
</table></div>`;
}

function percent(part: number): string {
  return `${roundTo(100 * part, 3)}\u00a0%`;
}

function share(probability: number | null): string {
  return probability === null ? "–" : roundTo(probability, 3);
}
