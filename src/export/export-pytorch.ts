/** @file A trained model as a PyTorch module: a readable Python file and its weights for NumPy. */
import { canonicalJson } from "../base/index.ts";
import type { Standardization, TableColumn } from "../data/index.browser.ts";
import { type Shape, tensor } from "../tensor/index.ts";
import { type ModelInfo, modelInfo } from "./model-info.ts";
import { writeNpz } from "./npz.ts";
import { encodeTable } from "./pytorch/encode-table.ts";
import { writeForward } from "./pytorch/forward.ts";
import { ModuleList } from "./pytorch/module-list.ts";
import { channelShape, type TrainedModel, targetDtype, trainedTensors } from "./trained-model.ts";

export interface PytorchExport {
  /** A Python file; save it as any module name, such as model.py. */
  readonly source: string;
  /** An .npz file whose names are those of the state_dict; save it beside under the same name, such as model.npz. */
  readonly weights: Uint8Array;
}

/**
 * Writes a model as a PyTorch `nn.Module` with named layers, dropout and batch normalisation included, so that it can
 * be trained further. Like the ONNX export it takes raw values and, for regression, predicts in the targets' own units.
 * Needs PyTorch 1.13 or newer and NumPy, nothing else.
 *
 * @throws {InputError} if network, weights and data set do not fit together.
 * @throws {ModelError} if the network uses an operation without PyTorch form.
 */
export function exportPytorch(model: TrainedModel): PytorchExport {
  const { network, dataset } = model;
  const modules = new ModuleList();
  const addBuffers = (
    label: string,
    { mean, std }: Standardization,
    shape: Shape,
    dtype: "float32" | "float64",
  ): void => {
    modules.buffer(tensor(dtype, shape, mean), `${label}_mean`);
    modules.buffer(tensor(dtype, shape, std), `${label}_std`);
  };
  const { encoding, standardization } = dataset;
  const first = ["x = (x.float() - self.input_mean) / self.input_std"];
  const entry = encoding === null ? first : encodeTable(modules, encoding, standardization);
  if (encoding === null) addBuffers("input", standardization, channelShape(dataset.task.inputShape), "float32");
  const { lines, output } = writeForward(network, trainedTensors(model), modules);
  let result = output;
  if (dataset.targetStandardization !== null) {
    const dtype = targetDtype(dataset.targetStandardization);
    addBuffers("target", dataset.targetStandardization, [1, dataset.task.outputs], dtype);
    result = `${output}${dtype === "float64" ? ".double()" : ""} * self.target_std + self.target_mean`;
  }
  const body = [...entry, ...lines, `return ${result}`];
  return { source: writeModule(model, modules.lines, body), weights: writeNpz(modules.state) };
}

function writeModule(model: TrainedModel, init: readonly string[], forward: readonly string[]): string {
  const indented = (lines: readonly string[]): string => lines.map((line) => `        ${line}\n`).join("");
  return `"""${docstring(modelInfo(model), model.description)}"""
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F


class Network(nn.Module):
    def __init__(self):
        super().__init__()
${indented(init)}
    def forward(self, x):
${indented(forward)}

def load(weights=Path(__file__).with_suffix(".npz")):
    """Return the trained network, ready for inference."""
    network = Network()
    with np.load(weights) as arrays:
        network.load_state_dict({name: torch.from_numpy(arrays[name]) for name in arrays.files})
    return network.eval()
`;
}

function docstring(info: ModelInfo, description: string): string {
  const { task, labels, input, dataset } = info;
  const isClass = task === "classification";
  const metrics = info.metrics.map(({ name, unit, value }) => `${name} ${value}${unit === "1" ? "" : ` ${unit}`}`);
  const text = `Network found by Espalier ${info.version}.

Task: ${task}, ${labels.length} ${isClass ? "classes" : "targets"}: ${labels.join(", ")}
Input: ${input.dtype} [N, ${input.shape.join(", ")}], raw values as in the data set (${input.valueRange.join(" to ")})
${(input.columns ?? []).map(describeColumn).join("")}Output: ${isClass ? "logits" : "predictions in the units of the targets"} [N, ${labels.length}]
Data set: ${dataset.name} (${dataset.source}), sha256 ${dataset.hash}
Space: ${info.space}
Architecture: ${canonicalJson(info.architecture)}
${description.replace(/^/gm, "    ")}
Seed: ${info.seed}
Metrics: ${metrics.join(", ") || "none"}

Keep the .npz file of weights beside this file under the same name. With both named model:

    from model import load

    network = load()
    output = network(torch.zeros(1, ${input.shape.join(", ")}${input.dtype === "float64" ? ", dtype=torch.float64" : ""}))

For training call network.train(); dropout and batch normalisation then work as in the search.
`;
  return text.replaceAll("\\", "\\\\").replaceAll('"""', '\\"\\"\\"').replaceAll("\0", "");
}

/** The most categories that the docstring lists of a column. */
const MOST_VALUES = 50;

function describeColumn(column: TableColumn, index: number): string {
  const { name, kind } = column;
  const meaning = {
    number: "number",
    date: "date in days since 1970-01-01 UTC",
    category: "index of a category",
  }[kind];
  const values = column.kind === "category" ? column.values : [];
  const listed = values.slice(0, MOST_VALUES).map((value, i) => `${i} ${JSON.stringify(value)}`);
  const more = values.length > MOST_VALUES ? ", ..." : "";
  return `    ${index} ${JSON.stringify(name)}: ${meaning}${listed.length > 0 ? ` (${listed.join(", ")}${more})` : ""}, NaN if missing\n`;
}
