/** Key IDs and usages (sections 2.3 and 2.4). */

import { sha256 } from "@noble/hashes/sha2.js";
import { concatBytes } from "./bytes.js";

/** What comes before the public key in the COSE Key that is hashed for the thumbprint. */
const THUMBPRINT_HEAD = Uint8Array.of(0xa3, 0x01, 0x01, 0x20, 0x06, 0x21, 0x58, 0x20);

/** A key ID has this many bytes. */
export const KID_BYTES = 4;

/** What a key of an issuer signs. */
export type Usage = "live" | "paper" | "revoke";

/** Usages by their number in a trust list. */
export const USAGES: ReadonlyMap<number, Usage> = new Map([
  [1, "live"],
  [2, "paper"],
  [3, "revoke"],
]);

/**
 * The key ID of a public key: the first 4 bytes of its COSE Key Thumbprint with SHA-256.
 *
 * @param publicKey - 32 bytes
 */
export function keyId(publicKey: Uint8Array): Uint8Array {
  return sha256(concatBytes([THUMBPRINT_HEAD, publicKey])).slice(0, KID_BYTES);
}
