import { describe, expect, test } from "vitest";
import { readChallengeText, writeChallengeText } from "../src/challenge.js";
import { BadArgument, CodeRefused } from "../src/errors.js";
import { MAX_CODE_BYTES, readCodeText, stripLineEnd, writeCodeText } from "../src/text.js";

function reasonOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof CodeRefused) return error.reason;
    throw error;
  }
  return "none";
}

describe("texts of codes", () => {
  test.each([["x", "x"], ["x\n", "x"], ["x\r", "x"], ["x\r\n", "x"], ["x\n\n", "x\n"], ["x\n\r", "x\n"], ["x ", "x "], ["\nx", "\nx"]])(
    "%j without its line end is %j",
    (scanned, text) => { expect(stripLineEnd(scanned)).toBe(text); },
  );

  test("320 bytes and not 321", () => {
    const most = new Uint8Array(MAX_CODE_BYTES);
    expect(readCodeText(writeCodeText(most))).toEqual(most);
    expect(reasonOf(() => readCodeText(writeCodeText(new Uint8Array(MAX_CODE_BYTES + 1))))).toBe("too_large");
  });

  test("512 characters and not 513, without the line end", () => {
    const text = (length: number): string => "X".repeat(length);
    expect(reasonOf(() => readCodeText(text(512)))).toBe("not_ours");
    expect(reasonOf(() => readCodeText(`${text(512)}\r\n`))).toBe("not_ours");
    expect(reasonOf(() => readCodeText(text(513)))).toBe("too_large");
    expect(reasonOf(() => readCodeText("😀".repeat(512)))).toBe("not_ours");
    expect(reasonOf(() => readCodeText("😀".repeat(513)))).toBe("too_large");
    expect(reasonOf(() => readCodeText(text(2_000_000)))).toBe("too_large");
  });

  test.each([
    ["hp1:", "unknown"],
    ["", "unknown"],
    ["HPC1:00", "challenge"],
    ["HPE1:BB8", "issuer-code"],
    ["HPP1:BB8", "issuer-code"],
    ["HPO1:BB8", "issuer-code"],
    ["HPS1:BB8", "issuer-code"],
    ["HPR1:BB8", "issuer-code"],
    ["HPX1:BB8", "unknown"],
    ["HC1:6BF", "health-certificate"],
    ["HTTPS://EXAMPLE.ORG", "web-address"],
    [" HP1:", "unknown"],
  ])("%j is not ours, and looks like: %s", (text, looks) => {
    expect(() => readCodeText(text)).toThrow(expect.objectContaining({ reason: "not_ours", looksLike: looks }) as Error);
  });

  test("no message repeats what was scanned", () => {
    for (const text of ["SECRET", "HP1:SECRET!", `HP1:${"SECRET".repeat(99)}`]) {
      expect(() => readCodeText(text)).toThrow(CodeRefused);
      try {
        readCodeText(text);
      } catch (error) {
        expect(String(error)).not.toContain("SECRET");
        expect(JSON.stringify(error)).not.toContain("SECRET");
      }
    }
  });
});

describe("texts of challenges", () => {
  test.each([8, 9, 32])("of %d bytes", (length) => {
    const challenge = new Uint8Array(length).fill(7);
    expect(readChallengeText(writeChallengeText(challenge))).toEqual(challenge);
  });

  test.each([0, 7, 33])("not of %d bytes", (length) => {
    expect(() => writeChallengeText(new Uint8Array(length))).toThrow(BadArgument);
    const text = writeCodeText(new Uint8Array(length)).replace("HP1:", "HPC1:");
    expect(reasonOf(() => readChallengeText(text))).toBe("bad_structure");
  });

  test("not a code, and not Base45", () => {
    expect(reasonOf(() => readChallengeText("HP1:BB8"))).toBe("not_ours");
    expect(reasonOf(() => readChallengeText("HPC1:bb8"))).toBe("bad_base45");
  });
});
