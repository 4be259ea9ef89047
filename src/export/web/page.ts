/** @file The page to try an exported model: drop image files, or fill in a form for a row of a table. */
import type { WebCard } from "../model-card.ts";

/** Writes index.html. It loads `model.js` and onnxruntime-web from its own folder, and nothing from elsewhere. */
export function webPage({ dataset, version, input, task, labels }: WebCard): string {
  const what = task === "classification" ? `${labels.length} classes` : `${labels.join(", ")}`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(dataset.name)}</title>
<style>${style}</style>
</head>
<body>
<main>
<h1>${escaped(dataset.name)}</h1>
<p>${escaped(`Predicts ${what}. Trained by Espalier ${version} on ${dataset.source}. Runs in this page: nothing is sent.`)}</p>
<p id="status" role="status">Loading the model …</p>
${input.columns === undefined ? imageForm : rowForm(input.columns)}
<section aria-label="Predictions"><ol id="results" aria-live="polite"></ol></section>
</main>
<script type="module">${script}</script>
</body>
</html>
`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (letter) => `&#${letter.charCodeAt(0)};`);
}

const imageForm = `<form id="images">
<label class="drop" for="files"><strong>Choose images</strong> or drop them here
<input id="files" type="file" accept="image/*" multiple disabled></label>
</form>`;

function rowForm(columns: NonNullable<WebCard["input"]["columns"]>): string {
  const fields = columns.map((column, index) => {
    const [id, name] = [`column${index}`, escaped(column.name)];
    const options =
      column.kind === "category"
        ? column.values.map((value) => `<option value="${escaped(value)}">${escaped(value)}</option>`)
        : [];
    const field =
      column.kind === "category"
        ? `<select id="${id}" name="${name}"><option value="">missing</option>${options.join("")}</select>`
        : `<input id="${id}" name="${name}" ${column.kind === "date" ? 'type="date"' : 'type="number" step="any"'}>`;
    return `<div><label for="${id}">${name}</label>${field}</div>`;
  });
  return `<form id="row">
${fields.join("\n")}
<button disabled>Predict</button>
<p>A field left empty counts as missing.</p>
</form>`;
}

const style = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 44rem; margin: 0 auto; padding: 1rem; }
.drop { display: block; padding: 2rem 1rem; border: 2px dashed; border-radius: .5rem; text-align: center; }
.drop:focus-within, .drop.over { outline: 3px solid Highlight; }
.drop input { display: block; margin: 1rem auto 0; max-width: 100%; }
#row { display: grid; gap: .5rem; }
#row div { display: grid; grid-template-columns: 1fr 1fr; gap: 1rem; align-items: center; }
input, select, button { font: inherit; max-width: 100%; min-height: 2.25rem; }
label { overflow-wrap: anywhere; }
ol { padding: 0; list-style: none; }
li { margin: 1rem 0; padding: 1rem; border: 1px solid; border-radius: .5rem; overflow: hidden; }
li img { float: right; max-width: 8rem; max-height: 8rem; margin: 0 0 .5rem 1rem; }
table { border-collapse: collapse; }
td, th { padding: .1rem .75rem .1rem 0; text-align: left; font-weight: normal; }
td { font-variant-numeric: tabular-nums; }
.error { color: light-dark(#a00, #f99); }
`;

/** Texts from files and models go to the page as text alone, never as markup. */
const script = `
const status = document.getElementById("status");
const results = document.getElementById("results");
const make = (name, text = "", className = "") => {
  const element = document.createElement(name);
  element.textContent = text;
  if (className) element.className = className;
  return element;
};
const table = (rows) => {
  const body = make("table");
  for (const [name, value] of rows) {
    const row = body.insertRow();
    const head = make("th", name);
    head.scope = "row";
    row.append(head, make("td", value));
  }
  return body;
};
const percent = (share) => (100 * share).toFixed(1) + " %";
const show = (title, prediction, labels, picture) => {
  const item = make("li");
  if (picture) item.append(picture);
  if (prediction.kind === "class") {
    item.append(make("strong", prediction.label), make("span", " " + percent(prediction.probability) + (title && " – " + title)));
    const order = [...labels.keys()].sort((a, b) => prediction.probabilities[b] - prediction.probabilities[a]);
    item.append(table(order.slice(0, 5).map((k) => [labels[k], percent(prediction.probabilities[k])])));
  } else {
    item.append(table(labels.map((label, k) => [label, String(Number(prediction.values[k].toPrecision(6)))])));
  }
  results.prepend(item);
};
const fail = (title, error) => results.prepend(make("li", (title && title + ": ") + error.message, "error"));

let model;
try {
  const ort = await import("./ort/ort.wasm.min.mjs");
  ort.env.wasm.wasmPaths = new URL("./ort/", import.meta.url).href;
  ort.env.wasm.numThreads = 1;
  const { openModel } = await import("./model.js");
  model = await openModel({ ort, folder: new URL("./", document.baseURI) });
  status.textContent = "The model is ready.";
} catch (error) {
  status.className = "error";
  status.textContent = "The model cannot be loaded: " + error.message + ". README.md says which files belong into the folder ort.";
}

const files = document.getElementById("files");
if (model && files) {
  const predictAll = async (list) => {
    for (const file of list) {
      try {
        const prediction = await model.predictImage(file);
        const picture = make("img");
        picture.alt = "";
        picture.src = URL.createObjectURL(file);
        picture.onload = () => URL.revokeObjectURL(picture.src);
        show(file.name, prediction, model.card.labels, picture);
      } catch (error) {
        fail(file.name, error);
      }
    }
  };
  files.disabled = false;
  files.addEventListener("change", () => predictAll([...files.files]));
  const drop = files.closest("label");
  for (const kind of ["dragenter", "dragover"]) {
    drop.addEventListener(kind, (event) => {
      event.preventDefault();
      drop.classList.add("over");
    });
  }
  drop.addEventListener("dragleave", () => drop.classList.remove("over"));
  drop.addEventListener("drop", (event) => {
    event.preventDefault();
    drop.classList.remove("over");
    predictAll([...event.dataTransfer.files]);
  });
}

const row = document.getElementById("row");
if (model && row) {
  row.querySelector("button").disabled = false;
  row.addEventListener("submit", async (event) => {
    event.preventDefault();
    try {
      const cells = model.card.input.columns.map(({ name, kind }, index) => {
        const { value } = document.getElementById("column" + index);
        return [name, value === "" ? null : kind === "number" ? Number(value) : value];
      });
      show("", await model.predictRow(Object.fromEntries(cells)), model.card.labels);
    } catch (error) {
      fail("", error);
    }
  });
}
`;
