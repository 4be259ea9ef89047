/** @file Versions of what produces results. */
import { createRequire } from "node:module";

export interface Versions {
  readonly espalier: string;
  readonly onnxruntime: string;
  readonly node: string;
}

/** Versions of Espalier, of the runtime it trains with, and of Node.js. */
export function readVersions(): Versions {
  const require = createRequire(import.meta.url);
  const versionOf = (path: string): string => (require(path) as { version: string }).version;
  return {
    espalier: versionOf("../../package.json"),
    onnxruntime: versionOf("onnxruntime-node/package.json"),
    node: process.versions.node,
  };
}
