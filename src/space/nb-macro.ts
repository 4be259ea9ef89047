/** @file The NAS-Bench-Macro space: eight layers of MobileNetV2 blocks or none. */
import { checkInteger, mergeSettings, SpaceError } from "../base/index.ts";
import type { Value } from "../graph/index.ts";
import { add, batchNorm, conv2d, globalAveragePool, linear, type NetworkBuilder } from "../nn/index.ts";
import { convBnRelu } from "./conv-blocks.ts";
import { type Slots, slotSpace } from "./slot-space.ts";
import type { SearchSpace } from "./space.ts";

export interface NbMacroOptions {
  /** Channels of the stem, which double at the start of each stage; 32 in the benchmark. Default 8. */
  readonly channels?: number;
}

const blocks = { "0": "identity", "1": "3x3 block, expansion 3", "2": "5x5 block, expansion 6" } as const;
const digits: readonly string[] = Object.keys(blocks);
/** Layers in each stage; the first of a stage halves the image and doubles the channels. */
const stages = [2, 3, 3] as const;
const layers: readonly { readonly reduces: boolean }[] = stages.flatMap((count) =>
  Array.from({ length: count }, (_, i) => ({ reduces: i === 0 })),
);
/** Channels before the classifier, for each channel of the stem. */
const headFactor = 40;

/**
 * Creates the NAS-Bench-Macro space. An architecture is the benchmark's text of eight digits, one a layer: 0 identity,
 * 1 and 2 MobileNetV2 blocks with kernel 3 and expansion 3, kernel 5 and expansion 6. 6,561 architectures build 3,969
 * networks, as an identity that reduces nothing may stand anywhere in its stage. Takes images.
 *
 * @throws {InputError} if an option is wrong.
 * Source: Su et al. 2021, "Prioritized Architecture Sampling with Monto-Carlo Tree Search", and its code.
 */
export function nbMacro(options: NbMacroOptions = {}): SearchSpace<string> {
  const { channels } = mergeSettings("nb-macro", { channels: 8 }, options);
  checkInteger("nb-macro", "channels", channels, 1);
  return slotSpace({
    name: `nb-macro(channels=${channels})`,
    input: "image",
    slots: layers.map((_, i) => ({ name: `layer${i + 1}`, options: digits })),
    example: "22212220",
    format: (values) => values.join(""),
    read: readDigits,
    key: (values) => identitiesLast(values).join(""),
    build: (values, net) => buildNetwork(identitiesLast(values), net, channels),
    describe: (values) =>
      values
        .map((value, i) => `layer ${i + 1}: ${blockName(value)}${layers[i]?.reduces ? ", halving" : ""}`)
        .join("\n"),
    toDag: (values) => {
      const labels = [
        "input",
        ...values.map((value, i) => `${blockName(value)}${layers[i]?.reduces ? " /2" : ""}`),
        "output",
      ];
      return { labels, edges: labels.slice(1).map((_, i) => [i, i + 1] as const) };
    },
  });
}

function readDigits(text: string): Slots {
  if (text.length === layers.length) return [...text];
  throw new SpaceError(
    `Cannot read a NAS-Bench-Macro network: "${text}" has ${text.length} characters, expected ${layers.length} digits`,
  );
}

function blockName(digit: string): string {
  return blocks[digit as keyof typeof blocks];
}

/** Moves identities that reduce nothing to the end of their stage, which does not change the network. */
function identitiesLast(values: Slots): Slots {
  let start = 0;
  return stages.flatMap((count) => {
    const [first, ...rest] = values.slice(start, start + count) as [string, ...string[]];
    start += count;
    const isIdentity = (value: string): boolean => value === "0";
    return [first, ...rest.filter((value) => !isIdentity(value)), ...rest.filter(isIdentity)];
  });
}

function buildNetwork(values: Slots, net: NetworkBuilder, channels: number): Value {
  let x = convBnRelu(net, net.input, { channels, kernel: 3 });
  for (const [i, { reduces }] of layers.entries()) x = buildLayer(net, x, values[i] as string, reduces);
  x = convBnRelu(net, x, { channels: headFactor * channels, kernel: 1 });
  return linear(net, globalAveragePool(net, x), net.task.outputs);
}

function buildLayer(net: NetworkBuilder, x: Value, digit: string, reduces: boolean): Value {
  const before = x.type.shape[1] as number;
  const [channels, stride] = reduces ? [2 * before, 2] : [before, 1];
  if (digit === "0") return reduces ? batchNorm(net, conv2d(net, x, { channels, kernel: 1, stride })) : x;
  const [kernel, expansion] = digit === "1" ? [3, 3] : [5, 6];
  const hidden = expansion * before;
  const wide = convBnRelu(net, x, { channels: hidden, kernel: 1 });
  const spread = convBnRelu(net, wide, { channels: hidden, kernel, stride, groups: hidden });
  const y = batchNorm(net, conv2d(net, spread, { channels, kernel: 1 }));
  return reduces ? y : add(net, [y, x]);
}
