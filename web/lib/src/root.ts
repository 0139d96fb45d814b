/** The root: which keys speak for the federation (sections 6.1 and 6.2). */

import { equalBytes, toHex } from "./bytes.js";
import { CborMap, isArray, isBytes, isUint, type CborValue } from "./cbor.js";
import { signatureEntries, toBeSignedBy, type CoseParts, type SignatureEntry } from "./cose.js";
import { isYes, type Ed25519 } from "./ed25519.js";
import { KID_BYTES, keyId } from "./keys.js";

/** A threshold and the public keys of which so many must have signed. */
export interface Role {
  readonly threshold: number;
  /** Public keys by kid, in hexadecimal digits. */
  readonly keys: ReadonlyMap<string, Uint8Array>;
}

/** A multi-signature: what was signed, and by whom. */
export interface SignedBody {
  readonly protectedBytes: Uint8Array;
  readonly payloadBytes: Uint8Array;
  readonly signatures: readonly SignatureEntry[];
}

/** A root that has the right form and reaches its own role 1. */
export interface Root {
  /** The whole signed object. */
  readonly bytes: Uint8Array;
  readonly federation: string;
  readonly version: number;
  /** Seconds. */
  readonly iat: number;
  /** Seconds; from then on the root is expired. */
  readonly exp: number;
  /** Who signs roots. */
  readonly rootRole: Role;
  /** Who signs trust lists. */
  readonly trustRole: Role;
  readonly body: SignedBody;
}

/** A root has at most this many keys. */
const MAX_KEYS = 64;

/** Whether a text is an ID of a federation or an issuer: 1 to 64 characters out of a to z, 0 to 9, "." and "-". */
export function isId(value: CborValue | undefined): value is string {
  return typeof value === "string" && /^[a-z0-9.-]{1,64}$/u.test(value);
}

/**
 * The body of a multi-signature, if header and signatures keep the rules of section 6.1.
 *
 * @param parts - a document whose header has the right media type
 */
export function signedBody(parts: CoseParts): SignedBody | undefined {
  if (parts.header.entries.length !== 1) return undefined;
  const signatures = signatureEntries(parts.last);
  return signatures && { protectedBytes: parts.protectedBytes, payloadBytes: parts.payloadBytes, signatures };
}

/** Whether at least threshold many keys of the role have made a valid signature (section 6.1). */
export function reaches(role: Role, body: SignedBody, ed25519: Ed25519): boolean {
  let valid = 0;
  for (const entry of body.signatures) {
    const publicKey = role.keys.get(entry.kid);
    if (publicKey === undefined) continue;
    const signed = toBeSignedBy(entry, body.protectedBytes, body.payloadBytes);
    if (isYes(ed25519.verify(publicKey, signed, entry.signature))) valid += 1;
    if (valid >= role.threshold) return true;
  }
  return false;
}

/**
 * Reads a root and checks all that section 6.2 asks for, except a version that is in force or older, and the clock.
 * Whether the keys are points is costly and checked last.
 *
 * @param bytes - the whole document
 * @param parts - the same, taken apart
 * @param inForce - the root in force; none for the first root and for one that was kept
 * @returns undefined if it is `bad_root`
 */
export function readRoot(bytes: Uint8Array, parts: CoseParts, ed25519: Ed25519, inForce?: Root): Root | undefined {
  const body = signedBody(parts);
  const { payload } = parts;
  if (!body || !(payload instanceof CborMap) || !payload.hasExactly(1, 2, 3, 4, 5, 6)) return undefined;
  const [federation, version, iat, exp] = [payload.get(1), payload.get(2), payload.get(3), payload.get(4)];
  if (!isId(federation) || !isUint(version) || !isUint(iat) || !isUint(exp) || exp <= iat) return undefined;
  if (inForce && (federation !== inForce.federation || version > inForce.version + 1)) return undefined;
  const keys = readKeys(payload.get(5));
  const roles = payload.get(6);
  if (!keys || !(roles instanceof CborMap) || !roles.hasExactly(1, 2)) return undefined;
  const rootRole = readRole(roles.get(1), keys);
  const trustRole = readRole(roles.get(2), keys);
  if (!rootRole || !trustRole || !reaches(rootRole, body, ed25519)) return undefined;
  if (inForce && version === inForce.version + 1 && !reaches(inForce.rootRole, body, ed25519)) return undefined;
  for (const publicKey of keys.values()) if (!isYes(ed25519.isGoodKey(publicKey))) return undefined;
  return { bytes, federation, version, iat, exp, rootRole, trustRole, body };
}

function readKeys(value: CborValue | undefined): ReadonlyMap<string, Uint8Array> | undefined {
  if (!(value instanceof CborMap) || value.entries.length > MAX_KEYS) return undefined;
  const keys = new Map<string, Uint8Array>();
  for (const [kid, publicKey] of value.entries) {
    if (!isBytes(kid, KID_BYTES) || !isBytes(publicKey, 32) || !equalBytes(keyId(publicKey), kid)) return undefined;
    keys.set(toHex(kid), publicKey);
  }
  return keys;
}

function readRole(value: CborValue | undefined, keys: ReadonlyMap<string, Uint8Array>): Role | undefined {
  if (!isArray(value) || value.length !== 2) return undefined;
  const [threshold, kids] = value;
  if (!isUint(threshold) || !isArray(kids) || threshold < 1 || threshold > kids.length) return undefined;
  const inRole = new Map<string, Uint8Array>();
  for (const kid of kids) {
    if (!isBytes(kid)) return undefined;
    const name = toHex(kid);
    const publicKey = keys.get(name);
    if (publicKey === undefined || inRole.has(name)) return undefined;
    inRole.set(name, publicKey);
  }
  return { threshold, keys: inRole };
}
