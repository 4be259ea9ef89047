/** @file Bytes to text, strictly: whole lines at a time, so that a bad byte is found with its place. */
import { TextDecoder } from "node:util";
import { DataError, InputError } from "../../base/index.ts";

/** Text of whole lines; the last block may end without a line end. */
export interface TextBlock {
  readonly text: string;
  readonly isLast: boolean;
}

/** A longer line than this is no line of a table. */
const LONGEST_LINE = 2 ** 24;

const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;

/**
 * Decodes the bytes of a table: UTF-8, or UTF-16 where a byte order mark says so, or `encoding`.
 *
 * @param name  Of the table, for errors.
 * @param encoding  A label that `TextDecoder` knows.
 * @throws {InputError} if `encoding` is unknown or the byte order mark says another.
 * @throws {DataError} naming line and byte of the first one that is none of the encoding, or NUL.
 */
export async function* readTextBlocks(
  name: string,
  bytes: AsyncIterable<Uint8Array>,
  encoding?: string,
): AsyncGenerator<TextBlock> {
  let decoder: LineDecoder | undefined;
  let pending: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of bytes) {
    pending.push(chunk);
    size += chunk.length;
    const last = decoder === undefined ? undefined : decoder.unitSize;
    // Joined only where a line can end in it: a long line in many pieces is not copied again for each of them.
    if (last !== undefined && !chunk.includes(LINE_FEED) && !chunk.includes(CARRIAGE_RETURN) && size < LONGEST_LINE) {
      continue;
    }
    const block: Uint8Array = pending.length === 1 ? chunk : Buffer.concat(pending);
    if (decoder === undefined && block.length < 4) continue;
    decoder ??= startDecoder(name, block, encoding);
    const end = decoder.lastLineEnd(block);
    if (end > 0) yield { text: decoder.decode(block.subarray(0, end)), isLast: false };
    const rest = block.subarray(end);
    if (rest.length >= LONGEST_LINE) decoder.failTooLong();
    // Copied, or it would keep the whole block.
    pending = rest.length > 0 ? [new Uint8Array(rest)] : [];
    size = rest.length;
  }
  const block = Buffer.concat(pending);
  decoder ??= startDecoder(name, block, encoding);
  yield { text: decoder.decode(block), isLast: true };
}

type Mark = "utf-8" | "utf-16le" | "utf-16be";

const marks: readonly (readonly [Mark, readonly number[]])[] = [
  ["utf-8", [0xef, 0xbb, 0xbf]],
  ["utf-16le", [0xff, 0xfe]],
  ["utf-16be", [0xfe, 0xff]],
];

function startDecoder(name: string, start: Uint8Array, encoding: string | undefined): LineDecoder {
  const [mark, pattern = []] = marks.find(([, bytes]) => bytes.every((byte, at) => start[at] === byte)) ?? [];
  const given = encoding === undefined ? undefined : knownEncoding(name, encoding);
  if (mark !== undefined && given !== undefined && mark !== given) {
    throw new InputError(
      `Cannot read table ${name}: encoding is "${encoding}", expected ${mark} as its byte order mark says`,
    );
  }
  return new LineDecoder(name, given ?? mark ?? "utf-8", pattern.length);
}

function knownEncoding(name: string, label: string): string {
  try {
    return new TextDecoder(label).encoding;
  } catch (cause) {
    throw new InputError(
      `Cannot read table ${name}: encoding is "${label}", expected a name such as utf-8, latin1, windows-1250 or utf-16le`,
      { cause },
    );
  }
}

/** Decodes blocks of whole lines one by one and keeps count of where it is. */
class LineDecoder {
  /** Bytes of the shortest character. */
  readonly unitSize: number;
  private readonly name: string;
  private readonly encoding: string;
  private readonly decoder: TextDecoder;
  private skip: number;
  private offset = 0;
  private line = 1;

  constructor(name: string, encoding: string, markLength: number) {
    this.name = name;
    this.encoding = encoding;
    this.unitSize = encoding.startsWith("utf-16") ? 2 : 1;
    this.decoder = strictDecoder(encoding);
    this.skip = markLength;
  }

