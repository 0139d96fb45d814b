import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodeBase45, encodeBase45 } from "../src/base45.js";
import { DecodeError } from "../src/errors.js";

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

describe("Base45", () => {
  test.each([
    ["", ""],
    ["AB", "BB8"],
    ["Hello!!", "%69 VD92EX0"],
    ["base-45", "UJCLQE7W581"],
    ["ietf!", "QED8WEX0"],
  ])("%j is written as %j, and read again", (plain, text) => {
    expect(encodeBase45(bytesOf(plain))).toBe(text);
    expect(decodeBase45(text)).toEqual(bytesOf(plain));
  });

  test("what is written is read again", () => {
    fc.assert(fc.property(fc.uint8Array(), (bytes) => { expect(decodeBase45(encodeBase45(bytes))).toEqual(bytes); }));
  });

  test("whatever is read is written the same", () => {
    const alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
    const texts = fc.string({ unit: fc.constantFrom(...Array.from(alphabet)), maxLength: 12 });
    fc.assert(
      fc.property(texts, (text) => {
        try {
          expect(encodeBase45(decodeBase45(text))).toBe(text);
        } catch (error) {
          expect(error).toBeInstanceOf(DecodeError);
        }
      }),
      { numRuns: 3000 },
    );
  });

  test("the greatest groups, and those above", () => {
    expect(decodeBase45("FGW")).toEqual(Uint8Array.of(255, 255));
    expect(() => decodeBase45("GGW")).toThrow(DecodeError);
    expect(() => decodeBase45(":::")).toThrow(DecodeError);
    expect(decodeBase45("U5")).toEqual(Uint8Array.of(255));
    expect(() => decodeBase45("V5")).toThrow(DecodeError);
    expect(() => decodeBase45("::")).toThrow(DecodeError);
  });

  test.each(["0", "0000", "bb8", "BB!", "B\n8", "BB\u{661}", "😀0", "00,"])("%j is refused", (text) => {
    expect(() => decodeBase45(text)).toThrow(DecodeError);
  });
});
