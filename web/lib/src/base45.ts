/** Base45 of RFC 9285 (section 1.3). */

import { DecodeError } from "./errors.js";

const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
const VALUES: ReadonlyMap<string, number> = new Map(Array.from(ALPHABET, (character, value) => [character, value]));

/** Writes bytes in Base45: three characters for two bytes, two for a last one. */
export function encodeBase45(bytes: Uint8Array): string {
  let text = "";
  for (let i = 0; i < bytes.length; i += 2) {
    const first = bytes[i] ?? 0;
    const second = bytes[i + 1];
    const number = second === undefined ? first : first * 256 + second;
    text += ALPHABET.charAt(number % 45) + ALPHABET.charAt(Math.floor(number / 45) % 45);
    if (second !== undefined) text += ALPHABET.charAt(Math.floor(number / 2025));
  }
  return text;
}

/**
 * Reads Base45.
 *
 * @throws {@link DecodeError} with `bad_base45`: a character outside the alphabet, one character left over, a group of three
 * above 65535, or a last group of two above 255
 */
export function decodeBase45(text: string): Uint8Array {
  const left = text.length % 3;
  if (left === 1) throw new DecodeError("bad_base45");
  const bytes = new Uint8Array(Math.floor(text.length / 3) * 2 + (left === 2 ? 1 : 0));
  let written = 0;
  for (let i = 0; i < text.length; i += 3) {
    const three = i + 2 < text.length;
    const number = value(text, i) + value(text, i + 1) * 45 + (three ? value(text, i + 2) * 2025 : 0);
    if (number > (three ? 0xffff : 0xff)) throw new DecodeError("bad_base45");
    if (three) bytes[written++] = number >> 8;
    bytes[written++] = number & 0xff;
  }
  return bytes;
}

function value(text: string, at: number): number {
  const found = VALUES.get(text.charAt(at));
  if (found === undefined) throw new DecodeError("bad_base45");
  return found;
}
