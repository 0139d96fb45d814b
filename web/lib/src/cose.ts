/** Single signatures and multi-signatures (section 2.2). */

import { NO_BYTES, toHex } from "./bytes.js";
import { CborMap, decodeCbor, encodeCbor, isArray, isBytes, type CborValue } from "./cbor.js";
import { KID_BYTES } from "./keys.js";

/** The number of Ed25519 in COSE. */
export const ALG_ED25519 = -19;
/** Labels of headers. */
export const HEADER_ALG = 1;
export const HEADER_KID = 4;
export const HEADER_TYP = 16;
/** An Ed25519 signature has this many bytes. */
export const SIGNATURE_BYTES = 64;
/** A multi-signature has at most this many entries (section 6.1). */
export const MAX_SIGNATURES = 32;

/** A value that may be a COSE message, with protected header and payload decoded where they are byte strings. */
export interface OpenedCose {
  readonly value: CborValue;
  /** The content of the first entry, if the value is an array of 4 and that entry a byte string. */
  readonly header: CborValue | undefined;
  /** The content of the third entry, likewise. */
  readonly payload: CborValue | undefined;
}

/** The parts that a single signature and a multi-signature have in common. */
export interface CoseParts {
  /** The protected header as it was signed. */
  readonly protectedBytes: Uint8Array;
  readonly header: CborMap;
  /** The payload as it was signed. */
  readonly payloadBytes: Uint8Array;
  readonly payload: CborValue;
  /** The fourth entry. */
  readonly last: CborValue;
}

/**
 * Decodes the protected header and the payload of a value, wherever these are byte strings.
 *
 * @throws DecodeError with `bad_cbor` if the content of one is not CBOR of section 1.1
 */
export function openCose(value: CborValue): OpenedCose {
  if (!isArray(value) || value.length !== 4) return { value, header: undefined, payload: undefined };
  const [first, , third] = value;
  return {
    value,
    header: isBytes(first) ? decodeCbor(first) : undefined,
    payload: isBytes(third) ? decodeCbor(third) : undefined,
  };
}

/**
 * The parts of a COSE message, if it has the form that both kinds share: a header that is a map, an empty unprotected
 * header, a payload.
 *
 * @returns undefined if it has not
 */
export function coseParts(opened: OpenedCose): CoseParts | undefined {
  const { value, header, payload } = opened;
  if (!isArray(value) || value.length !== 4) return undefined;
  const [protectedBytes, unprotected, payloadBytes, last] = value;
  if (!isBytes(protectedBytes) || !isBytes(payloadBytes) || last === undefined) return undefined;
  if (!(unprotected instanceof CborMap) || unprotected.entries.length !== 0) return undefined;
  if (!(header instanceof CborMap) || payload === undefined) return undefined;
  return { protectedBytes, header, payloadBytes, payload, last };
}

/** What is signed in a COSE_Sign1. */
export function toBeSigned(protectedBytes: Uint8Array, payloadBytes: Uint8Array): Uint8Array {
  return encodeCbor(["Signature1", protectedBytes, NO_BYTES, payloadBytes]);
}

/** One signature in a COSE_Sign. */
export interface SignatureEntry {
  /** The kid in the header of the entry, as hexadecimal digits. */
  readonly kid: string;
  readonly protectedBytes: Uint8Array;
  readonly signature: Uint8Array;
}

/**
 * Reads the entries of a COSE_Sign and checks the rules of section 6.1.
 *
 * @returns undefined if a rule is broken
 */
export function signatureEntries(last: CborValue): readonly SignatureEntry[] | undefined {
  if (!isArray(last) || last.length > MAX_SIGNATURES) return undefined;
  const entries: SignatureEntry[] = [];
  for (const item of last) {
    if (!isArray(item) || item.length !== 3) return undefined;
    const [protectedBytes, unprotected, signature] = item;
    if (!isBytes(protectedBytes) || !isBytes(signature, SIGNATURE_BYTES)) return undefined;
    if (!(unprotected instanceof CborMap) || unprotected.entries.length !== 0) return undefined;
    const header = decodeCbor(protectedBytes);
    if (!(header instanceof CborMap) || !header.hasExactly(HEADER_ALG, HEADER_KID)) return undefined;
    const kid = header.get(HEADER_KID);
    if (header.get(HEADER_ALG) !== ALG_ED25519 || !isBytes(kid, KID_BYTES)) return undefined;
    entries.push({ kid: toHex(kid), protectedBytes, signature });
  }
  if (new Set(entries.map((entry) => entry.kid)).size !== entries.length) return undefined;
  return entries;
}

/** What is signed in one entry of a COSE_Sign. */
export function toBeSignedBy(entry: SignatureEntry, bodyProtected: Uint8Array, payloadBytes: Uint8Array): Uint8Array {
  return encodeCbor(["Signature", bodyProtected, entry.protectedBytes, NO_BYTES, payloadBytes]);
}
