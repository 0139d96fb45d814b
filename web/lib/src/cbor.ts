/** CBOR in the only encoding that huepass allows (section 1.1): a strict decoder, and an encoder for the same values. */

import { NO_BYTES, compareBytes, concatBytes } from "./bytes.js";
import { BadArgument, DecodeError } from "./errors.js";

/** Arrays and maps nest at most this deep. */
export const MAX_DEPTH = 8;
/** All arrays and maps of one object together have at most this many entries; a key and its value are one. */
export const MAX_ENTRIES = 2 ** 20;

/** A value that CBOR of huepass can hold. Integers are between -(2^53 - 1) and 2^53 - 1. */
export type CborValue = number | string | Uint8Array | readonly CborValue[] | CborMap;

/** A map of CBOR. Its entries stand in the bytewise order of their encoded keys, each key once. */
export class CborMap {
  /** Keys and values, in order. */
  readonly entries: readonly (readonly [CborValue, CborValue])[];

  /**
   * @param entries - keys and values in the right order. {@link encodeCbor} puts them in order, a decoder has checked it.
   */
  constructor(entries: readonly (readonly [CborValue, CborValue])[]) {
    this.entries = entries;
  }

  /** The value under an integer or a text, or undefined. */
  get(key: number | string): CborValue | undefined {
    for (const [candidate, value] of this.entries) if (candidate === key) return value;
    return undefined;
  }

  /** Whether the keys are exactly these integers. */
  hasExactly(...keys: readonly number[]): boolean {
    return this.entries.length === keys.length && keys.every((key) => this.get(key) !== undefined);
  }

  /** Whether the keys are these integers, and besides at most integers of 32 or more, which later versions may add. */
  hasAtLeast(...keys: readonly number[]): boolean {
    return (
      keys.every((key) => this.get(key) !== undefined) &&
      this.entries.every(([key]) => typeof key === "number" && (key >= 32 || keys.includes(key)))
    );
  }
}

/** Whether a value is an unsigned integer. */
export function isUint(value: CborValue | undefined): value is number {
  return typeof value === "number" && value >= 0;
}

/** Whether a value is a byte string, of a given number of bytes if one is given. */
export function isBytes(value: CborValue | undefined, length?: number): value is Uint8Array {
  return value instanceof Uint8Array && (length === undefined || value.length === length);
}

/** Whether a value is an array. */
export function isArray(value: CborValue | undefined): value is readonly CborValue[] {
  return Array.isArray(value);
}

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

class Reader {
  at = 0;
  depth = 0;
  entries = 0;
  constructor(readonly bytes: Uint8Array) {}

  byte(): number {
    const value = this.bytes[this.at];
    if (value === undefined) throw new DecodeError("bad_cbor");
    this.at += 1;
    return value;
  }

  /** The argument of a head, in its shortest form and at most 2^53 - 1. */
  argument(info: number): number {
    if (info < 24) return info;
    if (info > 27) throw new DecodeError("bad_cbor");
    const width = 1 << (info - 24);
    let value = 0;
    // Eight bytes are read exactly: a value above 2^53 - 1 is refused before a digit could get lost.
    for (let i = 0; i < width; i++) {
      const byte = this.byte();
      if (value >= 2 ** 45) throw new DecodeError("bad_cbor");
      value = value * 256 + byte;
    }
    const least = info === 24 ? 24 : 2 ** (4 * width);
    if (value < least) throw new DecodeError("bad_cbor");
    return value;
  }

  take(length: number): Uint8Array {
    if (length === 0) return NO_BYTES;
    if (length > this.bytes.length - this.at) throw new DecodeError("bad_cbor");
    const taken = this.bytes.subarray(this.at, this.at + length);
    this.at += length;
    return taken;
  }

  open(count: number): void {
    this.depth += 1;
    this.entries += count;
    if (this.depth > MAX_DEPTH || this.entries > MAX_ENTRIES) throw new DecodeError("bad_cbor");
  }