  /** Index after the last line end, 0 where there is none: LF, or CR in a file that knows no other. */
  lastLineEnd(block: Uint8Array): number {
    const feed = this.lastUnit(block, LINE_FEED, block.length);
    if (feed >= 0) return feed + this.unitSize;
    // A CR at the very end may be the first half of CR LF.
    const back = this.lastUnit(block, CARRIAGE_RETURN, block.length - this.unitSize);
    return back + (back >= 0 ? this.unitSize : 1);
  }

  private lastUnit(block: Uint8Array, unit: number, before: number): number {
    if (this.unitSize === 1) return before <= 0 ? -1 : block.lastIndexOf(unit, before - 1);
    const low = this.encoding === "utf-16le" ? 0 : 1;
    // Blocks begin at whole units.
    for (let at = (before & ~1) - 2; at >= 0; at -= 2) {
      if (block[at + low] === unit && block[at + 1 - low] === 0) return at;
    }
    return -1;
  }

  decode(block: Uint8Array): string {
    const bytes = block.subarray(this.skip);
    this.offset += this.skip;
    this.skip = 0;
    let text: string;
    try {
      text = this.decoder.decode(bytes);
    } catch {
      this.failAt(bytes, firstBadByte(bytes, this.encoding));
    }
    const nul = text.indexOf("\0");
    if (nul >= 0) this.failNul(text, nul);
    this.offset += bytes.length;
    this.line += countLineEnds(text);
    return this.encoding === "windows-1252" ? withWindowsSigns(text) : text;
  }

  failTooLong(): never {
    throw new DataError(
      `Cannot read table ${this.name}: line ${this.line} is longer than ${LONGEST_LINE} bytes, expected lines of a table`,
    );
  }

  private failAt(bytes: Uint8Array, at: number): never {
    const before = strictDecoder(this.encoding).decode(bytes.subarray(0, at));
    // UTF-16 without a mark may go wrong late: the NUL before tells more.
    if (before.includes("\0")) this.failNul(before, before.indexOf("\0"));
    const line = this.line + countLineEnds(before);
    const found = bytes[at] === undefined ? "an end" : `byte 0x${bytes[at].toString(16).padStart(2, "0")}`;
    throw new DataError(
      `Cannot read table ${this.name}: line ${line} holds ${found} at offset ${this.offset + at} that is no ${this.encoding}, ` +
        "expected another encoding: --encoding NAME, such as latin1",
    );
  }

  private failNul(text: string, at: number): never {
    const before = text.slice(0, at);
    const offset = this.encoding === "utf-8" ? Buffer.byteLength(before) : at * this.unitSize;
    throw new DataError(
      `Cannot read table ${this.name}: line ${this.line + countLineEnds(before)} holds a NUL at offset ${this.offset + offset}, ` +
        "expected text, perhaps of another encoding: --encoding NAME, such as utf-16le",
    );
  }
}

/** Marks are cut off by hand: only the first block has one. */
function strictDecoder(encoding: string): TextDecoder {
  return new TextDecoder(encoding, { fatal: true, ignoreBOM: true });
}

/** Finds the first byte of the first sequence that cannot be decoded. */
function firstBadByte(bytes: Uint8Array, encoding: string): number {
  const decodes = (length: number, stream: boolean): boolean => {
    try {
      strictDecoder(encoding).decode(bytes.subarray(0, length), { stream });
      return true;
    } catch {
      return false;
    }
  };
  let good = 0;
  let bad = bytes.length + 1;
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    if (decodes(middle, true)) good = middle;
    else bad = middle;
  }
  while (good > 0 && !decodes(good, false)) good--;
  return good;
}

export function countLineEnds(text: string): number {
  let count = 0;
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) count++;
  if (!text.includes("\r")) return count;
  for (let at = text.indexOf("\r"); at >= 0; at = text.indexOf("\r", at + 1)) {
    if (text.charCodeAt(at + 1) !== LINE_FEED) count++;
  }
  return count;
}

/** What windows-1252 has from 0x80 on where latin1 has control characters; some versions of Node mix the two up. */
const WINDOWS_SIGNS = "€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ";

function withWindowsSigns(text: string): string {
  return text.replace(/[\x80-\x9f]/g, (sign) => WINDOWS_SIGNS[sign.charCodeAt(0) - 0x80] as string);
}
