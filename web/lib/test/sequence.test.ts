import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { MAX_OBJECTS, cutSequence, itemEnd } from "../src/sequence.js";
import { head, hex, join } from "./writer.js";

describe("cutting a sequence", () => {
  test.each([
    "00", "1818", "1800", "1b0000000000000000", "3b ffffffffffffffff", "43 010203", "5f 4101 4200ff ff", "5fff", "61 ff",
    "7f 6161 60 ff", "80", "82 01 02", "9f ff", "9f 01 9f ff a0 ff", "a1 01 02", "bf ff", "bf 01 02 03 80 ff", "c0 00",
    "c0 c1 c2 80", "d8 20 9f ff", "e0", "f6", "f8 20", "f8 ff", "f9 7e00", "fa 00000000", "fb 0000000000000000",
    "98 01 00", "bf 9f ff bf ff ff", "82 9f ff 00",
  ])("%s is one object", (digits) => {
    const item = hex(digits);
    expect(itemEnd(item, 0)).toBe(item.length);
    expect(cutSequence(item)).toEqual({ objects: [item], fault: undefined });
    expect(cutSequence(join(item, hex("1c")))).toEqual({ objects: [item], fault: "bad_cbor" });
    for (let length = 0; length < item.length; length++) expect(itemEnd(item.subarray(0, length), 0)).toBe(-1);
  });

  test.each([
    "1c", "1d", "1e", "1f", "3f", "df00", "fc", "ff", "f800", "f81f", "5f00ff", "5f6161ff", "7f4161ff", "5f5fffff",
    "bf00ff", "bf0000", "81ff", "c0ff", "a1ff", "9f", "9f81ff", "5b8000000000000000", "9bffffffffffffffff", "bbffffffffffffffff",
  ])("%s is not well-formed", (digits) => {
    expect(cutSequence(hex(digits))).toEqual({ objects: [], fault: "bad_cbor" });
  });

  test("well-formed items in a row are cut where they end", () => {
    const items = fc.letrec<{ item: Uint8Array }>((tie) => ({
      item: fc.oneof(
        { depthSize: "small" },
        fc.nat().map((value) => head(0, value)),
        fc.uint8Array({ maxLength: 30 }).map((content) => join(head(2, content.length, 4), content)),
        fc.array(tie("item"), { maxLength: 4 }).map((content) => join(head(4, content.length), ...content)),
        fc.array(tie("item"), { maxLength: 4 }).map((content) => join(hex("9f"), ...content, hex("ff"))),
        fc.array(fc.tuple(tie("item"), tie("item")), { maxLength: 3 }).map((content) => join(hex("bf"), ...content.flat(), hex("ff"))),
        tie("item").map((content) => join(hex("d9d9f7"), content)),
      ),
    })).item;
    fc.assert(
      fc.property(fc.array(items, { minLength: 1, maxLength: 5 }), (objects) => {
        expect(cutSequence(join(...objects))).toEqual({ objects, fault: undefined });
      }),
    );
  });

  test("an empty file", () => {
    expect(cutSequence(hex(""))).toEqual({ objects: [], fault: "bad_cbor" });
  });

  test("4096 objects, and what is behind them", () => {
    expect(cutSequence(new Uint8Array(MAX_OBJECTS)).fault).toBeUndefined();
    const more = cutSequence(join(new Uint8Array(MAX_OBJECTS), hex("ff")));
    expect(more.objects).toHaveLength(MAX_OBJECTS);
    expect(more.fault).toBe("too_large");
  });

  test.each([0x81, 0x82, 0x9f, 0xbf, 0xc6])("two million times %s in each other", (first) => {
    const depth = 2_000_000;
    const closed = new Uint8Array(first === 0x82 ? 2 * depth + 1 : depth + 1).fill(first, 0, depth);
    expect(itemEnd(closed, 0)).toBe(first === 0x9f || first === 0xbf ? -1 : closed.length);
    const breaks = new Uint8Array(2 * depth).fill(first, 0, depth).fill(0xff, depth);
    expect(itemEnd(breaks, 0)).toBe(first === 0x9f ? breaks.length : -1);
  });
});
