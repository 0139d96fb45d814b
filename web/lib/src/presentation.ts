/** Presentations, and parsing of codes of both kinds (sections 4.1 and 7.1). */

import { CborMap, decodeCbor, isArray, isBytes, isUint } from "./cbor.js";
import { ALG_ED25519, HEADER_ALG, HEADER_KID, SIGNATURE_BYTES, coseParts, openCose, type OpenedCose } from "./cose.js";
import { credentialForm, type SignedCredential } from "./credential.js";
import { CodeRefused, DecodeError } from "./errors.js";

/** Keys of the payload. */
export const PROOF_IAT = 6;
export const PROOF_CNONCE = 39;
export const PROOF_CREDENTIAL = -65_538;
/** A challenge has at least and at most this many bytes. */
export const MIN_CHALLENGE_BYTES = 8;
export const MAX_CHALLENGE_BYTES = 32;

/** The holder's signature around a credential. */
export interface Proof {
  /** The wallet's clock, in seconds. */
  readonly iat: number;
  /** The challenge that is answered. */
  readonly cnonce: Uint8Array | undefined;
  readonly protectedBytes: Uint8Array;
  readonly payloadBytes: Uint8Array;
  readonly signature: Uint8Array;
}

/** A code that has the form of one. No signature is checked yet. */
export interface ParsedCode {
  readonly credential: SignedCredential;
  /** Only of a presentation. */
  readonly proof: Proof | undefined;
}

/**
 * Parses a code: step 2 of section 7.1.
 *
 * @param bytes - at most 320
 * @throws {@link CodeRefused} with `bad_cbor`, `bad_structure` or `unsupported_alg`
 */
export function parseCode(bytes: Uint8Array): ParsedCode {
  let outer: OpenedCose;
  let inner: OpenedCose | undefined;
  try {
    outer = openCose(decodeCbor(bytes));
    inner = openInner(outer);
  } catch (error) {
    if (error instanceof DecodeError) throw new CodeRefused("bad_cbor");
    throw error;
  }
  const read =
    outer.header instanceof CborMap && outer.header.get(HEADER_KID) === undefined
      ? presentationForm(outer, inner)
      : bareForm(outer);
  if (!read) throw new CodeRefused("bad_structure");
  const { algs, ...code } = read;
  if (algs.some((alg) => alg !== ALG_ED25519)) throw new CodeRefused("unsupported_alg");
  return code;
}

interface CodeForm extends ParsedCode {
  readonly algs: readonly number[];
}

/** Opens the credential inside, wherever there may be one. */
function openInner({ header, payload }: OpenedCose): OpenedCose | undefined {
  if (!(header instanceof CborMap) || header.get(HEADER_KID) !== undefined) return undefined;
  const inside = payload instanceof CborMap ? payload.get(PROOF_CREDENTIAL) : undefined;
  return isArray(inside) ? openCose(inside) : undefined;
}

function bareForm(outer: OpenedCose): CodeForm | undefined {
  const credential = credentialForm(outer);
  return credential && { credential, proof: undefined, algs: [credential.alg] };
}

function presentationForm(outer: OpenedCose, inner: OpenedCose | undefined): CodeForm | undefined {
  const parts = coseParts(outer);
  if (!parts?.header.hasExactly(HEADER_ALG)) return undefined;
  const { header, protectedBytes, payloadBytes, payload, last } = parts;
  const alg = header.get(HEADER_ALG);
  if (typeof alg !== "number" || !isBytes(last, SIGNATURE_BYTES) || !(payload instanceof CborMap)) return undefined;
  const [iat, cnonce] = [payload.get(PROOF_IAT), payload.get(PROOF_CNONCE)];
  const keys = cnonce === undefined ? [PROOF_IAT, PROOF_CREDENTIAL] : [PROOF_IAT, PROOF_CNONCE, PROOF_CREDENTIAL];
  if (!payload.hasExactly(...keys) || !isUint(iat)) return undefined;
  if (cnonce !== undefined && !isChallenge(cnonce)) return undefined;
  const credential = inner && credentialForm(inner);
  if (!credential) return undefined;
  const proof = { iat, cnonce, protectedBytes, payloadBytes, signature: last };
  return { credential, proof, algs: [alg, credential.alg] };
}

/** Whether a value can be a challenge: 8 to 32 bytes (section 4.3). */
export function isChallenge(value: unknown): value is Uint8Array {
  return value instanceof Uint8Array && value.length >= MIN_CHALLENGE_BYTES && value.length <= MAX_CHALLENGE_BYTES;
}
