/** @file MD5, by which published tables name their entries. Not for anything that must resist an attacker. */
import { md5 } from "@noble/hashes/legacy.js";
import { bytesToHex } from "@noble/hashes/utils.js";

/** Hashes a text's UTF-8 bytes: 32 hex digits of MD5. For identities of published tables alone. */
export function md5Text(text: string): string {
  return bytesToHex(md5(new TextEncoder().encode(text)));
}
