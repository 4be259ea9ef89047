/** @file Colour where it is wanted. */

export interface Style {
  accent(text: string): string;
  faint(text: string): string;
}

/** A stream as far as its looks go. */
export interface Terminal {
  readonly isTTY?: boolean;
}

/**
 * Colours for a stream: only on a terminal that is not dumb, and never where `NO_COLOR` is set (https://no-color.org).
 */
export function styleFor(stream: Terminal, env: NodeJS.ProcessEnv): Style {
  const isPlain = !stream.isTTY || env.TERM === "dumb" || (env.NO_COLOR ?? "") !== "";
  const paint = (code: number) => (text: string) => (isPlain ? text : `\u001b[${code}m${text}\u001b[0m`);
  return { accent: paint(36), faint: paint(2) };
}
