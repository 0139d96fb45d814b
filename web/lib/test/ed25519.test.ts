import { createHash, createPublicKey, verify as nodeVerify } from "node:crypto";
import { ED25519_TORSION_SUBGROUP, ed25519 as noble } from "@noble/curves/ed25519.js";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { nobleEd25519, publicKeyOf, sign, strictEd25519, type Ed25519 } from "../src/ed25519.js";
import { keyId } from "../src/keys.js";
import { hex, join, type Bytes } from "./writer.js";
import { holder, paper, sign as signByNode } from "./world.js";

/** Node's verifier, which is OpenSSL's and accepts keys of small order. */
const byNode: Ed25519 = strictEd25519((publicKey, message, signature) => {
  const der = Buffer.from(join(hex("302a300506032b6570032100"), publicKey));
  return nodeVerify(null, message, createPublicKey({ key: der, format: "der", type: "spki" }), signature);
});

const MESSAGE = hex("0102");
const P = 2n ** 255n - 19n;
const L = 2n ** 252n + 27742317777372353535851937790883648493n;

function littleEndian(value: bigint): Bytes {
  return Uint8Array.from({ length: 32 }, (_, i) => Number((value >> BigInt(8 * i)) & 255n));
}

function number(bytes: Bytes): bigint {
  return bytes.reduceRight((sum, byte) => sum * 256n + BigInt(byte), 0n);
}

const TORSION = ED25519_TORSION_SUBGROUP.map(hex);

describe.each([["noble's", nobleEd25519], ["Node's with the strict rules", byNode]])("%s verifier", (_, ed25519) => {
  const good = signByNode(paper, MESSAGE);
  const [R, S] = [good.slice(0, 32), good.slice(32)];

  test("accepts a right signature, and nothing else", () => {
    expect(ed25519.verify(paper.public, MESSAGE, good)).toBe(true);
    expect(ed25519.verify(holder.public, MESSAGE, good)).toBe(false);
    expect(ed25519.verify(paper.public, hex("0103"), good)).toBe(false);
  });

  test("refuses any changed bit", () => {
    fc.assert(
      fc.property(fc.nat({ max: 511 }), (bit) => {
        const changed = good.slice();
        changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        expect(ed25519.verify(paper.public, MESSAGE, changed)).toBe(false);
      }),
      { numRuns: 60 },
    );
  });

  test("refuses S + L", () => {
    expect(ed25519.verify(paper.public, MESSAGE, join(R, littleEndian(number(S) + L)))).toBe(false);
  });

  test("refuses lengths that are wrong, without throwing", () => {
    expect(ed25519.verify(paper.public.slice(1), MESSAGE, good)).toBe(false);
    expect(ed25519.verify(paper.public, MESSAGE, good.slice(1))).toBe(false);
    expect(ed25519.verify(paper.public, MESSAGE, join(good, hex("00")))).toBe(false);
  });

  test("refuses every R of small order, though the equation holds", () => {
    for (const point of TORSION) {
      // With R of small order and S = k a the cofactored equation holds.
      expect(ed25519.verify(paper.public, MESSAGE, join(point, forgedS(point)))).toBe(false);
    }
  });

  test("refuses every A of small order, though the equation holds", () => {
    for (const point of TORSION) {
      const base = noble.Point.BASE.toBytes();
      expect(ed25519.verify(point, MESSAGE, join(base, littleEndian(1n)))).toBe(false);
    }
  });

  test("refuses A and R that are not canonical", () => {
    for (const y of [0n, 1n, 3n, 4n, 5n, 9n, 18n]) {
      for (const sign of [0n, 1n]) {
        const point = littleEndian(P + y + (sign << 255n));
        expect(ed25519.verify(point, MESSAGE, good)).toBe(false);
        expect(ed25519.verify(paper.public, MESSAGE, join(point, S))).toBe(false);
        expect(ed25519.isGoodKey(point)).toBe(false);
      }
    }
    // x = 0 with its highest bit set.
    for (const y of [1n, P - 1n]) expect(ed25519.isGoodKey(littleEndian(y + (1n << 255n)))).toBe(false);
  });

  test("refuses an A that is not canonical, though the equation holds", () => {
    const signature = join(noble.Point.BASE.toBytes(), littleEndian(1n));
    for (const sign of [0n, 1n]) expect(ed25519.verify(littleEndian(P + 1n + (sign << 255n)), MESSAGE, signature)).toBe(false);
  });

  test("refuses bytes that are no point", () => {
    expect(ed25519.verify(littleEndian(2n), MESSAGE, good)).toBe(false);
    expect(ed25519.verify(paper.public, MESSAGE, join(littleEndian(2n), S))).toBe(false);
    expect(ed25519.isGoodKey(littleEndian(2n))).toBe(false);
  });

  test("keys on entry: only the prime-order subgroup without the identity", () => {
    expect(ed25519.isGoodKey(paper.public)).toBe(true);
    expect(ed25519.isGoodKey(noble.Point.BASE.toBytes())).toBe(true);
    for (const point of TORSION) {
      expect(ed25519.isGoodKey(point)).toBe(false);
      const mixed = noble.Point.fromBytes(paper.public).add(noble.Point.fromBytes(point));
      expect(ed25519.isGoodKey(mixed.toBytes())).toBe(mixed.equals(noble.Point.fromBytes(paper.public)));
    }
    expect(ed25519.isGoodKey(paper.public.slice(1))).toBe(false);
    expect(ed25519.isGoodKey(join(paper.public, hex("00")))).toBe(false);
  });

  test("leaves Node's buffers as they are", () => {
    const [key, signature] = [Buffer.from(paper.public), Buffer.from(good)];
    expect(ed25519.verify(key, Buffer.from(MESSAGE), signature)).toBe(true);
    expect([...key, ...signature]).toEqual([...paper.public, ...good]);
  });
});

