import fc from "fast-check";
import sharp from "sharp";
import { expect, test } from "vitest";
import { coverSquare, isGrey, type Pixels, toChannels } from "../../src/data/resize.ts";

const grey = (width: number, height: number, at: (x: number, y: number) => number): Pixels => ({
  data: Uint8Array.from({ length: width * height }, (_, i) => at(i % width, Math.floor(i / width))),
  width,
  height,
  channels: 1,
});

/** The first plane. */
const plane = (pixels: Pixels, side: number): number[] => [...coverSquare(pixels, side).subarray(0, side * side)];

test("coverSquare() keeps pixels that need no resizing, and cuts the middle out", () => {
  expect(
    plane(
      grey(5, 2, (x, y) => 10 * x + y),
      2,
    ),
  ).toEqual([10, 20, 11, 21]);
  expect(
    plane(
      grey(2, 5, (x, y) => 10 * x + y),
      2,
    ),
  ).toEqual([1, 11, 2, 12]);
});

test("coverSquare() weighs by a triangle: as wide as two output pixels where it shrinks, bilinear where it enlarges", () => {
  // Weights by hand: distances of 0.5 and 1.5 from the centre at 1, support 2, those beyond the edge left out.
  const halved = plane(
    grey(4, 4, (x) => [0, 80, 160, 240][x] as number),
    2,
  );
  const first = (0 * 0.75 + 80 * 0.75 + 160 * 0.25) / 1.75;
  expect(halved.slice(0, 2)).toEqual([Math.round(first), Math.round(240 - first)]);
  // Output centres at 0.25, 0.75, 1.25 and 1.75 of two input pixels with centres at 0.5 and 1.5.
  expect(
    plane(
      grey(2, 2, (x) => 100 * x),
      4,
    ).slice(0, 4),
  ).toEqual([0, 25, 75, 100]);
});

test("coverSquare() leaves an even image as it is, whatever its size", () => {
  const sizes = fc.integer({ min: 1, max: 40 });
  fc.assert(
    fc.property(sizes, sizes, sizes, fc.integer({ min: 0, max: 255 }), (width, height, side, value) => {
      expect(
        new Set(
          coverSquare(
            grey(width, height, () => value),
            side,
          ),
        ),
      ).toEqual(new Set([value]));
    }),
  );
});

test("coverSquare() gives the same of grey, colour and opaque pixels, and lays transparent ones on black", () => {
  const values = [10, 20, 30, 250];
  const of = (channels: 1 | 2 | 3 | 4, alpha = 255): Pixels => {
    const pixel = (value: number): number[] => {
      const colours = channels < 3 ? [value] : [value, value, value];
      return channels % 2 === 0 ? [...colours, alpha] : colours;
    };
    return { data: Uint8Array.from(values.flatMap(pixel)), width: 2, height: 2, channels };
  };
  const expected = coverSquare(of(1), 3);

  for (const channels of [2, 3, 4] as const) expect(coverSquare(of(channels), 3)).toEqual(expected);
  for (const channels of [2, 4] as const) {
    expect(new Set(coverSquare(of(channels, 0), 3))).toEqual(new Set([0]));
    expect([...coverSquare(of(channels, 128), 2).subarray(0, 4)]).toEqual([5, 10, 15, 125]);
  }
});

test("coverSquare() is near to what an image library makes of a photograph", async () => {
  const size = { width: 150, height: 100, channels: 3 } as const;
  const data = await sharp({
    create: { ...size, background: "black", noise: { type: "gaussian", mean: 128, sigma: 40 } },
  })
    .blur(3)
    .raw()
    .toBuffer();
  const expected = await sharp(data, { raw: size }).resize(20, 20, { fit: "cover", kernel: "linear" }).raw().toBuffer();

  const planes = coverSquare({ data, ...size }, 20);

  const differences = Array.from(
    planes,
    (value, i) => value - (expected[(i % 400) * 3 + Math.floor(i / 400)] as number),
  );
  expect(Math.max(...differences.map(Math.abs))).toBeLessThan(8);
});

test("toChannels() keeps grey as it is and weighs colours by their brightness", () => {
  const shades = Uint8Array.from({ length: 3 * 256 }, (_, i) => i % 256);

  expect(isGrey(shades)).toBe(true);
  expect(toChannels(shades, 1)).toEqual(shades.slice(0, 256));
  expect(toChannels(shades, 3)).toBe(shades);
  expect([...toChannels(Uint8Array.of(255, 0, 0, 0, 255, 0, 0, 0, 255), 1)]).toEqual([76, 150, 29]);
  expect(isGrey(Uint8Array.of(1, 1, 2))).toBe(false);
});
