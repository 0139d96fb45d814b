/**
 * Ed25519 with the rules of section 2.1.
 *
 * What noble's `verify` with `zip215: false` does: A and R must be canonical encodings of points, S must be below L, A must
 * not be of small order; the equation is the cofactored one. What is added here: R must not be of small order.
 *
 * The added checks look at bytes only, so they also serve a verifier that knows none of these rules, like OpenSSL: see
 * {@link strictEd25519}.
 */

import { ed25519 } from "@noble/curves/ed25519.js";
import { copyBytes } from "./bytes.js";

/** How signatures and keys are checked. Both functions answer false for whatever is wrong, and never throw. */
export interface Ed25519 {
  /**
   * Whether a signature is right, by all rules of section 2.1.
   *
   * @param publicKey - A, 32 bytes
   * @param message - what was signed
   * @param signature - R and S, 64 bytes
   */
  verify(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean;
  /**
   * Whether a key may enter by a root, a trust list or issuance: 32 bytes, the canonical encoding of a point of the
   * prime-order subgroup other than the identity (section 2.1).
   */
  isGoodKey(publicKey: Uint8Array): boolean;
}

/** Whether a verifier says yes. A promise, which plain JavaScript may bring here, is no answer. */
export function isYes(answer: unknown): boolean {
  return answer === true;
}

/** Checks the equation of one signature. May throw, which counts as a wrong signature. */
export type RawVerify = (publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array) => boolean;

// Numbers of 32 bytes, little-endian, as hexadecimal digits with the most significant first.
const P = "7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffed";
const L = "1000000000000000000000000000000014def9dea2f79cd65812631a5cf5d3ed";
/** The y of all points whose order divides 8. */
const SMALL_ORDER_Y: ReadonlySet<string> = new Set([
  "0000000000000000000000000000000000000000000000000000000000000000",
  "0000000000000000000000000000000000000000000000000000000000000001",
  "7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffec",
  "05fc536d880238b13933c6d305acdfd5f098eff289f4c345b027b2c28f95e826",
  "7a03ac9277fdc74ec6cc392cfa53202a0f67100d760b3cba4fd84d3d706a17c7",
]);

function digits(littleEndian: Uint8Array): string {
  let text = "";
  for (const byte of littleEndian) text = byte.toString(16).padStart(2, "0") + text;
  return text;
}

/** Whether 32 bytes can be a point: y below p, and not the y of a point of small order. */
function plausiblePoint(bytes: Uint8Array): boolean {
  const y = copyBytes(bytes);
  y[31] = (y[31] ?? 0) & 0x7f;
  const number = digits(y);
  return number < P && !SMALL_ORDER_Y.has(number);
}

/**
 * Puts the strict rules of section 2.1 in front of another verifier, so that a faster one can be used: Node has
 * `crypto.verify`, which answers at once. (WebCrypto only gives promises, which would make the whole library asynchronous.)
 *
 * @param raw - checks the equation; it must decode A, and either decode R or compare it with the R it computes
 */
export function strictEd25519(raw: RawVerify): Ed25519 {
  return {
    verify(publicKey, message, signature) {
      if (publicKey.length !== 32 || signature.length !== 64) return false;
      if (!plausiblePoint(publicKey) || !plausiblePoint(signature.subarray(0, 32))) return false;
      if (digits(signature.subarray(32)) >= L) return false;
      try {
        return isYes(raw(publicKey, message, signature));
      } catch {
        return false;
      }
    },
    isGoodKey(publicKey) {
      if (publicKey.length !== 32) return false;
      try {
        const point = ed25519.Point.fromBytes(publicKey, false);
        return !point.is0() && point.isTorsionFree();
      } catch {
        return false;
      }
    },
  };
}

/** The portable default, by `@noble/curves`. */
export const nobleEd25519: Ed25519 = strictEd25519((publicKey, message, signature) =>
  ed25519.verify(signature, message, publicKey, { zip215: false }),
);

/**
 * The public key of a private key.
 *
 * @param secretKey - 32 bytes of RFC 8032
 */
export function publicKeyOf(secretKey: Uint8Array): Uint8Array {
  return ed25519.getPublicKey(secretKey);
}

/**
 * Signs.
 *
 * @param secretKey - 32 bytes of RFC 8032
 * @returns 64 bytes
 */
export function sign(secretKey: Uint8Array, message: Uint8Array): Uint8Array {
  return ed25519.sign(message, secretKey);
}
