/** @file The macro space of TransNAS-Bench-101: what each of four to six modules does to the image and its channels. */
import { SpaceError } from "../../base/index.ts";
import { choice, list } from "../declare/index.ts";
import { defineSpace } from "../define-space.ts";
import type { SearchSpace } from "../space.ts";
import { withText } from "../with-text.ts";
import { checkedOptions, type TransnasOptions } from "./transnas-micro.ts";
import {
  buildModules,
  doublesChannels,
  halvesImage,
  type ModuleDigit,
  moduleDigits,
  residualBlock,
} from "./transnas-network.ts";

const effects = { "1": "plain", "2": "channels x2", "3": "image /2", "4": "channels x2, image /2" } as const;

/**
 * Creates the macro space of TransNAS-Bench-101: 3,256 networks of four to six modules of residual blocks, one to four
 * of which halve the image and one to three of which double the channels. An architecture is the benchmark's own text,
 * `64-1234-basic`, with a digit a module: 1 neither, 2 doubles the channels, 3 halves the image, 4 both. The text always
 * says 64 channels; how many are built is an option. Takes images.
 *
 * @throws {InputError} if an option is wrong.
 * Source: Duan et al. 2021, "TransNAS-Bench-101: Improving Transferability and Generalizability of Cross-Task NAS".
 * Differs: see `buildModules`.
 */
export function transnasMacro(options: TransnasOptions = {}): SearchSpace<string> {
  const { channels, blocks } = checkedOptions("transnas-macro", options);
  const space = defineSpace({
    name: `transnas-macro(channels=${channels},blocks=${blocks})`,
    input: "image",
    decisions: { modules: list({ min: 4, max: 6, of: { effect: choice(moduleDigits) } }) },
    forbid: [
      { why: "one to four modules halve the image", test: (arch) => !isWithin(count(arch, halvesImage), 1, 4) },
      {
        why: "one to three modules double the channels",
        test: (arch) => !isWithin(count(arch, doublesChannels), 1, 3),
      },
    ],
    build: (arch, net) => buildModules(net, digitsOf(arch), { channels, blocks }, residualBlock),
    describe: (arch) =>
      digitsOf(arch)
        .map((digit, i) => `module ${i + 1}: ${effects[digit]}`)
        .join("\n"),
    toDag: (arch) => {
      const labels = ["input", ...digitsOf(arch).map((digit) => effects[digit]), "output"];
      return { labels, edges: labels.slice(1).map((_, i) => [i, i + 1] as const) };
    },
  });
  return withText<Macro>(space, {
    example: "64-1234-basic",
    format: (arch) => `64-${digitsOf(arch).join("")}-basic`,
    read: readMacro,
  });
}

type Macro = { readonly modules: readonly { readonly effect: ModuleDigit }[] };

function digitsOf(arch: Macro): ModuleDigit[] {
  return arch.modules.map((module) => module.effect);
}

function count(arch: Macro, test: (digit: ModuleDigit) => boolean): number {
  return digitsOf(arch).filter(test).length;
}

function isWithin(value: number, least: number, most: number): boolean {
  return value >= least && value <= most;
}

function readMacro(text: string): unknown {
  const match = /^64-(.*)-basic$/.exec(text);
  if (match !== null) return { modules: [...(match[1] as string)].map((effect) => ({ effect })) };
  throw new SpaceError(
    `Cannot read a TransNAS-Bench macro network: it is "${text}", expected text such as 64-1234-basic`,
  );
}
