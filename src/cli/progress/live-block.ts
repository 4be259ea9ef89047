/** @file A few lines at the end of a terminal that are written over and over. */

/** The part of a terminal's stream that is used. */
export interface BlockStream {
  readonly columns?: number;
  write(text: string): unknown;
}

const CLEAR_BELOW = "\u001b[0J";

/** Rewrites its lines in place. */
export class LiveBlock {
  readonly #stream: BlockStream;
  #height = 0;

  constructor(stream: BlockStream) {
    this.#stream = stream;
  }

  /** Shows these lines in place of the last ones, each cut to the width of the terminal. */
  update(lines: readonly string[]): void {
    // A terminal may not know its size and say 0.
    const width = (this.#stream.columns || 80) - 1;
    this.#stream.write(`${this.#home()}${lines.map((line) => `${cut(line, width)}\n`).join("")}`);
    this.#height = lines.length;
  }

  /** Takes the lines away. */
  clear(): void {
    if (this.#height > 0) this.#stream.write(this.#home());
    this.#height = 0;
  }

  #home(): string {
    return this.#height === 0 ? "" : `\u001b[${this.#height}A\r${CLEAR_BELOW}`;
  }
}

/** Cuts a text to so many visible characters; colour codes are kept and do not count. */
export function cut(text: string, width: number): string {
  let left = width;
  return text
    .split(ESCAPES)
    .map((piece, i) => {
      if (i % 2 === 1) return piece;
      const kept = [...piece].slice(0, Math.max(0, left)).join("");
      left -= [...piece].length;
      return kept;
    })
    .join("");
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: colour codes begin with the escape character.
const ESCAPES = /(\u001b\[[\d;]*m)/;
