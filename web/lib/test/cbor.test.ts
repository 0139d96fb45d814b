import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { CborMap, MAX_ENTRIES, decodeCbor, encodeCbor, type CborValue } from "../src/cbor.js";
import { BadArgument, DecodeError } from "../src/errors.js";
import { array, bstr, head, hex, join, map, nint, text, uint, type Bytes } from "./writer.js";

const MAX = Number.MAX_SAFE_INTEGER;

function refused(bytes: Bytes): void {
  expect(() => decodeCbor(bytes)).toThrow(DecodeError);
}

const { value } = fc.letrec<{ value: CborValue; key: CborValue }>((tie) => ({
  key: fc.oneof(
    fc.maxSafeInteger(),
    fc.string({ unit: "grapheme" }),
    fc.uint8Array(),
  ),
  value: fc.oneof(
    { depthSize: "small", maxDepth: 6 },
    tie("key"),
    fc.array(tie("value"), { maxLength: 5 }),
    fc
      .uniqueArray(fc.tuple(tie("key"), tie("value")), {
        maxLength: 5,
        selector: ([key]) => Buffer.from(encodeCbor(key)).toString("hex"),
      })
      .map((entries) => {
        const sorted = entries.map(([k, v]) => [encodeCbor(k), k, v] as const).sort(([a], [b]) => Buffer.compare(a, b));
        return new CborMap(sorted.map(([, k, v]) => [k, v] as const));
      }),
  ),
}));

/** Writes a value with the writer of the tests. */
function write(item: CborValue): Bytes {
  if (typeof item === "number") return item < 0 ? nint(item) : uint(item);
  if (typeof item === "string") return text(item);
  if (item instanceof Uint8Array) return bstr(item);
  if (item instanceof CborMap) return map(...item.entries.map(([k, v]) => [write(k), write(v)] as const));
  return array(...item.map(write));
}

test("empty byte strings are one and the same", () => {
  const [a, b] = decodeCbor(hex("824040")) as [Bytes, Bytes];
  expect([a.length, a === b]).toEqual([0, true]);
});

describe("decoding and encoding", () => {
  test("what is encoded is decoded again", () => {
    fc.assert(fc.property(value, (item) => { expect(decodeCbor(encodeCbor(item))).toEqual(item); }));
  });

  test("the encoder agrees with the writer of the tests", () => {
    fc.assert(fc.property(value, (item) => { expect(encodeCbor(item)).toEqual(write(item)); }));
  });

  test("whatever is accepted has one encoding only", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 24 }), (bytes) => {
        let item: CborValue;
        try {
          item = decodeCbor(bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(DecodeError);
          return;
        }
        expect(encodeCbor(item)).toEqual(bytes);
      }),
      { numRuns: 5000 },
    );
  });

  test("a changed byte is refused or gives another value", () => {
    fc.assert(
      fc.property(value, fc.nat(), fc.integer({ min: 1, max: 255 }), (item, position, change) => {
        const bytes = encodeCbor(item);
        const at = position % bytes.length;
        bytes[at] = (bytes[at] ?? 0) ^ change;
        try {
          expect(decodeCbor(bytes)).not.toEqual(item);
        } catch (error) {
          expect(error).toBeInstanceOf(DecodeError);
        }
      }),
    );
  });

  test("maps are put in the order of their encoded keys", () => {
    const entries: [CborValue, CborValue][] = [["a", 1], [-1, 2], [100, 3], [5, 4], [Uint8Array.of(1), 5]];
    expect(encodeCbor(new CborMap(entries))).toEqual(hex("a5 0504 186403 2002 410105 616101"));
  });

  test.each([0, 23, 24, 255, 256, 65_535, 65_536, 2 ** 32 - 1, 2 ** 32, MAX])("the integer %d", (number) => {
    expect(decodeCbor(uint(number))).toBe(number);
    expect(decodeCbor(encodeCbor(-number))).toBe(number === 0 ? 0 : -number);
  });
});

