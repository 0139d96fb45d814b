/** The trust list: which issuers are trusted, and what their keys and colours are (sections 3.3, 6.3 and 6.4). */

import { toHex } from "./bytes.js";
import { CborMap, isArray, isBytes, isUint, type CborValue } from "./cbor.js";
import type { CoseParts } from "./cose.js";
import { isYes, type Ed25519 } from "./ed25519.js";
import { USAGES, keyId, type Usage } from "./keys.js";
import { isId, reaches, signedBody, type Root, type SignedBody } from "./root.js";
import { codePoints } from "./text.js";

/** What a colour means, by its number in a trust list. */
export const LEVELS = Object.freeze(["clear", "check", "stop", "undetermined"] as const);

/** What a colour means (section 6.4). */
export type Level = (typeof LEVELS)[number];

/** Names or labels by language. */
export type Texts = ReadonlyMap<string, string>;

/** What an issuer means by a colour, and what it calls it. */
export interface Colour {
  readonly level: Level;
  readonly labels: Texts;
}

/** An issuer that the federation trusts. */
export interface Issuer {
  readonly id: string;
  readonly names: Texts;
  /** Colours 0 to 6 by their number. */
  readonly colours: ReadonlyMap<number, Colour>;
  readonly revocationListUrl: string;
}

interface AnyKey {
  readonly issuer: Issuer;
  readonly publicKey: Uint8Array;
  /** Seconds; the key is used from then on. */
  readonly nbf: number;
  /** Seconds; the key is used until then. */
  readonly naf: number;
}

/** A key that signs credentials. */
export interface CredentialKey extends AnyKey {
  readonly usage: "live" | "paper";
  /** Seconds from the begin of a window to its end. */
  readonly lifetime: number;
  /** Seconds from the end of a window to the end of the next. */
  readonly step: number;
  /** What the end of a window leaves when divided by `step`. */
  readonly phase: number;
}

/** A key that signs revocation lists. */
export interface RevokeKey extends AnyKey {
  readonly usage: "revoke";
}

/** A key of an issuer. */
export type IssuerKey = CredentialKey | RevokeKey;

/** A trust list that keeps all rules and reaches role 2 of the root it was read under. */
export interface TrustList {
  /** The whole signed object. */
  readonly bytes: Uint8Array;
  readonly federation: string;
  readonly seq: number;
  /** Seconds. */
  readonly iat: number;
  /** Seconds; from then on the trust list is expired. */
  readonly exp: number;
  /** Issuers by ID. */
  readonly issuers: ReadonlyMap<string, Issuer>;
  /** Keys by kid, in hexadecimal digits. */
  readonly keys: ReadonlyMap<string, IssuerKey>;
  readonly body: SignedBody;
}

/** A trust list ends at most this many seconds after it was made. */
const MAX_LIFE = 2_592_000;
/** An issuer has at most this many keys of each usage. */
const MAX_KEYS = 4;
/** The highest colour that has a meaning. */
const MAX_COLOUR = 6;
/** A name or a label has at most this many code points. */
const MAX_LABEL = 64;
/** Control characters, and those that change the direction of writing. */
// eslint-disable-next-line no-control-regex -- these are the characters that must not occur
const FORBIDDEN = /[\u{0}-\u{1f}\u{7f}-\u{9f}\u{61c}\u{200e}\u{200f}\u{202a}-\u{202e}\u{2066}-\u{2069}]/u;

/**
 * Reads a trust list and checks all that section 6.3 asks for, except seq and clock.
 *
 * @param bytes - the whole document
 * @param parts - the same, taken apart
 * @param root - the root in force
 * @returns undefined if it is `bad_trust_list`
 */
export function readTrustList(bytes: Uint8Array, parts: CoseParts, root: Root, ed25519: Ed25519): TrustList | undefined {
  const body = signedBody(parts);
  if (!body || !reaches(root.trustRole, body, ed25519)) return undefined;
  const { payload } = parts;
  if (!(payload instanceof CborMap) || !payload.hasAtLeast(1, 2, 3, 4, 5)) return undefined;
  const [federation, seq, iat, exp, items] = [1, 2, 3, 4, 5].map((key) => payload.get(key));
  if (federation !== root.federation || !isUint(seq) || !isUint(iat) || !isUint(exp)) return undefined;
  if (exp <= iat || exp - iat > MAX_LIFE || !isArray(items)) return undefined;
  const issuers = new Map<string, Issuer>();
  const keys = new Map<string, IssuerKey>();
  for (const item of items) {
    const issuer = readIssuer(item);
    if (!issuer || issuers.has(issuer.id) || !readKeys(item, issuer, keys, ed25519)) return undefined;
    issuers.set(issuer.id, issuer);
  }
  return { bytes, federation: root.federation, seq, iat, exp, issuers, keys, body };
}

