/** Revocation lists (section 5). */

import { compareBytes, toHex } from "./bytes.js";
import { CborMap, isArray, isBytes, isUint, type CborValue } from "./cbor.js";
import { ALG_ED25519, HEADER_ALG, HEADER_KID, HEADER_TYP, SIGNATURE_BYTES, toBeSigned, type CoseParts } from "./cose.js";
import { isYes, type Ed25519 } from "./ed25519.js";
import { KID_BYTES } from "./keys.js";
import { hasSerial, readSerials, type SerialSet } from "./serials.js";
import type { CredentialKey, RevokeKey, TrustList } from "./trust.js";

/** A revocation list that was accepted. */
export interface RevocationList {
  /** The whole signed object. */
  readonly bytes: Uint8Array;
  /** The ID of the issuer. */
  readonly issuer: string;
  readonly seq: number;
  /** Seconds. */
  readonly iat: number;
  /** Seconds; from then on the list is stale. */
  readonly freshUntil: number;
  /** The public key that signed it. */
  readonly signer: Uint8Array;
  /** The revoked serials of each window that the list names. */
  readonly windows: ReadonlyMap<string, SerialSet>;
}

/** What a revocation list says of a credential (section 5.3). */
export type RevocationStatus = "revoked" | "stale" | "good";

/** A list stays fresh for at most this many seconds. */
const MAX_FRESH = 86_400;

function windowName(kid: string, exp: number): string {
  return `${kid}-${String(exp)}`;
}

/**
 * Reads a revocation list and checks all that section 5.2 asks for, except seq and clock.
 *
 * @param bytes - the whole document
 * @param parts - the same, taken apart
 * @param trustList - the trust list in force; an expired one serves
 * @returns undefined if it is `bad_revocation_list`
 */
export function readRevocationList(
  bytes: Uint8Array,
  parts: CoseParts,
  trustList: TrustList,
  ed25519: Ed25519,
): RevocationList | undefined {
  const key = signingKey(parts, trustList, ed25519);
  const list = key && readSignedList(bytes, parts, key.publicKey);
  if (!key || !list) return undefined;
  if (key.issuer.id !== list.issuer || list.iat < key.nbf || list.iat >= key.naf) return undefined;
  for (const name of list.windows.keys()) {
    const owner = trustList.keys.get(name.slice(0, 2 * KID_BYTES));
    if (owner && owner.issuer.id !== list.issuer) return undefined;
  }
  return list;
}

/**
 * Reads a list that was accepted before, from where a gate keeps it. The times of its key and the owners of its windows
 * are not checked again: what was accepted stays accepted (section 5.2).
 *
 * @param signer - the public key that signed it
 * @returns undefined if it is not a list that this key has signed
 */
export function readKeptRevocationList(
  bytes: Uint8Array,
  parts: CoseParts,
  signer: Uint8Array,
  ed25519: Ed25519,
): RevocationList | undefined {
  return signedBy(parts, signer, ed25519) ? readSignedList(bytes, parts, signer) : undefined;
}

/** Whether a list stays accepted under a trust list: the very key that signed it is there, for its issuer (section 5.2). */
export function staysAccepted(list: RevocationList, trustList: TrustList): boolean {
  for (const key of trustList.keys.values()) {
    if (key.usage === "revoke" && key.issuer.id === list.issuer && compareBytes(key.publicKey, list.signer) === 0) {
      return true;
    }
  }
  return false;
}

/**
 * What the newest accepted list of an issuer says of a serial (section 5.3).
 *
 * @param list - that list, if there is one
 * @param kid - the kid of the credential, in hexadecimal digits
 * @param key - the key of that kid
 * @param exp - the end of the window, in seconds
 * @param now - seconds
 */
export function revocationStatus(
  list: RevocationList | undefined,
  kid: string,
  key: CredentialKey,
  exp: number,
  serial: number,
  now: number,
): RevocationStatus {
  if (!list) return "stale";
  const named = list.windows.get(windowName(kid, exp));
  if (named && hasSerial(named, serial)) return "revoked";
  const covered = exp > list.iat && exp - key.lifetime < list.freshUntil;
  return (named ?? covered) && now < list.freshUntil ? "good" : "stale";
}

function signingKey(parts: CoseParts, trustList: TrustList, ed25519: Ed25519): RevokeKey | undefined {
  const kid = parts.header.get(HEADER_KID);
  const key = isBytes(kid, KID_BYTES) ? trustList.keys.get(toHex(kid)) : undefined;
  return key?.usage === "revoke" && signedBy(parts, key.publicKey, ed25519) ? key : undefined;
}

function signedBy(parts: CoseParts, publicKey: Uint8Array, ed25519: Ed25519): boolean {
  const { header, last } = parts;
  if (!header.hasExactly(HEADER_ALG, HEADER_KID, HEADER_TYP) || header.get(HEADER_ALG) !== ALG_ED25519) return false;
  if (!isBytes(last, SIGNATURE_BYTES)) return false;
  return isYes(ed25519.verify(publicKey, toBeSigned(parts.protectedBytes, parts.payloadBytes), last));
}

function readSignedList(bytes: Uint8Array, parts: CoseParts, signer: Uint8Array): RevocationList | undefined {
  const { payload } = parts;
  if (!(payload instanceof CborMap) || !payload.hasAtLeast(1, 2, 3, 4, 5)) return undefined;
  const [issuer, seq, iat, freshUntil, items] = [1, 2, 3, 4, 5].map((key) => payload.get(key));
  if (typeof issuer !== "string" || !isUint(seq) || !isUint(iat) || !isUint(freshUntil)) return undefined;
  if (freshUntil <= iat || freshUntil - iat > MAX_FRESH) return undefined;
  const windows = readWindows(items);
  return windows && { bytes, issuer, seq, iat, freshUntil, signer, windows };
}

function readWindows(items: CborValue | undefined): ReadonlyMap<string, SerialSet> | undefined {
  if (!isArray(items)) return undefined;
  const windows = new Map<string, SerialSet>();
  let before: { kid: Uint8Array; exp: number } | undefined;
  for (const item of items) {
    if (!isArray(item) || item.length !== 6) return undefined;
    const [kid, exp, b, count, k, data] = item;
    if (!isBytes(kid, KID_BYTES) || !isUint(exp)) return undefined;
    if (!isUint(b) || !isUint(count) || !isUint(k) || !isBytes(data)) return undefined;
    if (before) {
      const order = compareBytes(before.kid, kid);
      if (order > 0 || (order === 0 && before.exp >= exp)) return undefined;
    }
    before = { kid, exp };
    const serials = readSerials(b, count, k, data);
    if (!serials) return undefined;
    windows.set(windowName(toHex(kid), exp), serials);
  }
  return windows;
}
