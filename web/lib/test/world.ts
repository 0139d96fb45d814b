/** A federation for tests: keys, documents and codes, each part of which can be replaced by a wrong one. */

import { createHash, createPrivateKey, createPublicKey, sign as nodeSign } from "node:crypto";
import { encodeBase45 } from "../src/base45.js";
import { firstState, loadDocument, type FederationState } from "../src/state.js";
import { judgeCode, startGate, type GateState } from "../src/check.js";
import { makePolicy } from "../src/policy.js";
import type { Decision } from "../src/decision.js";
import { writeSerials } from "../src/serials.js";
import { EMPTY_MAP, array, bstr, hex, imap, int, join, map, text, uint, type Bytes } from "./writer.js";

export interface Key {
  readonly secret: Bytes;
  readonly public: Bytes;
  readonly kid: Bytes;
}

const sha256 = (bytes: Bytes): Bytes => new Uint8Array(createHash("sha256").update(bytes).digest());

function privateKey(secret: Bytes): ReturnType<typeof createPrivateKey> {
  const der = Buffer.from(join(hex("302e020100300506032b657004220420"), secret));
  return createPrivateKey({ key: der, format: "der", type: "pkcs8" });
}

/** The key of Appendix B with this name. */
export function keyNamed(name: string): Key {
  const secret = sha256(new TextEncoder().encode(`huepass example ${name}`));
  const spki = createPublicKey(privateKey(secret)).export({ format: "der", type: "spki" });
  const publicKey = new Uint8Array(spki.subarray(-32));
  return { secret, public: publicKey, kid: kidOf(publicKey) };
}

export function kidOf(publicKey: Bytes): Bytes {
  return sha256(join(hex("a301012006215820"), publicKey)).slice(0, 4);
}

/** Signs with Node's own Ed25519. */
export function sign(key: Key, message: Bytes): Bytes {
  return new Uint8Array(nodeSign(null, message, privateKey(key.secret)));
}

export const root = keyNamed("root");
export const trust = keyNamed("trust");
export const live = keyNamed("live");
export const paper = keyNamed("paper");
export const revoke = keyNamed("revoke");
export const holder = keyNamed("holder");
export const stranger = keyNamed("stranger");

/** The clock of most tests. */
export const NOW = 1_790_000_000;
/** The end of the paper window and of the live window that are current then. */
export const PAPER_EXP = 1_790_006_400;
export const LIVE_EXP = 1_790_013_600;

export const header = (key: Key, alg = int(-19)): Bytes => imap([1, alg], [4, bstr(key.kid)]);

export function cose1(protectedContent: Bytes, payload: Bytes, key: Key): Bytes {
  const signed = array(text("Signature1"), bstr(protectedContent), bstr(new Uint8Array(0)), bstr(payload));
  return array(bstr(protectedContent), EMPTY_MAP, bstr(payload), bstr(sign(key, signed)));
}

export function signatureEntry(body: Bytes, payload: Bytes, key: Key, protectedContent = header(key)): Bytes {
  const signed = array(text("Signature"), bstr(body), bstr(protectedContent), bstr(new Uint8Array(0)), bstr(payload));
  return array(bstr(protectedContent), EMPTY_MAP, bstr(sign(key, signed)));
}

export function coseSign(body: Bytes, payload: Bytes, ...keys: readonly Key[]): Bytes {
  return array(bstr(body), EMPTY_MAP, bstr(payload), array(...keys.map((key) => signatureEntry(body, payload, key))));
}

export const ROOT_HEADER = imap([16, text("application/huepass-root+cose")]);
export const TRUST_HEADER = imap([16, text("application/huepass-trust+cose")]);
export const revocationHeader = (key: Key): Bytes =>
  imap([1, int(-19)], [4, bstr(key.kid)], [16, text("application/huepass-rl+cose")]);

/** Members by number, of which some can be replaced (a value) or left out (undefined). */
export type Change = Readonly<Record<number, Bytes | undefined>>;

export function changed(entries: readonly (readonly [number, Bytes])[], change: Change): Bytes {
  const all = new Map<number, Bytes | undefined>(entries);
  for (const [key, value] of Object.entries(change)) all.set(Number(key), value);
  const kept: [number, Bytes][] = [];
  for (const [key, value] of all) if (value) kept.push([key, value]);
  return imap(...kept.sort(([a], [b]) => (a < 0 ? -1 - a + 1e9 : a) - (b < 0 ? -1 - b + 1e9 : b)));
}

export const role = (threshold: number, ...keys: readonly Key[]): Bytes =>
  array(uint(threshold), array(...keys.map((key) => bstr(key.kid))));

export function keyMap(...keys: readonly Key[]): Bytes {
  const sorted = [...keys].sort((a, b) => Buffer.compare(a.kid, b.kid));
  return map(...sorted.map((key) => [bstr(key.kid), bstr(key.public)] as const));
}

export function rootPayload(change: Change = {}): Bytes {
  return changed(
    [
      [1, text("example")],
      [2, uint(1)],
      [3, uint(1_788_220_800)],
      [4, uint(1_851_292_800)],
      [5, keyMap(root, trust)],
      [6, imap([1, role(1, root)], [2, role(1, trust)])],
    ],
    change,
  );
}

export const makeRoot = (change: Change = {}, ...keys: readonly Key[]): Bytes =>
  coseSign(ROOT_HEADER, rootPayload(change), ...(keys.length === 0 ? [root] : keys));

