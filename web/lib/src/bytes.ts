/** Small helpers for byte strings. */

import { BadArgument } from "./errors.js";

/** The empty byte string: one for all, as an empty view of a larger buffer takes a hundred bytes and more. */
export const NO_BYTES = new Uint8Array(0);

/**
 * Checks that a value is bytes: an `ArrayBuffer` is not, nor is what JSON makes of bytes.
 *
 * @throws {@link BadArgument} if it is not
 */
export function requireBytes(value: unknown): void {
  if (!(value instanceof Uint8Array)) throw new BadArgument("bytes must be a Uint8Array");
}

/** Whether two byte strings are equal. The time it takes depends on their content. */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && compareBytes(a, b) === 0;
}

/**
 * Bytewise order, a prefix before what it begins.
 *
 * @returns below 0, 0 or above 0
 */
export function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

/** All the parts in a row. */
export function concatBytes(parts: readonly Uint8Array[]): Uint8Array {
  let length = 0;
  for (const part of parts) length += part.length;
  const all = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** Lower-case hexadecimal digits, as a key of a map. */
export function toHex(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += byte.toString(16).padStart(2, "0");
  return text;
}

/**
 * A copy. (`slice` would not do: that of Node's `Buffer`, which is a `Uint8Array` too, shares the memory.)
 *
 * @throws {@link BadArgument} for anything but a `Uint8Array`
 */
export function copyBytes(bytes: Uint8Array): Uint8Array {
  requireBytes(bytes);
  return new Uint8Array(bytes);
}
