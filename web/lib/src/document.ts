/** What roots, trust lists and revocation lists have in common: kinds, sizes and parsing (sections 1.2 and 7.2). */

import { copyBytes, requireBytes } from "./bytes.js";
import { CborMap, decodeCbor, decodeLeadingCbor, isArray, isBytes, type CborValue } from "./cbor.js";
import { HEADER_TYP, coseParts, openCose, type CoseParts } from "./cose.js";
import { DecodeError, DocumentRefused } from "./errors.js";

/** The kinds of documents. */
export type DocumentKind = "root" | "trust-list" | "revocation-list";

/** The media type of a bundle. */
export const BUNDLE_MEDIA_TYPE = "application/cbor-seq";

/** The media types of documents. */
export const MEDIA_TYPES: Readonly<Record<DocumentKind, string>> = Object.freeze({
  root: "application/huepass-root+cose",
  "trust-list": "application/huepass-trust+cose",
  "revocation-list": "application/huepass-rl+cose",
});

const KINDS = Object.keys(MEDIA_TYPES) as DocumentKind[];

const MIB = 2 ** 20;

/** The most bytes that a document of each kind has. */
export const MAX_DOCUMENT_BYTES: Readonly<Record<DocumentKind, number>> = Object.freeze({
  root: MIB / 16,
  "trust-list": MIB,
  "revocation-list": 128 * MIB,
});

/** The most bytes that a bundle has. */
export const MAX_BUNDLE_BYTES = 256 * MIB;

/** A document that is one by its media type. */
export interface ParsedDocument {
  /** A copy of the document, of which the parts are views. */
  readonly bytes: Uint8Array;
  readonly kind: DocumentKind;
  /** Its parts, or undefined if they have not the form of COSE. */
  readonly parts: CoseParts | undefined;
}

/**
 * Copies and parses a document: steps 3 to 5 of section 7.2.
 *
 * @throws {@link DocumentRefused} with `too_large`, `bad_cbor` or `bad_structure`; BadArgument if it is no `Uint8Array`
 */
export function parseDocument(bytes: Uint8Array): ParsedDocument {
  requireBytes(bytes);
  if (bytes.length > MAX_DOCUMENT_BYTES[namedKind(bytes) ?? "revocation-list"]) throw new DocumentRefused("too_large");
  const own = copyBytes(bytes);
  try {
    const opened = openCose(decodeCbor(own));
    decodeEntryHeaders(opened.value);
    const kind = kindOf(opened.header);
    if (kind === undefined) throw new DocumentRefused("bad_structure");
    return { bytes: own, kind, parts: coseParts(opened) };
  } catch (error) {
    if (error instanceof DecodeError) throw new DocumentRefused("bad_cbor");
    throw error;
  }
}

function kindOf(header: CborValue | undefined): DocumentKind | undefined {
  const type = header instanceof CborMap ? header.get(HEADER_TYP) : undefined;
  return KINDS.find((kind) => MEDIA_TYPES[kind] === type);
}

/** The kind that the protected header names, if it can be read: that of an array of 4 that begins with a byte string. */
export function namedKind(bytes: Uint8Array): DocumentKind | undefined {
  if (bytes[0] !== 0x84 || (bytes[1] ?? 0) >> 5 !== 2) return undefined;
  try {
    const first = decodeLeadingCbor(bytes.subarray(1));
    return isBytes(first) ? kindOf(decodeCbor(first)) : undefined;
  } catch (error) {
    if (error instanceof DecodeError) return undefined;
    throw error;
  }
}

/** Decodes the protected headers of the entries of a multi-signature, to find `bad_cbor` before anything else. */
function decodeEntryHeaders(value: CborValue): void {
  const entries = isArray(value) && value.length === 4 ? value[3] : undefined;
  if (!isArray(entries)) return;
  for (const entry of entries) {
    if (isArray(entry) && entry.length === 3 && isBytes(entry[0])) decodeCbor(entry[0]);
  }
}