  value(): CborValue {
    const head = this.byte();
    const argument = this.argument(head & 31);
    switch (head >> 5) {
      case 0:
        return argument;
      case 1:
        if (argument > Number.MAX_SAFE_INTEGER - 1) throw new DecodeError("bad_cbor");
        return -1 - argument;
      case 2:
        return this.take(argument);
      case 3:
        try {
          return utf8.decode(this.take(argument));
        } catch {
          throw new DecodeError("bad_cbor");
        }
      case 4: {
        this.open(argument);
        const items: CborValue[] = [];
        for (let i = 0; i < argument; i++) items.push(this.value());
        this.depth -= 1;
        return items;
      }
      case 5: {
        this.open(argument);
        const entries: (readonly [CborValue, CborValue])[] = [];
        let last: Uint8Array | undefined;
        for (let i = 0; i < argument; i++) {
          const start = this.at;
          const key = this.value();
          const encoded = this.bytes.subarray(start, this.at);
          if (last !== undefined && compareBytes(last, encoded) >= 0) throw new DecodeError("bad_cbor");
          last = encoded;
          entries.push([key, this.value()]);
        }
        this.depth -= 1;
        return new CborMap(entries);
      }
      default:
        throw new DecodeError("bad_cbor");
    }
  }
}

/**
 * Decodes one object, and nothing behind it (section 1.1). Byte strings in the result are views of the input.
 *
 * @param bytes - the encoded object
 * @throws {@link DecodeError} with `bad_cbor`
 */
export function decodeCbor(bytes: Uint8Array): CborValue {
  const reader = new Reader(bytes);
  const value = reader.value();
  if (reader.at !== bytes.length) throw new DecodeError("bad_cbor");
  return value;
}

/**
 * Decodes the object that the bytes begin with, and ignores what is behind it.
 *
 * @throws {@link DecodeError} with `bad_cbor`
 */
export function decodeLeadingCbor(bytes: Uint8Array): CborValue {
  return new Reader(bytes).value();
}

function head(major: number, argument: number): Uint8Array {
  const first = major << 5;
  if (argument < 24) return Uint8Array.of(first | argument);
  if (argument < 2 ** 8) return Uint8Array.of(first | 24, argument);
  if (argument < 2 ** 16) return Uint8Array.of(first | 25, argument >> 8, argument);
  const bytes = new Uint8Array(argument < 2 ** 32 ? 5 : 9);
  const view = new DataView(bytes.buffer);
  if (bytes.length === 5) view.setUint32(1, argument);
  else view.setBigUint64(1, BigInt(argument));
  bytes[0] = first | (bytes.length === 5 ? 26 : 27);
  return bytes;
}

/**
 * Encodes a value deterministically: shortest numbers, maps in order (section 1.1).
 *
 * @throws {@link BadArgument} for a number that is no safe integer, text that is no valid Unicode, or a key that occurs twice
 */
export function encodeCbor(value: CborValue): Uint8Array {
  if (typeof value === "number") {
    if (!Number.isSafeInteger(value)) throw new BadArgument("CBOR of huepass has only integers up to 2^53 - 1");
    return value >= 0 ? head(0, value) : head(1, -1 - value);
  }
  if (typeof value === "string") {
    const bytes = new TextEncoder().encode(value);
    if (utf8.decode(bytes) !== value) throw new BadArgument("text must be valid Unicode");
    return concatBytes([head(3, bytes.length), bytes]);
  }
  if (value instanceof Uint8Array) return concatBytes([head(2, value.length), value]);
  if (value instanceof CborMap) {
    const entries = value.entries.map(([key, item]) => [encodeCbor(key), encodeCbor(item)] as const);
    entries.sort(([a], [b]) => compareBytes(a, b));
    for (let i = 1; i < entries.length; i++) {
      const [before, here] = [entries[i - 1], entries[i]];
      if (before && here && compareBytes(before[0], here[0]) === 0) throw new BadArgument("a key occurs twice in a map");
    }
    return concatBytes([head(5, entries.length), ...entries.flat()]);
  }
  return concatBytes([head(4, value.length), ...value.map(encodeCbor)]);
}
