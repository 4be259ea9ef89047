/** @file The checksum of TFRecord files. */

/** For each byte, what it changes in the checksum: division by the Castagnoli polynomial, lowest bit first. */
const table: Uint32Array = Uint32Array.from({ length: 256 }, (_, byte) => {
  let rest = byte;
  for (let bit = 0; bit < 8; bit++) rest = (rest >>> 1) ^ (rest & 1 ? 0x82f63b78 : 0);
  return rest;
});

/** The CRC-32C of bytes, in [0, 2^32). (The CRC-32 of node:zlib divides by another polynomial.) Source: RFC 3720, B.4. */
export function crc32c(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = (crc >>> 8) ^ (table[(crc ^ byte) & 0xff] as number);
  return (crc ^ 0xffffffff) >>> 0;
}