describe("refused as bad_cbor", () => {
  test.each([
    ["nothing", hex("")],
    ["a byte behind the object", hex("0000")],
    ["2^53", uint(2n ** 53n)],
    ["2^64 - 1", uint(2n ** 64n - 1n)],
    ["-2^53", nint(-(2n ** 53n))],
    ["-2^64", nint(-(2n ** 64n))],
    ["23 in one byte more", head(0, 23, 1)],
    ["255 in two bytes", head(0, 255, 2)],
    ["65535 in four bytes", head(0, 65_535, 4)],
    ["2^32 - 1 in eight bytes", head(0, 2 ** 32 - 1, 8)],
    ["a length in too many bytes", join(head(2, 1, 1), hex("00"))],
    ["an indefinite byte string", hex("5f4100ff")],
    ["an indefinite text", hex("7f6161ff")],
    ["an indefinite array", hex("9f00ff")],
    ["an indefinite map", hex("bf0000ff")],
    ["a break", hex("ff")],
    ["additional information 28", hex("1c")],
    ["additional information 31 of an integer", hex("1f")],
    ["a tag", hex("c000")],
    ["false", hex("f4")],
    ["true", hex("f5")],
    ["null", hex("f6")],
    ["undefined", hex("f7")],
    ["a simple value", hex("f820")],
    ["a half float", hex("f93c00")],
    ["a float", hex("fa3f800000")],
    ["a double", hex("fb3ff0000000000000")],
    ["a bignum", hex("c24101")],
    ["text that is no UTF-8", hex("61ff")],
    ["text with an overlong form", hex("62c080")],
    ["text with a surrogate", hex("63eda080")],
    ["text cut in a character", hex("61c3")],
    ["a string that is too short", hex("4200")],
    ["a string of 2^63 bytes", hex("5b8000000000000000")],
    ["an array that is too short", hex("8200")],
    ["an array of 2^63 entries", hex("9b8000000000000000")],
    ["a map without its last value", hex("a100")],
    ["keys in the wrong order", map([uint(2), uint(0)], [uint(1), uint(0)])],
    ["keys in the order of their length", map([text("b"), uint(0)], [nint(-1), uint(0)])],
    ["a key twice", map([uint(1), uint(0)], [uint(1), uint(0)])],
  ])("%s", (_, bytes) => { refused(bytes); });

  test("a byte order mark stays in the text", () => {
    expect(decodeCbor(hex("63efbbbf"))).toBe("\u{feff}");
  });

  test("nine arrays in each other, and not eight", () => {
    expect(decodeCbor(hex("8181818181818180"))).toEqual([[[[[[[[]]]]]]]]);
    refused(hex("818181818181818180"));
  });

  test("keys of maps count for the depth", () => {
    expect(() => decodeCbor(hex("81818181818181a0"))).not.toThrow();
    refused(hex("81818181818181a18000"));
  });

  test("more than 2^20 entries in all, and not 2^20", () => {
    const inner = MAX_ENTRIES - 1;
    const items = new Uint8Array(inner);
    expect(() => decodeCbor(join(head(4, 1), head(4, inner), items))).not.toThrow();
    refused(join(head(4, 1), head(4, inner + 1), items, hex("00")));
    refused(join(head(4, 2), head(4, inner), items, hex("00")));
  });
});

describe("what the encoder can't write", () => {
  test.each([0.5, Number.NaN, 2 ** 53])("the number %d", (number) => {
    expect(() => encodeCbor(number)).toThrow(BadArgument);
  });

  test("a lone surrogate", () => {
    expect(() => encodeCbor("\u{d800}")).toThrow(BadArgument);
  });

  test("a key twice", () => {
    expect(() => encodeCbor(new CborMap([[1, 1], [1, 2]]))).toThrow(BadArgument);
  });
});
