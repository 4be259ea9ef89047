/** Searches a network for a folder of images, one sub-folder a class. */
import { mkdir } from "node:fs/promises";
import { convChain, createRng, loadDataset, search } from "espalier";
import sharp from "sharp";

// Draws 60 pictures of each shape, at random places.
const rng = createRng("shapes");
const shapes = {
  circle: (x: number, y: number) => `<circle cx="${x}" cy="${y}" r="5" />`,
  square: (x: number, y: number) => `<rect x="${x - 5}" y="${y - 5}" width="10" height="10" />`,
  cross: (x: number, y: number) => `<path d="M${x - 5} ${y}h10M${x} ${y - 5}v10" stroke="white" stroke-width="3" />`,
};
for (const [name, draw] of Object.entries(shapes)) {
  await mkdir(`shapes/${name}`, { recursive: true });
  for (let i = 0; i < 60; i++) {
    const svg = `<svg width="16" height="16"><rect width="16" height="16" /><g fill="white">${draw(5 + rng.int(6), 5 + rng.int(6))}</g></svg>`;
    await sharp(Buffer.from(svg)).greyscale().png().toFile(`shapes/${name}/${i}.png`);
  }
}

const data = await loadDataset("shapes", { imageSize: 16 });
const study = await search({
  data,
  space: convChain({ maxDepth: 3, widths: [8, 16] }),
  objectives: ["accuracy", "latency"],
  constraints: ["params<=20000"],
  trials: 8,
  epochs: 10,
  training: { batchSize: 16 },
});

for (const { number, architecture, values } of await study.front()) {
  console.log(`trial ${number}: accuracy ${values?.accuracy?.toFixed(3)}, ${values?.latencyMs?.toFixed(3)} ms`);
  console.log(study.space.describe(architecture));
}
