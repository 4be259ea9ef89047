import { expect, it } from "vitest";
import { insertExample } from "../../tools/sync-readme.ts";

const readme = `# Title

<!-- example 01: written by tools/sync-readme.ts -->

old text

<!-- /example 01 -->

Rest.
`;

it("insertExample() puts the code between the markers and leaves the rest", () => {
  const text = insertExample(readme, 'import "espalier";\n');

  expect(text).toContain('```ts\nimport "espalier";\n```');
  expect(text).not.toContain("old text");
  expect(text.startsWith("# Title\n")).toBe(true);
  expect(text.endsWith("<!-- /example 01 -->\n\nRest.\n")).toBe(true);
});

it("insertExample() changes nothing the second time", () => {
  const once = insertExample(readme, "const price = '$&';");

  expect(insertExample(once, "const price = '$&';")).toBe(once);
});

it("insertExample() refuses a text without markers", () => {
  expect(() => insertExample("# Title\n", "code")).toThrow("no place for it");
});