/** S = k a for this R, so that [8][S]B = [8]R + [8][k]A. */
function forgedS(point: Bytes): Bytes {
  const { scalar } = noble.utils.getExtendedPublicKey(paper.secret);
  const hash = createHash("sha512").update(join(point, paper.public, MESSAGE)).digest();
  const k = number(new Uint8Array(hash)) % L;
  return littleEndian((k * scalar) % L);
}

test("the rules do not rest on the other verifier", () => {
  const base = noble.Point.BASE.toBytes();
  const verify = (raw: () => boolean, S: bigint): boolean => strictEd25519(raw).verify(base, MESSAGE, join(base, littleEndian(S)));
  expect(verify(() => true, L - 1n)).toBe(true);
  expect(verify(() => true, L)).toBe(false);
  expect(verify(() => { throw new Error("x"); }, 1n)).toBe(false);
  expect(verify((() => Promise.resolve(true)) as never, 1n)).toBe(false);
  const signature = join(base, littleEndian(1n));
  for (const y of [3n, 18n]) {
    expect(strictEd25519(() => true).verify(littleEndian(P + y), MESSAGE, signature)).toBe(false);
    expect(strictEd25519(() => true).verify(base, MESSAGE, join(littleEndian(P + y), littleEndian(1n)))).toBe(false);
  }
  expect(strictEd25519(() => true).verify(littleEndian(P - 2n), MESSAGE, signature)).toBe(true);
});

test("what is signed here is what Node signs", () => {
  expect(publicKeyOf(paper.secret)).toEqual(paper.public);
  expect(sign(paper.secret, MESSAGE)).toEqual(signByNode(paper, MESSAGE));
});

test("key IDs of Appendix B", () => {
  expect(keyId(paper.public)).toEqual(hex("0af54ae0"));
  expect(keyId(holder.public)).toEqual(hex("393e113b"));
});
