import { accessSync, constants } from "node:fs";
import { expect, test } from "vitest";

test("the built command may be executed after every build, as npx links it once only", () => {
  const entry = new URL("../../dist/cli/main.js", import.meta.url);

  expect(() => accessSync(entry, constants.X_OK)).not.toThrow();
});
