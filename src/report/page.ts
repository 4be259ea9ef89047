/** @file The frame of every page: one HTML file that loads nothing. */
import { html, type Markup } from "./html.ts";
import { pageScript } from "./page-script.ts";
import { pageStyle } from "./page-style.ts";

export interface Page {
  readonly title: string;
  /** What stands in the page's main part. */
  readonly body: Markup;
  /** Rules after those of every page. */
  readonly style?: string;
}

/** Renders a page. Its tables can be sorted by its script; what is shown first is there without. Equal input gives equal text. */
export function renderPage({ title, body, style = "" }: Page): string {
  const { markup } = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
<title>${title} – Espalier</title>
<style>${{ markup: pageStyle + style }}</style>
</head>
<body>
<main>
${body}
</main>
<script>${{ markup: pageScript }}</script>
</body>
</html>
`;
  return markup;
}
