/** Serials of one window in Rice code (section 5.4). */

import { BadArgument } from "./errors.js";

/** A serial has at least and at most this many bits. */
export const MIN_SERIAL_BITS = 8;
export const MAX_SERIAL_BITS = 32;

/** Every so many serials the index has an entry. */
const INDEX_STEP = 256;

const NO_INDEX = new Uint32Array(0);

/**
 * A set of serials, kept as it came, with an index of 8 bytes for each 256 serials. So the index takes at most a quarter
 * of the memory of the data, whatever `count` says. Each set takes some hundred bytes besides.
 */
export interface SerialSet {
  /** How many serials there are. */
  readonly count: number;
  /** The parameter of the code: so many low bits of a gap are written as they are. */
  readonly k: number;
  readonly data: Uint8Array;
  /** At i the least value that the serial number 256 (i + 1) can have. */
  readonly indexSerials: Uint32Array;
  /** At i the bit at which the serial number 256 (i + 1) begins. */
  readonly indexBits: Uint32Array;
}

/**
 * The parameter k that the coding prescribes.
 *
 * @param b - bits of a serial, 8 to 32
 * @param count - how many serials are in the set, at least 1
 */
export function riceParameter(b: number, count: number): number {
  const scaled = Math.floor((Math.floor(2 ** b / count) * 77) / 160);
  // At most 2^32 * 77 / 160, so the number fits in the 32 bits that clz32 looks at.
  return Math.min(32 - Math.clz32(scaled), b - 1);
}

/** Reads gaps one after the other. */
class GapReader {
  private readonly end: number;
  private readonly unit: number;

  /** @param bit - where to begin */
  constructor(
    private readonly data: Uint8Array,
    private readonly k: number,
    public bit: number,
  ) {
    this.end = data.length * 8;
    this.unit = 2 ** k;
  }

  /** The next gap, or -1 if reading runs past the end of the data or the gap is above `most`. */
  next(most: number): number {
    const { data, end } = this;
    let bit = this.bit;
    let ones = 0;
    for (;;) {
      if (bit >= end) return -1;
      const inByte = 8 - (bit & 7);
      const rest = ((data[bit >> 3] ?? 0) << (24 + (bit & 7))) | 0;
      const leading = Math.clz32(~rest);
      if (leading < inByte) {
        ones += leading;
        bit += leading + 1;
        break;
      }
      ones += inByte;
      bit += inByte;
    }
    let low = 0;
    let missing = this.k;
    if (missing > end - bit) return -1;
    while (missing > 0) {
      const inByte = 8 - (bit & 7);
      const width = Math.min(inByte, missing);
      const byte = data[bit >> 3] ?? 0;
      low = low * (1 << width) + ((byte >> (inByte - width)) & ((1 << width) - 1));
      bit += width;
      missing -= width;
    }
    this.bit = bit;
    const gap = ones * this.unit + low;
    return gap > most ? -1 : gap;
  }

  /** Whether at most 7 bits are left, all of them zero. */
  atEnd(): boolean {
    const left = this.end - this.bit;
    return left <= 7 && ((this.data[this.data.length - 1] ?? 0) & ((1 << left) - 1)) === 0;
  }
}

/**
 * Reads the serials of a window.
 *
 * @param b - bits of a serial
 * @param count - how many serials there are
 * @param k - the parameter as it was written
 * @param data - the coded serials; the set keeps a view of it
 * @returns undefined if the coding is wrong in any way
 */
export function readSerials(b: number, count: number, k: number, data: Uint8Array): SerialSet | undefined {
  if (b < MIN_SERIAL_BITS || b > MAX_SERIAL_BITS || count < 1 || k !== riceParameter(b, count)) return undefined;
  // From here on, count is in proportion to the data.
  if (count * (k + 1) > 8 * data.length) return undefined;
  const limit = 2 ** b;
  const indexLength = Math.ceil(count / INDEX_STEP) - 1;
  const indexSerials = indexLength === 0 ? NO_INDEX : new Uint32Array(indexLength);
  const indexBits = indexLength === 0 ? NO_INDEX : new Uint32Array(indexLength);
  const reader = new GapReader(data, k, 0);
  let least = 0;
  for (let i = 0; i < count; i++) {
    if (least >= limit) return undefined;
    if (i > 0 && i % INDEX_STEP === 0) {
      indexSerials[i / INDEX_STEP - 1] = least;
      indexBits[i / INDEX_STEP - 1] = reader.bit;
    }
    const gap = reader.next(limit - 1 - least);
    if (gap < 0) return undefined;
    least += gap + 1;
  }
  return reader.atEnd() ? { count, k, data, indexSerials, indexBits } : undefined;
}

/** Whether a serial is in the set. Decodes at most 256 gaps. */
export function hasSerial(set: SerialSet, serial: number): boolean {
  let low = 0;
  let high = set.indexSerials.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((set.indexSerials[middle] ?? 0) <= serial) low = middle + 1;
    else high = middle;
  }
  // The first block is not in the index: it begins at 0.
  const reader = new GapReader(set.data, set.k, set.indexBits[low - 1] ?? 0);
  let least = set.indexSerials[low - 1] ?? 0;
  const until = Math.min(set.count, (low + 1) * INDEX_STEP);
  for (let i = low * INDEX_STEP; i < until && least <= serial; i++) {
    const here = least + reader.next(Number.MAX_SAFE_INTEGER);
    if (here === serial) return true;
    least = here + 1;
  }
  return false;
}

/** Serials in the form in which a window of a revocation list carries them. */
export interface WrittenSerials {
  readonly count: number;
  readonly k: number;
  readonly data: Uint8Array;
}

/**
 * Writes serials as a window of a revocation list carries them.
 *
 * @param b - bits of a serial, 8 to 32
 * @param serials - at least one, in strictly increasing order, each below 2^b
 * @throws {@link BadArgument} if they are not
 */
export function writeSerials(b: number, serials: readonly number[]): WrittenSerials {
  if (!Number.isInteger(b) || b < MIN_SERIAL_BITS || b > MAX_SERIAL_BITS || serials.length === 0) {
    throw new BadArgument("a window has at least one serial, of 8 to 32 bits");
  }
  const k = riceParameter(b, serials.length);
  const gaps: number[] = [];
  let previous = -1;
  for (const serial of serials) {
    if (!Number.isInteger(serial) || serial <= previous || serial >= 2 ** b) {
      throw new BadArgument("serials must be in strictly increasing order and below 2^b");
    }
    gaps.push(serial - previous - 1);
    previous = serial;
  }
  const unit = 2 ** k;
  const bits = gaps.reduce((sum, gap) => sum + Math.floor(gap / unit) + 1 + k, 0);
  const data = new Uint8Array(Math.ceil(bits / 8));
  let bit = 0;
  const setBit = (): void => {
    data[bit >> 3] = (data[bit >> 3] ?? 0) | (0x80 >> (bit & 7));
  };
  for (const gap of gaps) {
    for (let ones = Math.floor(gap / unit); ones > 0; ones--) {
      setBit();
      bit += 1;
    }
    bit += 1;
    for (let low = k - 1; low >= 0; low--) {
      if (Math.floor(gap / 2 ** low) % 2 === 1) setBit();
      bit += 1;
    }
  }
  return { count: serials.length, k, data };
}
