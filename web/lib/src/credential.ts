/** Credentials (section 3). */

import { copyBytes, toHex } from "./bytes.js";
import { CborMap, decodeCbor, isBytes, isUint, type CborValue } from "./cbor.js";
import { HEADER_ALG, HEADER_KID, SIGNATURE_BYTES, coseParts, openCose, type OpenedCose } from "./cose.js";
import { CodeRefused, DecodeError } from "./errors.js";
import { KID_BYTES } from "./keys.js";
import { MAX_CODE_BYTES } from "./text.js";

/** Keys of the claims. */
export const CLAIM_EXP = 4;
export const CLAIM_CTI = 7;
export const CLAIM_COLOUR = -65_537;
/** The pseudonymous ID has so many bytes: the serial, and for a live credential the holder key behind it. */
export const CTI_BYTES = { paper: 4, live: 36 } as const;

/** A credential that has the form of one. Its payload is still unread: it counts only after the signature. */
export interface SignedCredential {
  /** In hexadecimal digits. */
  readonly kid: string;
  readonly alg: number;
  readonly protectedBytes: Uint8Array;
  readonly payloadBytes: Uint8Array;
  readonly payload: CborValue;
  readonly signature: Uint8Array;
}

/** What a credential says. */
export interface Claims {
  /** Seconds; the end of the window. */
  readonly exp: number;
  readonly serial: number;
  readonly colour: number;
  /** Only in a live credential: 32 bytes. */
  readonly holderKey: Uint8Array | undefined;
}

/** Checks the form of a credential (section 3.1), without its claims. Undefined if it has not that form. */
export function credentialForm(opened: OpenedCose): SignedCredential | undefined {
  const parts = coseParts(opened);
  if (!parts?.header.hasExactly(HEADER_ALG, HEADER_KID)) return undefined;
  const { header, protectedBytes, payloadBytes, payload, last } = parts;
  const [alg, kid] = [header.get(HEADER_ALG), header.get(HEADER_KID)];
  if (typeof alg !== "number" || !isBytes(kid, KID_BYTES) || !isBytes(last, SIGNATURE_BYTES)) return undefined;
  return { kid: toHex(kid), alg, protectedBytes, payloadBytes, payload, signature: last };
}

/**
 * Reads the claims of a credential.
 *
 * @param payload - the decoded payload
 * @param medium - under what kind of key the credential is
 * @returns undefined if they are not exactly the three claims with their types, or the pseudonymous ID has the wrong length
 */
export function readClaims(payload: CborValue, medium: "live" | "paper"): Claims | undefined {
  if (!(payload instanceof CborMap) || !payload.hasExactly(CLAIM_EXP, CLAIM_CTI, CLAIM_COLOUR)) return undefined;
  const [exp, cti, colour] = [payload.get(CLAIM_EXP), payload.get(CLAIM_CTI), payload.get(CLAIM_COLOUR)];
  if (!isUint(exp) || !isBytes(cti, CTI_BYTES[medium]) || !isUint(colour)) return undefined;
  const serial = new DataView(cti.buffer, cti.byteOffset).getUint32(0);
  return { exp, serial, colour, holderKey: medium === "live" ? cti.subarray(4) : undefined };
}

/** A credential as its holder keeps it. Nothing in it is checked: the holder has it from the issuer. */
export interface OwnCredential extends Claims {
  readonly bytes: Uint8Array;
  /** In hexadecimal digits. */
  readonly kid: string;
  readonly medium: "live" | "paper";
}

/**
 * Reads a credential for its holder. The issuer's signature is not checked, as a wallet has no trust list.
 *
 * @param bytes - the credential
 * @throws {@link CodeRefused} with `too_large`, `bad_cbor`, `bad_structure`, `unsupported_alg` or `bad_claims`
 */
export function readCredential(bytes: Uint8Array): OwnCredential {
  if (bytes.length > MAX_CODE_BYTES) throw new CodeRefused("too_large");
  const own = copyBytes(bytes);
  let credential: SignedCredential | undefined;
  try {
    credential = credentialForm(openCose(decodeCbor(own)));
  } catch (error) {
    if (error instanceof DecodeError) throw new CodeRefused("bad_cbor");
    throw error;
  }
  if (!credential) throw new CodeRefused("bad_structure");
  const { kid, alg, payload } = credential;
  if (alg !== -19) throw new CodeRefused("unsupported_alg");
  for (const medium of ["paper", "live"] as const) {
    const claims = readClaims(payload, medium);
    if (claims) return { ...claims, bytes: own, kid, medium };
  }
  throw new CodeRefused("bad_claims");
}
