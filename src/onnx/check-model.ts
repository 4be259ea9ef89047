/** @file What a model of unknown origin must keep before a runtime sees it: a runtime takes its sizes for granted. */
import { sizeOf } from "../tensor/index.ts";
import { elementBytes, knownDtypeOf } from "./import/known.ts";
import { type GraphProto, readModel, type TensorProto, type ValueInfoProto } from "./model-proto.ts";
import { unreadable } from "./unreadable.ts";

/** Elements that an input or output may have by its fixed sizes; 8 GiB of float32. */
const MOST_ELEMENTS = 2 ** 31;
/** Versions of the file format that exist, with room for some to come. */
const versions = { least: 1, greatest: 64 };

/**
 * Checks the parts of a model that sizes and memory follow from: its version, the tensors it holds against their bytes, and
 * the declared sizes of inputs and outputs. Operators and attributes are the runtime's to judge.
 *
 * @throws {ModelError} naming what is wrong.
 */
export function checkModel(bytes: Uint8Array): void {
  const { irVersion, graph } = readModel(bytes);
  if (!(irVersion >= versions.least && irVersion <= versions.greatest)) {
    unreadable("model", `its ir_version is ${irVersion ?? "missing"}`, `${versions.least} to ${versions.greatest}`);
  }
  checkGraph(graph);
  for (const info of [...graph.input, ...graph.output]) checkPort(info);
}

function checkGraph({ initializer, node, valueInfo = [] }: GraphProto): void {
  for (const proto of initializer) checkTensor(proto);
  for (const info of valueInfo) checkPort(info);
  for (const { attribute } of node) {
    for (const { t, g } of attribute) {
      if (t) checkTensor(t);
      if (g) checkGraph(g);
    }
  }
}

/** Of types nothing here reads, such as text or halves, the sizes alone. */
function checkTensor(proto: TensorProto): void {
  const what = `tensor ${proto.name ?? ""}`;
  const { dims, dataType, dataLocation, rawData } = proto;
  if (dataLocation) unreadable(what, "its data are in another file", "data inside the model");
  checkSizes(what, dims);
  const dtype = knownDtypeOf(dataType ?? 0);
  if (!dtype) return;
  const size = sizeOf(dims);
  const lists = [proto.floatData, proto.doubleData, proto.int32Data, proto.int64Data, proto.uint64Data];
  const listed = lists.find((list) => list?.length);
  if (listed && listed.length !== size) unreadable(what, `${listed.length} elements`, `${size} for shape [${dims}]`);
  const expected = size * elementBytes(dtype);
  const found = rawData?.length ?? 0;
  if (!listed && found !== expected) unreadable(what, `${found} bytes`, `${expected} for ${dtype} [${dims}]`);
}

function checkPort({ name, type }: ValueInfoProto): void {
  const dims = type?.tensorType?.shape?.dim ?? [];
  checkSizes(
    `value ${name}`,
    dims.flatMap(({ dimValue }) => dimValue ?? []),
  );
}

function checkSizes(what: string, dims: readonly number[]): void {
  if (dims.some((d) => d < 0)) unreadable(what, `shape [${dims}]`, "dimensions >= 0");
  // Sizes of 0 must not hide what others multiply to.
  const product = sizeOf(dims.map((d) => Math.max(d, 1)));
  if (product > MOST_ELEMENTS) unreadable(what, `shape [${dims}] of ${product} elements`, `${MOST_ELEMENTS} at most`);
}
