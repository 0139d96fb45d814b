import { describe, expect, it, vi } from "vitest";
import { MAX_PROOF_BYTES, proofFile } from "../../src/wallet/proof-file.js";

const file = (type: string, size: number) => new Blob([new Uint8Array(size)], { type });

describe("proofFile", () => {
  it("leaves a PDF and a small PNG as they are", async () => {
    for (const type of ["application/pdf", "image/png"]) {
      const given = file(type, MAX_PROOF_BYTES);
      expect(await proofFile(given, vi.fn())).toBe(given);
    }
  });

  it("draws photographs anew, however small, since cameras write places into them", async () => {
    const redrawn = file("image/jpeg", 10);
    expect(await proofFile(file("image/jpeg", 100), () => Promise.resolve(redrawn))).toBe(redrawn);
    expect(await proofFile(file("image/heic", 100), () => Promise.resolve(redrawn))).toBe(redrawn);
  });

  it("makes a large picture smaller until it fits", async () => {
    const sides: number[] = [];
    const made = await proofFile(file("image/png", MAX_PROOF_BYTES + 1), (_, side) => {
      sides.push(side);
      return Promise.resolve(file("image/jpeg", side * 200));
    });
    expect(made.size).toBeLessThanOrEqual(MAX_PROOF_BYTES);
    expect(sides).toEqual([2000, 1600, 1280]);
  });

  it.each([
    ["a PDF that is too large", file("application/pdf", MAX_PROOF_BYTES + 1), "too_large"],
    ["another kind of file", file("text/html", 10), "proof_invalid"],
    ["a picture that is none", file("image/jpeg", 10), "proof_invalid"],
  ])("refuses %s", async (_, given, reason) => {
    await expect(proofFile(given, () => Promise.resolve(undefined))).rejects.toMatchObject({ reason });
  });

  it("refuses a picture that stays too large", async () => {
    const large = () => Promise.resolve(file("image/jpeg", MAX_PROOF_BYTES + 1));
    await expect(proofFile(file("image/jpeg", 10), large)).rejects.toMatchObject({ reason: "too_large" });
  });
});
