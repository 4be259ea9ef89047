/**
 * @file A model in a page: opens the files that `espalier export --format web` writes and predicts from image files or rows.
 * Needs onnxruntime-web, which is handed in, and the files beside it; nothing else.
 */
import { coverSquare, type Pixels, toChannels } from "../../data/resize.ts";
import { type Prediction, readPrediction } from "../read-prediction.ts";
import { decodeImage } from "./decode-image.ts";
import { type Cell, rowCells, type TableInput } from "./row-input.ts";

/** What is needed of onnxruntime-web: `import * as ort from "onnxruntime-web"` fits. */
export interface Runtime {
  readonly InferenceSession: { create(model: Uint8Array): Promise<Session> };
  readonly Tensor: {
    new (type: "float32", data: Float32Array, shape: readonly number[]): object;
    new (type: "float64", data: Float64Array, shape: readonly number[]): object;
  };
}

export interface Session {
  run(inputs: Readonly<Record<string, object>>): Promise<Readonly<Record<string, { readonly data: unknown }>>>;
}

/** The content of model.json: what the model takes and gives. */
export interface Card {
  readonly task: "classification" | "regression";
  /** Classes in the order of the logits, or targets in the order of the predictions. */
  readonly labels: readonly string[];
  readonly input: Partial<TableInput> & {
    readonly name: string;
    /** Of one example. */
    readonly shape: readonly number[];
    readonly dtype: "float32" | "float64";
    /** Of images: the values that black and white are fed as. */
    readonly image?: { readonly levels: readonly [black: number, white: number] };
  };
  readonly output: { readonly name: string };
}

export interface OpenModel {
  readonly card: Card;
  /** Says what an image file shows: PNG, JPEG, WebP or whatever the browser can decode. */
  predictImage(image: Blob): Promise<Prediction>;
  /** Says what pixels show, such as those of a camera; from red, green and blue, or grey. */
  predictPixels(pixels: Pixels): Promise<Prediction>;
  /** Says what a row comes to: a value for every column by its name, null where it is missing. */
  predictRow(row: Readonly<Record<string, Cell>>): Promise<Prediction>;
  /** Predicts from raw values of one example, in the order and shape that model.json names. */
  predict(values: ArrayLike<number>): Promise<Prediction>;
}

export interface OpenOptions {
  readonly ort: Runtime;
  /** URL of the folder with model.json and model.onnx, ending in a slash. Default: that of this script. */
  readonly folder?: string | URL;
}

/**
 * Loads a model.
 *
 * @throws {Error} if a file cannot be loaded, or the runtime refuses the model.
 * @example
 * const model = await openModel({ ort });
 * const { label, probability } = await model.predictImage(file);
 */
export async function openModel({ ort, folder = new URL(".", import.meta.url) }: OpenOptions): Promise<OpenModel> {
  const card = (await (await load(folder, "model.json")).json()) as Card;
  const bytes = new Uint8Array(await (await load(folder, "model.onnx")).arrayBuffer());
  const session = await ort.InferenceSession.create(bytes);
  const { task, labels, input, output } = card;
  const predict = async (values: ArrayLike<number>): Promise<Prediction> => {
    const shape = [1, ...input.shape];
    const size = shape.reduce((product, length) => product * length, 1);
    if (values.length !== size) {
      throw new TypeError(`Cannot predict: found ${values.length} values, expected ${size} of shape [${input.shape}]`);
    }
    const fed =
      input.dtype === "float64"
        ? new ort.Tensor("float64", Float64Array.from(values), shape)
        : new ort.Tensor("float32", Float32Array.from(values), shape);
    const results = await session.run({ [input.name]: fed });
    return readPrediction(task, labels, Array.from(results[output.name]?.data as ArrayLike<number>, Number));
  };
  const predictPixels = (pixels: Pixels): Promise<Prediction> => predict(imageValues(card, pixels));
  return {
    card,
    predict,
    predictPixels,
    predictImage: async (image) => predictPixels(await decodeImage(image)),
    predictRow: async (row) => {
      if (input.columns === undefined) throw new TypeError("Cannot predict from a row: the model takes images");
      return predict(rowCells({ ...input, columns: input.columns }, row));
    },
  };
}

/**
 * The raw values of an image as a model takes them: cut to a square, resized, as planes, [channels, side, side].
 *
 * @throws {TypeError} if the model takes no images.
 */
export function imageValues({ input }: Pick<Card, "input">, pixels: Pixels): Float32Array {
  const [channels, side] = input.shape;
  if (input.image === undefined || side === undefined) {
    throw new TypeError("Cannot predict from an image: the model takes rows of a table");
  }
  const [black, white] = input.image.levels;
  const planes = toChannels(coverSquare(pixels, side), channels === 1 ? 1 : 3);
  const scale = (white - black) / 255;
  return Float32Array.from(planes, (level) => black + level * scale);
}

async function load(folder: string | URL, name: string): Promise<Response> {
  const url = new URL(name, new URL(folder, import.meta.url));
  const response = await fetch(url);
  if (!response.ok) throw new Error(`Cannot load ${url}: status ${response.status}, expected the exported file`);
  return response;
}
