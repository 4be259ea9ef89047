import { defineConfig, type ViteUserConfig } from "vitest/config";

const config: ViteUserConfig = defineConfig({
  resolve: { alias: [{ find: /^espalier$/, replacement: new URL("./src/index.ts", import.meta.url).pathname }] },
  test: {
    include: ["test/**/*.test.ts"],
    testTimeout: 240_000,
    hookTimeout: 240_000,
    // One fork a test file: onnxruntime keeps memory per process, and a native abort must not take other files along.
    pool: "forks",
    maxWorkers: 2,
  },
});

export default config;
