/** @file Readers of what follows from constants alone. */
import { type Shape, sizeOf } from "../../../tensor/index.ts";
import { arrayOf, isSmall, type Known, type KnownDtype, known } from "../known.ts";
import { countTo, type Reader, type Readers } from "../reader.ts";

/** A tensor or numbers, whichever one attribute the node has. */
const constant: Reader = (node) => {
  const held = node.tensor("value");
  if (held) return [held];
  if (node.gives("value_float")) return [known("float32", [], [node.float("value_float", 0)])];
  if (node.gives("value_int")) return [known("int64", [], [node.int("value_int", 0)])];
  for (const [name, dtype] of [
    ["value_floats", "float32"],
    ["value_ints", "int64"],
  ] as const) {
    if (!node.gives(name)) continue;
    const values = (dtype === "float32" ? node.floats(name) : node.ints(name)) ?? [];
    return [known(dtype, [values.length], values)];
  }
  return node.fail("holds no tensor or number", "one");
};

const constantOfShape: Reader = (node) => {
  const shape = node.numbers(0, "shape") as number[];
  if (shape.some((d) => d < 0)) node.fail(`has shape [${shape}]`, "sizes of at least 0");
  const fill = node.tensor("value") ?? known("float32", [1], [0]);
  if (fill.data.length !== 1) node.fail(`has a value of ${fill.data.length} elements`, "one");
  if (!isSmall(shape)) {
    const one = node.constant({ ...fill, shape: [] });
    return [node.graph.op("Expand", [one], { shape })];
  }
  const data = arrayOf(fill.dtype, sizeOf(shape));
  data.fill(fill.data[0] as never);
  return [{ dtype: fill.dtype, shape, data }];
};

/** Elements that a range may have. */
const LONGEST_RANGE = 2 ** 18;

const range: Reader = (node) => {
  if (node.gives("stash_type")) node.int("stash_type");
  const names = ["start", "limit", "step"];
  const bounds = names.map((name, i) => node.known(i, name) as Known);
  const [start, limit, step] = names.map((name, i) => node.number(i, name)) as [number, number, number];
  const { dtype } = bounds[0] as Known;
  if (bounds.some((bound) => bound.dtype !== dtype)) node.fail("has bounds of several types", "one");
  const count = Math.max(Math.ceil((limit - start) / step), 0);
  if (step === 0 || !(count <= LONGEST_RANGE))
    node.fail(`counts ${start}, ${limit}, ${step}`, `up to ${LONGEST_RANGE} numbers`);
  return [
    known(
      dtype,
      [count],
      countTo(count).map((i) => start + i * step),
    ),
  ];
};

const eyeLike: Reader = (node) => {
  const shape = node.shapeOf(0);
  if (shape.length !== 2 || !isSmall(shape)) node.fail(`makes ones of shape [${shape}]`, "a small matrix");
  const [rows, columns] = shape as readonly [number, number];
  const k = node.int("k", 0);
  const dtype = node.dtype("dtype") ?? node.dtypeOf(0);
  return [filled(dtype, shape, (flat) => Number((flat % columns) - Math.floor(flat / columns) === k && rows > 0))];
};

function filled(dtype: KnownDtype, shape: Shape, value: (flat: number) => number): Known {
  return known(dtype, shape, countTo(sizeOf(shape)).map(value));
}

export const constantReaders: Readers = {
  Constant: constant,
  ConstantOfShape: constantOfShape,
  Range: range,
  EyeLike: eyeLike,
};