function readIssuer(item: CborValue): Issuer | undefined {
  if (!(item instanceof CborMap) || !item.hasAtLeast(1, 2, 3, 4, 5)) return undefined;
  const id = item.get(1);
  const names = readTexts(item.get(2));
  const colours = readColours(item.get(4));
  const revocationListUrl = item.get(5);
  if (!isId(id) || !names || !colours || typeof revocationListUrl !== "string") return undefined;
  return { id, names, colours, revocationListUrl };
}

function readTexts(value: CborValue | undefined): Texts | undefined {
  if (!(value instanceof CborMap)) return undefined;
  const texts = new Map<string, string>();
  for (const [language, text] of value.entries) {
    if (typeof language !== "string" || typeof text !== "string") return undefined;
    if (codePoints(text) > MAX_LABEL || FORBIDDEN.test(text)) return undefined;
    texts.set(language, text);
  }
  return texts;
}

function readColours(value: CborValue | undefined): ReadonlyMap<number, Colour> | undefined {
  if (!(value instanceof CborMap)) return undefined;
  const colours = new Map<number, Colour>();
  for (const [colour, meaning] of value.entries) {
    if (!isUint(colour) || !isArray(meaning) || meaning.length !== 2) return undefined;
    const level = isUint(meaning[0]) ? LEVELS[meaning[0]] : undefined;
    const labels = readTexts(meaning[1]);
    if (!level || !labels) return undefined;
    if (colour <= MAX_COLOUR) colours.set(colour, { level, labels });
  }
  return colours;
}

/** Reads the keys of an issuer into `keys`. Keys of unknown usages take no part in any rule. */
function readKeys(item: CborValue, issuer: Issuer, keys: Map<string, IssuerKey>, ed25519: Ed25519): boolean {
  const list = item instanceof CborMap ? item.get(3) : undefined;
  if (!isArray(list)) return false;
  const counts = new Map<Usage, number>();
  for (const entry of list) {
    if (!(entry instanceof CborMap)) return false;
    const number = entry.get(2);
    if (!isUint(number)) return false;
    const usage = USAGES.get(number);
    if (usage === undefined) continue;
    const count = (counts.get(usage) ?? 0) + 1;
    const key = readKey(entry, usage, issuer);
    if (!key || count > MAX_KEYS) return false;
    const kid = toHex(keyId(key.publicKey));
    if (keys.has(kid) || !isYes(ed25519.isGoodKey(key.publicKey))) return false;
    keys.set(kid, key);
    counts.set(usage, count);
  }
  return true;
}

function readKey(entry: CborMap, usage: Usage, issuer: Issuer): IssuerKey | undefined {
  const [publicKey, nbf, naf] = [entry.get(1), entry.get(3), entry.get(4)];
  if (!isBytes(publicKey, 32) || !isUint(nbf) || !isUint(naf) || naf <= nbf) return undefined;
  if (usage === "revoke") {
    return entry.hasAtLeast(1, 2, 3, 4) ? { issuer, publicKey, usage, nbf, naf } : undefined;
  }
  if (!entry.hasAtLeast(1, 2, 3, 4, 5, 6, 7)) return undefined;
  const [lifetime, step, phase] = [entry.get(5), entry.get(6), entry.get(7)];
  if (!isUint(lifetime) || !isUint(step) || !isUint(phase)) return undefined;
  // lifetime <= 32 * step, without leaving the exact numbers.
  if (phase >= step || step > lifetime || lifetime / 32 > step) return undefined;
  if (usage === "live" ? step < 3600 || lifetime - step < 600 : step < 86_400) return undefined;
  return { issuer, publicKey, usage, nbf, naf, lifetime, step, phase };
}
