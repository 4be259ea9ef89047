/** @file Says what was made of images: their size, what cropping cost, grey or colour. */

import { counted } from "./counted.ts";
import type { Finding } from "./finding.ts";
import type { ImageSize } from "./image-file.ts";

export interface ImagesRead {
  /** Of the square that all were scaled to. */
  readonly side: number;
  /** True if the caller set the side. */
  readonly isGiven: boolean;
  /** As stored, at least one. */
  readonly sizes: readonly ImageSize[];
  readonly greys: number;
}

/** Findings on the size, the crop and the colours of images. */
export function describeImages({ side, isGiven, sizes, greys }: ImagesRead): Finding[] {
  const findings: Finding[] = [];
  const guess = (text: string): number => findings.push({ kind: "guessed", text });
  const first = show(sizes[0] as ImageSize);
  const isCapped = Math.min((sizes[0] as ImageSize).width, (sizes[0] as ImageSize).height) > side;
  if (!isGiven) {
    const why = isCapped ? `the most by default, as the first is ${first}` : `the shorter side of the first, ${first}`;
    guess(`images are scaled to ${side}x${side}, ${why}${range(sizes)} (image size changes it)`);
  }
  const cropped = sizes.filter(({ width, height }) => width !== height);
  if (cropped.length > 0) {
    const most = Math.max(...cropped.map(({ width, height }) => 1 - Math.min(width, height) / Math.max(width, height)));
    guess(
      `${counted(cropped.length, "image is", "images are")} not square and cropped about the centre, ` +
        `which takes ${Math.round(100 * most)} % at most`,
    );
  }
  if (greys === sizes.length) guess("all images are grey: they are read as one channel");
  else if (greys > 0) guess(`${greys} of ${sizes.length} images are grey: all are read as red, green and blue`);
  return findings;
}

function range(sizes: readonly ImageSize[]): string {
  const byArea = sizes.toSorted((a, b) => a.width * a.height - b.width * b.height);
  const [least, greatest] = [show(byArea[0] as ImageSize), show(byArea.at(-1) as ImageSize)];
  return least === greatest ? "" : `; they are ${least} to ${greatest}`;
}

function show({ width, height }: ImageSize): string {
  return `${width}x${height}`;
}