export function liveKey(change: Change = {}): Bytes {
  return changed(
    [
      [1, bstr(live.public)],
      [2, uint(1)],
      [3, uint(1_788_220_800)],
      [4, uint(1_819_756_800)],
      [5, uint(22_200)],
      [6, uint(21_600)],
      [7, uint(0)],
    ],
    change,
  );
}

export function paperKey(change: Change = {}): Bytes {
  return liveKey({ 1: bstr(paper.public), 2: uint(2), 5: uint(691_200), 6: uint(86_400), 7: uint(57_600), ...change });
}

export function revokeKey(change: Change = {}): Bytes {
  return liveKey({ 1: bstr(revoke.public), 2: uint(3), 5: undefined, 6: undefined, 7: undefined, ...change });
}

export const words = (en: string, zh: string): Bytes => map([text("en"), text(en)], [text("zh"), text(zh)]);

export function issuer(change: Change = {}): Bytes {
  return changed(
    [
      [1, text("gz")],
      [2, words("Guangzhou", "广州")],
      [3, array(liveKey(), paperKey(), revokeKey())],
      [4, imap([1, array(uint(0), words("green", "绿码"))], [3, array(uint(2), words("red", "红码"))])],
      [5, text("https://gz.example/revoked.cbor")],
    ],
    change,
  );
}

export function trustPayload(change: Change = {}): Bytes {
  return changed(
    [
      [1, text("example")],
      [2, uint(5)],
      [3, uint(1_789_948_800)],
      [4, uint(1_792_540_800)],
      [5, array(issuer())],
    ],
    change,
  );
}

export const makeTrustList = (change: Change = {}, ...keys: readonly Key[]): Bytes =>
  coseSign(TRUST_HEADER, trustPayload(change), ...(keys.length === 0 ? [trust] : keys));

export function revokedWindow(serials: readonly number[], key: Key = paper, exp = PAPER_EXP, b = 25): Bytes {
  const { count, k, data } = writeSerials(b, serials);
  return array(bstr(key.kid), uint(exp), uint(b), uint(count), uint(k), bstr(data));
}

export function revocationPayload(change: Change = {}): Bytes {
  return changed(
    [
      [1, text("gz")],
      [2, uint(7)],
      [3, uint(NOW - 600)],
      [4, uint(NOW + 3000)],
      [5, array()],
    ],
    change,
  );
}

export const makeRevocationList = (change: Change = {}, key: Key = revoke): Bytes =>
  cose1(revocationHeader(key), revocationPayload(change), key);

export interface CredentialParts {
  readonly exp?: number;
  readonly serial?: number;
  readonly colour?: number;
  readonly key?: Key;
  /** The whole payload, in the place of the claims. */
  readonly payload?: Bytes;
}

export const serialBytes = (serial: number): Bytes =>
  Uint8Array.of(serial >>> 24, serial >>> 16, serial >>> 8, serial);

export const claims = (exp: number, cti: Bytes, colour: number): Bytes =>
  imap([4, uint(exp)], [7, bstr(cti)], [-65_537, uint(colour)]);

export function paperCredential(parts: CredentialParts = {}): Bytes {
  const { exp = PAPER_EXP, serial = 19_114_957, colour = 1, key = paper } = parts;
  return cose1(header(key), parts.payload ?? claims(exp, serialBytes(serial), colour), key);
}

export function liveCredential(parts: CredentialParts = {}): Bytes {
  const { exp = LIVE_EXP, serial = 12_648_430, colour = 1, key = live } = parts;
  const cti = join(serialBytes(serial), holder.public);
  return cose1(header(key), parts.payload ?? claims(exp, cti, colour), key);
}

export interface PresentationParts {
  readonly iat?: number;
  readonly cnonce?: Bytes;
  readonly credential?: Bytes;
  readonly key?: Key;
}

export function presentation(parts: PresentationParts = {}): Bytes {
  const { iat = NOW, cnonce, credential = liveCredential(), key = holder } = parts;
  const payload = changed([[6, uint(iat)]], { 39: cnonce && bstr(cnonce), [-65_538]: credential });
  return cose1(imap([1, int(-19)]), payload, key);
}

export const codeText = (code: Bytes): string => `HP1:${encodeBase45(code)}`;

/** A federation with all documents in force, fresh at {@link NOW}. */
export function federation(change: { trustList?: Bytes; revocationList?: Bytes | null } = {}): FederationState {
  const { trustList = makeTrustList(), revocationList = makeRevocationList() } = change;
  const state = loadDocument(firstState(makeRoot()), trustList, NOW);
  return revocationList === null ? state : loadDocument(state, revocationList, NOW);
}

export function gateWith(state: FederationState = federation(), acceptPaper = true): GateState {
  return startGate(state, makePolicy({ acceptPaper }), NOW, new Uint8Array(32));
}

/** The action of the answer, or the reason of the refusal. */
export function outcome(gate: GateState, code: Bytes | string, now = NOW): string {
  const { decision, refused } = judgeCode(gate, typeof code === "string" ? code : codeText(code), now);
  return refused ? refused.reason : decision.action;
}

export function answerOf(gate: GateState, code: Bytes, now = NOW): Decision {
  const { decision, refused } = judgeCode(gate, codeText(code), now);
  if (refused) throw refused;
  return decision;
}
