import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { BadArgument } from "../src/errors.js";
import { hasSerial, readSerials, riceParameter, writeSerials, type SerialSet } from "../src/serials.js";
import { hex, join } from "./writer.js";

/** Bits and a set of serials that fit. */
const sets = fc.integer({ min: 8, max: 32 }).chain((b) =>
  fc.tuple(
    fc.constant(b),
    fc.uniqueArray(fc.integer({ min: 0, max: 2 ** b - 1 }), { minLength: 1, maxLength: 200 }).map((serials) =>
      serials.sort((a, c) => a - c),
    ),
  ),
);

function read(b: number, serials: readonly number[]): SerialSet {
  const { count, k, data } = writeSerials(b, serials);
  const set = readSerials(b, count, k, data);
  if (!set) throw new Error("not read");
  return set;
}

describe("the coding of serials", () => {
  test("the example of section 5.4", () => {
    const written = writeSerials(8, [0, 7, 100, 255]);
    expect(written).toEqual({ count: 4, k: 5, data: hex("006dcf68") });
    const set = read(8, [0, 7, 100, 255]);
    const found = Array.from({ length: 256 }, (_, serial) => serial).filter((serial) => hasSerial(set, serial));
    expect(found).toEqual([0, 7, 100, 255]);
  });

  test("the two windows of Appendix B", () => {
    expect(writeSerials(25, [1, 2, 1_000_000])).toEqual({ count: 3, k: 23, data: hex("0000010000000f423d") });
    expect(writeSerials(25, [1, 2, 1_000_000, 19_114_957])).toEqual({ count: 4, k: 22, data: hex("0000020000007a11ef94698c") });
  });

  test.each([
    [8, 1, 7], [8, 4, 5], [8, 256, 0], [8, 128, 0], [8, 60, 1], [8, 1000, 0], [32, 1, 31], [32, 2 ** 32, 0], [26, 40_000, 10],
  ])("k of b = %d and count = %d is %d", (b, count, k) => {
    expect(riceParameter(b, count)).toBe(k);
  });

  test("what is written is read, and holds these serials and no other", () => {
    fc.assert(
      fc.property(sets, fc.array(fc.nat({ max: 2 ** 31 })), ([b, serials], others) => {
        const set = read(b, serials);
        for (const serial of serials) {
          expect(hasSerial(set, serial)).toBe(true);
          for (const near of [serial - 1, serial + 1]) expect(hasSerial(set, near)).toBe(serials.includes(near));
        }
        for (const other of others) expect(hasSerial(set, other)).toBe(serials.includes(other));
      }),
    );
  });

  test("ten thousand serials, across the steps of the index", () => {
    const serials = Array.from({ length: 10_000 }, (_, i) => i * 6 + (i % 5));
    const set = read(16, serials);
    const wanted = new Set(serials);
    const wrong = Array.from({ length: 2 ** 16 }, (_, serial) => serial).filter(
      (serial) => hasSerial(set, serial) !== wanted.has(serial),
    );
    expect(wrong).toEqual([]);
  });

  test("all serials there are", () => {
    const set = read(8, Array.from({ length: 256 }, (_, serial) => serial));
    expect(set.data).toEqual(new Uint8Array(32));
    expect(hasSerial(set, 255)).toBe(true);
    expect(hasSerial(set, 256)).toBe(false);
  });

  test("a changed coding is refused or names other serials", () => {
    fc.assert(
      fc.property(sets, fc.nat(), ([b, serials], position) => {
        const { count, k, data } = writeSerials(b, serials);
        const bit = position % (8 * data.length);
        const changed = data.slice();
        changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        const set = readSerials(b, count, k, changed);
        if (set) expect(serials.every((serial) => hasSerial(set, serial))).toBe(false);
      }),
    );
  });
});

describe("refused", () => {
  const data = hex("006dcf68");
  test.each([
    ["b = 7", 7, 4, 5, data],
    ["b = 33", 33, 4, 30, data],
    ["no serial", 8, 0, 7, hex("")],
    ["another k", 8, 4, 4, data],
    ["k as for another count", 8, 5, 5, data],
    ["data that is too short for count", 8, 4, 5, hex("006dcf")],
    ["a count beyond any data", 8, Number.MAX_SAFE_INTEGER, 0, data],
    ["reading past the end in the ones", 8, 4, 5, hex("006dcfff")],
    ["reading past the end in the low bits", 8, 1, 7, hex("ff")],
    ["a bit behind the last serial", 8, 4, 5, hex("006dcf69")],
    ["a byte behind the last serial", 8, 4, 5, hex("006dcf6800")],
    ["a serial of 2^b", 8, 2, 6, hex("ffc0")],
  ])("%s", (_, b, count, k, coded) => {
    expect(readSerials(b, count, k, coded)).toBeUndefined();
  });

  test("a serial of 2^b where 2^b - 1 is right", () => {
    // b = 8, one serial: k = 7. The gap 255 is 1 1-bit, 0, 1111111; the gap 256 is 110 0000000.
    expect(readSerials(8, 1, 7, hex("bf80"))).toBeDefined();
    expect(readSerials(8, 1, 7, hex("c000"))).toBeUndefined();
  });

  test("257 serials of 8 bits", () => {
    expect(readSerials(8, 256, 0, new Uint8Array(32))).toBeDefined();
    expect(readSerials(8, 257, 0, join(new Uint8Array(32), hex("00")))).toBeUndefined();
  });

  test.each([
    [7, [1]], [33, [1]], [8, []], [8, [256]], [8, [-1]], [8, [1, 1]], [8, [2, 1]], [8, [0.5]],
  ])("writing b = %d, serials %j", (b, serials) => {
    expect(() => writeSerials(b, serials)).toThrow(BadArgument);
  });
});

test("memory stays in proportion: sixteen million serials in two million bytes", () => {
  const count = 2 ** 24;
  const set = readSerials(24, count, 0, new Uint8Array(count / 8));
  expect(set).toBeDefined();
  if (!set) return;
  expect(set.indexBits.byteLength + set.indexSerials.byteLength).toBeLessThanOrEqual(count / 32);
  expect(hasSerial(set, count - 1)).toBe(true);
});
