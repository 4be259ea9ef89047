/** @file Small images as files, for folders made by tests. */
import sharp from "sharp";

/** A grey image whose pixels depend on its number, so that no two are equal. */
export function picture(number: number, width = 8, height: number = width): Promise<Uint8Array> {
  const pixels = Uint8Array.from({ length: width * height }, (_, i) => (i * 7 + number * 31) % 256);
  return sharp(pixels, { raw: { width, height, channels: 1 } })
    .png()
    .toBuffer();
}

/** So many images in each of these folders, all different. */
export async function pictures(folders: readonly string[], count = 3): Promise<Record<string, Uint8Array>> {
  const files: Record<string, Uint8Array> = {};
  let number = 0;
  for (const folder of folders) {
    for (let index = 0; index < count; index++) files[`${folder}/${index}.png`] = await picture(number++);
  }
  return files;
}
