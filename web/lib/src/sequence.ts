/**
 * Cutting a file into the objects of a CBOR sequence (section 6.6), by RFC 8949 alone: one well-formed item is one object,
 * deterministic or not, nested to any depth.
 */

import { NO_BYTES } from "./bytes.js";

/** Why cutting ended before the end of the file. */
export type CutFault = "bad_cbor" | "too_large";

/** The objects of a file in order, and the fault that ended the cutting, if there was one. */
export interface Cut {
  readonly objects: readonly Uint8Array[];
  readonly fault: CutFault | undefined;
}

/** A bundle has at most this many objects (section 1.2). */
export const MAX_OBJECTS = 4096;

/**
 * A stack of numbers below 2^30, packed in bytes: deep nesting takes no more memory than the file itself.
 * Each number is stored in groups of 7 bits, the lowest group last, all but the first group with the top bit set.
 */
class PackedStack {
  private bytes: Uint8Array = NO_BYTES;
  private used = 0;

  push(value: number): void {
    if (this.used + 5 > this.bytes.length) {
      const larger = new Uint8Array(64 + this.bytes.length * 2);
      larger.set(this.bytes);
      this.bytes = larger;
    }
    let groups = 1;
    while (value >= 2 ** (7 * groups)) groups += 1;
    for (let group = groups - 1; group >= 0; group--) {
      const top = group === groups - 1 ? 0 : 0x80;
      this.bytes[this.used++] = top | ((value >>> (7 * group)) & 0x7f);
    }
  }

  pop(): number {
    let value = 0;
    let shift = 0;
    for (;;) {
      this.used -= 1;
      const byte = this.bytes[this.used] ?? 0;
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value;
      shift += 7;
    }
  }
}

// What is open around the items that are being counted.
const NOTHING = 0;
const ARRAY = 1;
const MAP_BEFORE_KEY = 2;
const MAP_BEFORE_VALUE = 3;

/**
 * Where one well-formed item ends.
 *
 * Definite arrays, maps and tags only add to the number of items that are still to come; only arrays and maps of indefinite
 * length have to be remembered.
 *
 * @returns the offset behind the item, or -1 if what begins at `start` is not well-formed
 */
export function itemEnd(bytes: Uint8Array, start: number): number {
  const stack = new PackedStack();
  let at = start;
  let open = NOTHING;
  let pending = 1;
  while (pending > 0 || open !== NOTHING) {
    const head = bytes[at];
    if (head === undefined) return -1;
    at += 1;
    const major = head >> 5;
    const info = head & 31;
    if (head === 0xff) {
      if (pending > 0 || (open !== ARRAY && open !== MAP_BEFORE_KEY)) return -1;
      pending = stack.pop();
      open = stack.pop();
      continue;
    }
    if (pending > 0) pending -= 1;
    else if (open === MAP_BEFORE_KEY) open = MAP_BEFORE_VALUE;
    else if (open === MAP_BEFORE_VALUE) open = MAP_BEFORE_KEY;

    if (info === 31) {
      if (major === 2 || major === 3) {
        at = chunksEnd(bytes, at, major);
        if (at < 0) return -1;
      } else if (major === 4 || major === 5) {
        stack.push(open);
        stack.push(pending);
        open = major === 4 ? ARRAY : MAP_BEFORE_KEY;
        pending = 0;
      } else return -1;
      continue;
    }
    if (info > 27) return -1;
    let argument = info;
    if (info >= 24) {
      const width = 1 << (info - 24);
      if (width > bytes.length - at) return -1;
      argument = 0;
      // Above 2^53 this loses digits, which does no harm: it is more than any file has.
      for (let i = 0; i < width; i++) argument = argument * 256 + (bytes[at + i] ?? 0);
      at += width;
    }
    const left = bytes.length - at;
    if (major === 2 || major === 3) {
      if (argument > left) return -1;
      at += argument;
    } else if (major === 4 || major === 5) {
      pending += major === 4 ? argument : 2 * argument;
      if (pending > left) return -1;
    } else if (major === 6) {
      pending += 1;
    } else if (major === 7 && info === 24 && argument < 32) return -1;
  }
  return at;
}

/** Where the chunks of a string of indefinite length end, or -1. */
function chunksEnd(bytes: Uint8Array, start: number, major: number): number {
  let at = start;
  for (;;) {
    const head = bytes[at];
    if (head === undefined) return -1;
    if (head === 0xff) return at + 1;
    if (head >> 5 !== major || (head & 31) === 31) return -1;
    at = itemEnd(bytes, at);
    if (at < 0) return -1;
  }
}

/**
 * Cuts a file into objects (section 6.6). The objects are views of the file.
 *
 * @param file - the whole file, at least one byte
 */
export function cutSequence(file: Uint8Array): Cut {
  const objects: Uint8Array[] = [];
  let at = 0;
  while (at < file.length) {
    if (objects.length === MAX_OBJECTS) return { objects, fault: "too_large" };
    const end = itemEnd(file, at);
    if (end < 0) return { objects, fault: "bad_cbor" };
    objects.push(file.subarray(at, end));
    at = end;
  }
  return { objects, fault: objects.length === 0 ? "bad_cbor" : undefined };
}
