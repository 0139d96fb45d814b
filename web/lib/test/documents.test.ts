/** Each reason for which a document is refused, in the order of section 7.2, and what lies right beside it. */

import { describe, expect, test } from "vitest";
import { loadFile } from "../src/bundle.js";
import { nobleEd25519 } from "../src/ed25519.js";
import { BadArgument, DocumentRefused } from "../src/errors.js";
import { firstState, loadDocument, type FederationState } from "../src/state.js";
import {
  NOW, PAPER_EXP, ROOT_HEADER, TRUST_HEADER, cose1, coseSign, federation, gateWith, header, holder, issuer, keyMap, keyNamed, kidOf,
  live, liveKey, makeRevocationList, makeRoot, makeTrustList, outcome, paper, paperCredential, paperKey, revocationHeader,
  revocationPayload, revoke, revokeKey, revokedWindow, role, root, rootPayload, signatureEntry, stranger, trust, trustPayload,
  words, type Change,
} from "./world.js";
import { EMPTY_MAP, array, bstr, head, hex, imap, int, join, map, text, uint, type Bytes } from "./writer.js";

const state = federation();
const zeros = (length: number): Bytes => new Uint8Array(length);

/** "loaded", or the reason of the refusal. */
function loading(before: FederationState, bytes: Bytes, now = NOW): string {
  try {
    loadDocument(before, bytes, now);
    return "loaded";
  } catch (error) {
    if (error instanceof DocumentRefused) return error.reason;
    throw error;
  }
}

function firstLoading(bytes: Bytes): string {
  try {
    firstState(bytes);
    return "loaded";
  } catch (error) {
    if (error instanceof DocumentRefused) return error.reason;
    throw error;
  }
}

const nextRoot = (change: Change = {}, ...keys: Parameters<typeof makeRoot>[1][]): Bytes =>
  makeRoot({ 2: uint(2), ...change }, ...keys);
const nextTrustList = (change: Change = {}): Bytes => makeTrustList({ 2: uint(6), ...change });
const nextList = (change: Change = {}): Bytes => makeRevocationList({ 2: uint(8), ...change });
const withIssuer = (change: Change): Bytes => nextTrustList({ 5: array(issuer(change)) });
const withKeys = (...keys: Bytes[]): Bytes => withIssuer({ 3: array(...keys) });

test("clock_behind", () => {
  expect(loading(state, makeRoot(), state.timeFloor - 301)).toBe("clock_behind");
  expect(loading(state, zeros(0), state.timeFloor - 301)).toBe("clock_behind");
  expect(loading(state, makeRoot(), state.timeFloor - 300)).toBe("loaded");
});

describe("the very bytes in force", () => {
  test.each([["the root", makeRoot()], ["the trust list", makeTrustList()], ["the revocation list", makeRevocationList()]])(
    "%s changes nothing",
    (_, bytes) => { expect(loadDocument(state, bytes, NOW)).toBe(state); },
  );
  test("without a trust list no revocation list is in force", () => {
    const rotated = loadDocument(state, nextRoot({ 5: keyMap(root, stranger), 6: imap([1, role(1, root)], [2, role(1, stranger)]) }), NOW);
    expect(rotated.trustList).toBeUndefined();
    expect(loading(rotated, makeRevocationList())).toBe("bad_revocation_list");
  });
});

describe("too_large", () => {
  const padded = (protectedHeader: Bytes, size: number): Bytes => {
    const start = join(hex("84"), bstr(protectedHeader), EMPTY_MAP);
    return join(start, zeros(size - start.length));
  };
  test.each([
    ["a root", ROOT_HEADER, 65_536],
    ["a trust list", TRUST_HEADER, 1_048_576],
    ["a trust list with more in its header", imap([16, text("application/huepass-trust+cose")], [17, uint(1)]), 1_048_576],
    ["a document that names no kind", imap([16, text("application/other")]), 134_217_728],
    ["a document whose header can't be read", hex("ff"), 134_217_728],
  ])("%s", (_, protectedHeader, limit) => {
    expect(loading(state, padded(protectedHeader, limit))).toBe("bad_cbor");
    expect(loading(state, padded(protectedHeader, limit + 1))).toBe("too_large");
  });
  test("an array of 3 names no kind", () => {
    const bytes = padded(ROOT_HEADER, 65_537);
    bytes[0] = 0x83;
    expect(loading(state, bytes)).toBe("bad_cbor");
  });
});

describe("bad_cbor", () => {
  const entry = signatureEntry(ROOT_HEADER, rootPayload(), root);
  test.each([
    ["nothing", zeros(0)],
    ["a byte behind", join(nextRoot(), hex("00"))],
    ["the header", array(bstr(hex("ff")), EMPTY_MAP, bstr(hex("00")), array())],
    ["the payload", array(bstr(ROOT_HEADER), EMPTY_MAP, bstr(hex("f6")), array())],
    ["an empty payload", array(bstr(imap([16, text("other")])), EMPTY_MAP, bstr(zeros(0)), array())],
    ["the header of an entry", array(bstr(ROOT_HEADER), EMPTY_MAP, bstr(hex("00")), array(entry, array(bstr(hex("ff")), uint(1), uint(1))))],
  ])("%s", (_, bytes) => { expect(loading(state, bytes)).toBe("bad_cbor"); });
});

describe("bad_structure", () => {
  test.each([
    ["a number", uint(1)],
    ["an array of 3", array(bstr(ROOT_HEADER), EMPTY_MAP, bstr(hex("00")))],
    ["a header that is no byte string", array(ROOT_HEADER, EMPTY_MAP, bstr(hex("00")), array())],
    ["a header that is no map", array(bstr(array()), EMPTY_MAP, bstr(hex("00")), array())],
    ["another media type", coseSign(imap([16, text("application/huepass-rootcose")]), rootPayload(), root)],
    ["no media type", coseSign(imap([17, text("application/huepass-root+cose")]), rootPayload(), root)],
    ["a code", paperCredential()],
    ["an entry of 2 with a header that is no CBOR", array(bstr(EMPTY_MAP), EMPTY_MAP, bstr(hex("00")), array(array(bstr(hex("ff")), uint(1))))],
  ])("%s", (_, bytes) => { expect(loading(state, bytes)).toBe("bad_structure"); });
});

/** Faults of the signatures, which roots and trust lists have in common. */
function signatureFaults(body: Bytes, payload: Bytes, key: typeof root): [string, Bytes][] {
  const entry = signatureEntry(body, payload, key);
  const document = (...entries: Bytes[]): Bytes => array(bstr(body), EMPTY_MAP, bstr(payload), array(...entries));
  const unknown = Array.from({ length: 32 }, (_, i) => signatureEntry(body, payload, keyNamed(`unknown ${String(i)}`)));
  return [
    ["no signature", document()],
    ["only a stranger's", document(signatureEntry(body, payload, stranger))],
    ["a signature of another document", document(signatureEntry(body, join(payload, hex("00")), key))],
    ["33 entries", document(entry, ...unknown)],
    ["a kid twice", document(entry, entry)],
    ["a stranger twice", document(entry, ...unknown.slice(0, 1), ...unknown.slice(0, 1))],
    ["an entry of 4", document(entry, array(bstr(header(stranger)), EMPTY_MAP, bstr(zeros(64)), uint(0)))],
    ["an entry with an unprotected header", document(entry, array(bstr(header(stranger)), imap([1, uint(1)]), bstr(zeros(64))))],
    ["an entry with a signature of 63 bytes", document(entry, array(bstr(header(stranger)), EMPTY_MAP, bstr(zeros(63))))],
    ["an entry with alg -8", document(entry, array(bstr(header(stranger, int(-8))), EMPTY_MAP, bstr(zeros(64))))],
    ["an entry with a kid of 5 bytes", document(entry, array(bstr(imap([1, int(-19)], [4, bstr(zeros(5))])), EMPTY_MAP, bstr(zeros(64))))],
    ["an entry that is no array", document(entry, uint(1))],
    ["a body with more in its header", (() => {
      const more = imap([1, int(-19)], [16, text(new TextDecoder().decode(body.subarray(4)))]);
      return array(bstr(more), EMPTY_MAP, bstr(payload), array(signatureEntry(more, payload, key)));
    })()],
    ["an unprotected header", array(bstr(body), imap([1, uint(1)]), bstr(payload), array(entry))],
    ["a payload that is no byte string", array(bstr(body), EMPTY_MAP, payload, array(entry))],
    ["a single signature", cose1(body, payload, key)],
  ];
}

describe("bad_root", () => {
  const rootFaults: [string, Change][] = [
    ["a federation in upper case", { 1: text("Example") }],
    ["no federation", { 1: text("") }],
    ["a federation of 65 characters", { 1: text("a".repeat(65)) }],
    ["a member less", { 2: undefined }],
    ["a member more", { 7: uint(1) }],
    ["a member above 31", { 32: uint(1) }],
    ["a version below zero", { 2: int(-1) }],
    ["an end at its date", { 4: uint(1_788_220_800) }],
    ["a date that is text", { 3: text("now") }],
    ["keys that are no map", { 5: array() }],
    ["a kid that is not of its key", { 5: map([bstr(root.kid), bstr(trust.public)], [bstr(trust.kid), bstr(root.public)]) }],
    ["a key of 31 bytes", { 5: map([bstr(root.kid), bstr(root.public)], [bstr(trust.kid), bstr(trust.public.slice(1))]) }],
    ["no key of the trust role", { 5: keyMap(root) }],
    ["a role less", { 6: imap([1, role(1, root)]) }],
    ["a role more", { 6: imap([1, role(1, root)], [2, role(1, trust)], [3, role(1, trust)]) }],
    ["a threshold of 0", { 6: imap([1, role(1, root)], [2, role(0, trust)]) }],
    ["a threshold above the number of kids", { 6: imap([1, role(1, root)], [2, role(2, trust)]) }],
    ["a kid twice in a role", { 6: imap([1, role(1, root)], [2, role(1, trust, trust)]) }],
    ["a role with more", { 6: imap([1, role(1, root)], [2, array(uint(1), array(bstr(trust.kid)), uint(1))]) }],
    ["a role it does not reach", { 6: imap([1, role(2, root, trust)], [2, role(1, trust)]) }],
  ];
  test.each(rootFaults)("%s", (_, change) => {
    expect(firstLoading(makeRoot(change))).toBe("bad_root");
    expect(loading(state, makeRoot({ 2: uint(2), ...change }))).toBe("bad_root");
  });

  test.each(signatureFaults(ROOT_HEADER, rootPayload(), root))("signatures: %s", (_, bytes) => {
    expect(firstLoading(bytes)).toBe("bad_root");
  });
  test.each(signatureFaults(ROOT_HEADER, rootPayload({ 2: uint(2) }), root))("signatures later: %s", (_, bytes) => {
    expect(loading(state, bytes)).toBe("bad_root");
  });

  test("a key outside the prime-order subgroup, even in no role", () => {
    const small = join(hex("01"), zeros(31));
    const bad = { ...stranger, public: small, kid: kidOf(small) };
    expect(firstLoading(makeRoot({ 5: keyMap(root, trust, bad) }))).toBe("bad_root");
    expect(firstLoading(makeRoot({ 5: keyMap(root, trust, stranger) }))).toBe("loaded");
  });

  const manyKeys = (count: number): Change =>
    ({ 5: keyMap(root, trust, ...Array.from({ length: count - 2 }, (_, i) => keyNamed(`many ${String(i)}`))) });

  test("64 keys, and no more", () => {
    expect(firstLoading(makeRoot(manyKeys(64)))).toBe("loaded");
    expect(firstLoading(makeRoot(manyKeys(65)))).toBe("bad_root");
    expect(loading(state, nextRoot(manyKeys(64)))).toBe("loaded");
    expect(loading(state, nextRoot(manyKeys(65)))).toBe("bad_root");
  });

  test("no key is looked at in a root that can't come into force", () => {
    let keys = 0;
    const counting = { ...nobleEd25519, isGoodKey: () => (keys += 1) > 0 };
    const strangers = { 5: keyMap(stranger, trust), 6: imap([1, role(1, stranger)], [2, role(1, trust)]) };
    for (const bad of [
      nextRoot({ 1: text("other") }), nextRoot({ 2: uint(3) }), nextRoot(strangers, stranger), nextRoot(manyKeys(65)),
    ]) expect(() => loadDocument(state, bad, NOW, counting)).toThrow("bad_root");
    expect(keys).toBe(0);
    loadDocument(state, nextRoot(), NOW, counting);
    expect(keys).toBe(2);
  });

  test("31 strangers and a right signature are right", () => {
    const unknown = Array.from({ length: 31 }, (_, i) => keyNamed(`unknown ${String(i)}`));
    expect(firstLoading(coseSign(ROOT_HEADER, rootPayload(), root, ...unknown))).toBe("loaded");
  });

  test("the first root may be anything that is no root", () => {
    for (const bytes of [zeros(0), hex("ff"), makeTrustList(), zeros(70_000), uint(1)]) expect(firstLoading(bytes)).toBe("bad_root");
  });

  test("another federation, and a version that is left out", () => {
    expect(loading(state, nextRoot({ 1: text("other") }))).toBe("bad_root");
    expect(loading(state, nextRoot({ 2: uint(3) }))).toBe("bad_root");
    expect(loading(state, nextRoot())).toBe("loaded");
  });

  test("the next root needs role 1 of both", () => {
    const change = { 5: keyMap(stranger, trust), 6: imap([1, role(1, stranger)], [2, role(1, trust)]) };
    expect(loading(state, nextRoot(change, stranger))).toBe("bad_root");
    expect(loading(state, nextRoot(change, root))).toBe("bad_root");
    expect(loading(state, nextRoot(change, root, stranger))).toBe("loaded");
  });

  test("a root of the same or an older version needs its own role 1 only", () => {
    const change = { 5: keyMap(stranger, trust), 6: imap([1, role(1, stranger)], [2, role(1, trust)]) };
    expect(loading(state, makeRoot(change, stranger))).toBe("equivocation");
    expect(loading(state, makeRoot({ 2: uint(0), ...change }, stranger))).toBe("rollback");
  });
});

describe("bad_trust_list", () => {
  const listFaults: [string, Change][] = [
    ["another federation", { 1: text("other") }],
    ["a member less", { 2: undefined }],
    ["a member 31", { 31: uint(1) }],
    ["a member below zero", { [-1]: uint(1) }],
    ["an end at its date", { 4: uint(1_789_948_800) }],
    ["an end more than 30 days later", { 4: uint(1_789_948_800 + 2_592_001) }],
    ["issuers that are no array", { 5: EMPTY_MAP }],
    ["an issuer twice", { 5: array(issuer({ 3: array() }), issuer({ 3: array() })) }],
    ["a key of two issuers", { 5: array(issuer(), issuer({ 1: text("sz") })) }],
  ];
  test.each(listFaults)("%s", (_, change) => { expect(loading(state, nextTrustList(change))).toBe("bad_trust_list"); });

  const issuerFaults: [string, Change][] = [
    ["a member less", { 5: undefined }],
    ["a member 31", { 31: uint(1) }],
    ["an ID with a space", { 1: text("g z") }],
    ["an ID with a line end", { 1: text("gz\n") }],
    ["a language that is a number", { 2: imap([1, text("x")]) }],
    ["a name that is bytes", { 2: map([text("en"), bstr(hex("61"))]) }],
    ["a name of 65 characters", { 2: words("😀".repeat(65), "") }],
    ["a name with a control character", { 2: words("a\u{1f}", "") }],
    ["a name with a change of direction", { 2: words("a\u{202e}", "") }],
    ["a label with a change of direction", { 4: imap([1, array(uint(0), words("\u{2066}", ""))]) }],
    ["a level of 4", { 4: imap([1, array(uint(4), map())]) }],
    ["a level of 4 for a colour above 6", { 4: imap([9, array(uint(4), map())]) }],
    ["a colour below zero", { 4: imap([-1, array(uint(0), map())]) }],
    ["a colour of three parts", { 4: imap([1, array(uint(0), map(), uint(1))]) }],
    ["a URL that is bytes", { 5: bstr(hex("61")) }],
    ["keys that are a map", { 3: EMPTY_MAP }],
    ["a key that is no map", { 3: array(uint(1)) }],
    ["a key without usage", { 3: array(liveKey({ 2: undefined })) }],
    ["a usage below zero", { 3: array(liveKey({ 2: int(-1) })) }],
    ["a key twice", { 3: array(liveKey(), liveKey()) }],
    ["a key for two usages", { 3: array(liveKey(), revokeKey({ 1: bstr(live.public) })) }],
    ["five keys of one usage", { 3: array(...["a", "b", "c", "d", "e"].map((name) => revokeKey({ 1: bstr(keyNamed(name).public) }))) }],
  ];
  test.each(issuerFaults)("issuer: %s", (_, change) => { expect(loading(state, withIssuer(change))).toBe("bad_trust_list"); });

  const keyFaults: [string, Bytes][] = [
    ["31 bytes", liveKey({ 1: bstr(paper.public.slice(1)) })],
    ["a point of small order", liveKey({ 1: bstr(join(hex("01"), zeros(31))) })],
    ["naf at nbf", liveKey({ 4: uint(1_788_220_800) })],
    ["no step", liveKey({ 6: undefined })],
    ["a member 8", liveKey({ 8: uint(1) })],
    ["a revoke key with a step", revokeKey({ 6: uint(86_400) })],
    ["phase at step", liveKey({ 7: uint(21_600) })],
    ["a live step of 3599", liveKey({ 6: uint(3599), 5: uint(7200) })],
    ["a live lifetime of step + 599", liveKey({ 5: uint(22_199) })],
    ["a lifetime above 32 steps", liveKey({ 5: uint(32 * 21_600 + 1) })],
    ["a paper step of 86399", paperKey({ 6: uint(86_399), 7: uint(0) })],
    ["a paper lifetime below step", paperKey({ 5: uint(86_399) })],
    ["a lifetime of 2^53 - 1", paperKey({ 5: uint(Number.MAX_SAFE_INTEGER) })],
  ];
  test.each(keyFaults)("key: %s", (_, key) => { expect(loading(state, withKeys(key))).toBe("bad_trust_list"); });

  test.each([
    ["phase below step", liveKey({ 7: uint(21_599) })],
    ["a live step of 3600", liveKey({ 6: uint(3600), 5: uint(4200) })],
    ["a lifetime of 32 steps", liveKey({ 5: uint(32 * 21_600) })],
    ["a paper lifetime of one step", paperKey({ 5: uint(86_400) })],
    ["a member 32", liveKey({ 32: uint(1) })],
    ["an unknown usage and nothing else", imap([2, uint(4)])],
    ["usage 0 and anything", imap([1, text("x")], [2, uint(0)])],
  ])("right: %s", (_, key) => { expect(loading(state, withKeys(key))).toBe("loaded"); });

  test("right: empty arrays and maps, members from 32 on, 64 characters", () => {
    expect(loading(state, withIssuer({ 2: map(), 3: array(), 4: map(), 5: text(""), 32: uint(1) }))).toBe("loaded");
    expect(loading(state, nextTrustList({ 5: array(), 100: text("x") }))).toBe("loaded");
    expect(loading(state, withIssuer({ 2: words("😀".repeat(64), "") }))).toBe("loaded");
  });

  test.each(signatureFaults(TRUST_HEADER, trustPayload({ 2: uint(6) }), trust))("signatures: %s", (_, bytes) => {
    expect(loading(state, bytes)).toBe("bad_trust_list");
  });

  test("the root key does not sign trust lists", () => {
    expect(loading(state, makeTrustList({ 2: uint(6) }, root))).toBe("bad_trust_list");
  });
});

describe("bad_revocation_list", () => {
  const faults: [string, Change][] = [
    ["a member less", { 2: undefined }],
    ["a member 31", { 31: uint(1) }],
    ["an issuer that is a number", { 1: uint(1) }],
    ["another issuer", { 1: text("sz") }],
    ["fresh until its date", { 4: uint(NOW - 600) }],
    ["fresh for more than a day", { 4: uint(NOW - 600 + 86_401) }],
    ["a date before its key", { 3: uint(1_788_220_799), 4: uint(1_788_220_800) }],
    ["a date at the end of its key", { 3: uint(1_819_756_800), 4: uint(1_819_756_801) }],
    ["windows that are no array", { 5: EMPTY_MAP }],
    ["a window of 5", { 5: array(array(bstr(paper.kid), uint(1), uint(8), uint(1), uint(7))) }],
    ["a kid of 5 bytes", { 5: array(array(bstr(zeros(5)), uint(1), uint(8), uint(1), uint(7), bstr(hex("00")))) }],
    ["an empty window", { 5: array(array(bstr(paper.kid), uint(1), uint(8), uint(0), uint(7), bstr(zeros(0)))) }],
    ["a wrong coding", { 5: array(array(bstr(paper.kid), uint(1), uint(8), uint(1), uint(6), bstr(hex("00")))) }],
    ["a wrong coding of a window that nobody has", { 5: array(array(bstr(zeros(4)), uint(1), uint(8), uint(1), uint(7), bstr(hex("0100")))) }],
    ["a window twice", { 5: array(revokedWindow([1]), revokedWindow([2])) }],
    ["windows in the wrong order", { 5: array(revokedWindow([1], paper, 20), revokedWindow([1], paper, 10)) }],
    ["kids in the wrong order", { 5: array(revokedWindow([1], revoke, 1), revokedWindow([1], paper, 2)) }],
  ];
  test.each(faults)("%s", (_, change) => { expect(loading(state, nextList(change))).toBe("bad_revocation_list"); });

  test("no trust list", () => { expect(loading(firstState(makeRoot()), makeRevocationList())).toBe("bad_revocation_list"); });

  test("a key that is no revoke key, or nobody's", () => {
    for (const key of [paper, stranger]) expect(loading(state, makeRevocationList({ 2: uint(8) }, key))).toBe("bad_revocation_list");
    const forged = cose1(revocationHeader(revoke), revocationPayload({ 2: uint(8) }), paper);
    expect(loading(state, forged)).toBe("bad_revocation_list");
  });

  test("a header with more, and one with alg -8", () => {
    const rl = text("application/huepass-rl+cose");
    const more = imap([1, int(-19)], [4, bstr(revoke.kid)], [5, uint(1)], [16, rl]);
    const old = imap([1, int(-8)], [4, bstr(revoke.kid)], [16, rl]);
    for (const bad of [more, old]) {
      expect(loading(state, cose1(bad, revocationPayload({ 2: uint(8) }), revoke))).toBe("bad_revocation_list");
    }
  });

  test("a window of another issuer's key, and one of nobody's", () => {
    const other = issuer({ 1: text("sz"), 3: array(paperKey({ 1: bstr(stranger.public) })) });
    const two = federation({ trustList: makeTrustList({ 5: array(issuer(), other) }) });
    expect(loading(two, nextList({ 5: array(revokedWindow([1], stranger)) }))).toBe("bad_revocation_list");
    expect(loading(state, nextList({ 5: array(revokedWindow([1], stranger)) }))).toBe("loaded");
  });

  test("right: a revoke key's window, an end off the grid, members from 32 on, a whole day", () => {
    expect(loading(state, nextList({ 5: array(revokedWindow([1], revoke, 12_345)), 32: uint(1) }))).toBe("loaded");
    expect(loading(state, nextList({ 4: uint(NOW - 600 + 86_400) }))).toBe("loaded");
  });
});

describe("rollback and equivocation", () => {
  test("roots", () => {
    const second = loadDocument(state, nextRoot(), NOW);
    expect(loading(second, makeRoot())).toBe("rollback");
    expect(loading(second, nextRoot({ 4: uint(1_851_292_801) }))).toBe("equivocation");
  });
  test("trust lists", () => {
    expect(loading(state, makeTrustList({ 2: uint(4) }))).toBe("rollback");
    expect(loading(state, makeTrustList({ 4: uint(1_792_540_799) }))).toBe("equivocation");
  });
  test("revocation lists", () => {
    expect(loading(state, makeRevocationList({ 2: uint(6) }))).toBe("rollback");
    expect(loading(state, makeRevocationList({ 4: uint(NOW + 1) }))).toBe("equivocation");
  });
  test("rollback comes before not_yet_issued", () => {
    expect(loading(state, makeRevocationList({ 2: uint(6), 3: uint(NOW + 301), 4: uint(NOW + 400) }))).toBe("rollback");
  });
});

test("not_yet_issued", () => {
  const dated = (seconds: number): Change => ({ 3: uint(NOW + seconds), 4: uint(NOW + 900) });
  for (const make of [nextRoot, nextTrustList, nextList]) {
    expect(loading(state, make(dated(301)))).toBe("not_yet_issued");
    expect(loading(state, make(dated(300)))).toBe("loaded");
  }
});

describe("what comes into force", () => {
  test("the time floor rises and never falls", () => {
    const later = loadDocument(state, nextTrustList({ 3: uint(NOW + 300) }), NOW);
    expect(later.timeFloor).toBe(NOW + 300);
    expect(loadDocument(later, nextRoot(), NOW).timeFloor).toBe(NOW + 300);
  });

  test("a root with another trust role drops the trust list, and its seq", () => {
    const change = { 5: keyMap(root, stranger), 6: imap([1, role(1, root)], [2, role(1, stranger)]) };
    const rotated = loadDocument(state, nextRoot(change), NOW);
    expect(outcome(gateWith(rotated), paperCredential())).toBe("trust_stale");
    const again = loadDocument(rotated, makeTrustList({ 2: uint(1) }, stranger), NOW);
    expect(outcome(gateWith(again), paperCredential())).toBe("pass");
  });

  test("a root whose trust role the trust list reaches keeps it", () => {
    const change = { 5: keyMap(root, trust, stranger), 6: imap([1, role(1, root)], [2, role(1, trust, stranger)]) };
    const rotated = loadDocument(state, nextRoot(change), NOW);
    expect(rotated.trustList).toBe(state.trustList);
    expect(loading(rotated, makeTrustList({ 2: uint(4) }))).toBe("rollback");
  });

  test("a trust list without the revoke key forgets the list, and its seq", () => {
    const dropped = loadDocument(state, withKeys(paperKey(), liveKey()), NOW);
    expect(dropped.revocationLists.size).toBe(0);
    const back = loadDocument(dropped, nextTrustList({ 2: uint(7) }), NOW);
    expect(loading(back, makeRevocationList({ 2: uint(1) }))).toBe("loaded");
  });

  test("the end of the revoke key keeps the list", () => {
    const ended = loadDocument(state, withKeys(paperKey(), revokeKey({ 4: uint(NOW - 700) })), NOW);
    expect(ended.revocationLists.size).toBe(1);
    expect(loading(ended, nextList())).toBe("bad_revocation_list");
  });

  test("a window of a kid that comes later is used then", () => {
    const list = nextList({ 5: array(revokedWindow([3], stranger, PAPER_EXP)) });
    const before = loadDocument(state, list, NOW);
    const after = loadDocument(before, withKeys(paperKey({ 1: bstr(stranger.public) }), revokeKey()), NOW);
    expect(outcome(gateWith(after), paperCredential({ key: stranger, serial: 3 }))).toBe("revoked");
    const other = issuer({ 1: text("sz"), 3: array(paperKey({ 1: bstr(stranger.public) })) });
    const elsewhere = loadDocument(before, nextTrustList({ 5: array(issuer(), other) }), NOW);
    expect(outcome(gateWith(elsewhere), paperCredential({ key: stranger, serial: 3 }))).toBe("check");
  });

  test("what was given to the gate may change afterwards", () => {
    const bytes = Buffer.from(nextList({ 5: array(revokedWindow([19_114_957])) }));
    const after = loadDocument(state, bytes, NOW);
    bytes.fill(0);
    expect(outcome(gateWith(after), paperCredential())).toBe("revoked");
  });
});

describe("bundles", () => {
  const first = firstState(makeRoot());
  const load = (before: FederationState, file: Bytes, now = NOW): unknown => {
    try {
      const { loaded, refused, bundle } = loadFile(before, file, now);
      return { loaded, bundle, refused: refused.map(({ reason }) => reason) };
    } catch (error) {
      if (error instanceof DocumentRefused) return error.reason;
      throw error;
    }
  };

  test("a single document", () => {
    expect(load(first, makeTrustList())).toEqual({ loaded: 1, bundle: false, refused: [] });
    expect(load(first, makeRevocationList())).toBe("bad_revocation_list");
  });
  test("all kinds in a row", () => {
    const file = join(makeRoot(), nextRoot(), makeTrustList(), makeRevocationList());
    expect(load(first, file)).toEqual({ loaded: 4, bundle: true, refused: [] });
  });
  test("a chain of roots again", () => {
    const second = loadFile(first, join(makeRoot(), nextRoot()), NOW).state;
    expect(load(second, join(makeRoot(), nextRoot()))).toEqual({ loaded: 2, bundle: true, refused: [] });
    expect(load(second, makeRoot())).toBe("rollback");
  });
  test("an older trust list is not passed over", () => {
    expect(load(state, join(makeTrustList({ 2: uint(4) }), makeRevocationList()))).toEqual({ loaded: 1, bundle: true, refused: ["rollback"] });
  });
  test("each object fails on its own", () => {
    const file = join(makeRevocationList(), hex("f6"), hex("d90100 80"), makeTrustList(), uint(1));
    expect(load(first, file)).toEqual({
      loaded: 1,
      bundle: true,
      refused: ["bad_revocation_list", "bad_cbor", "bad_cbor", "bad_structure"],
    });
  });
  test("what can't be cut", () => {
    expect(load(first, zeros(0))).toBe("bad_cbor");
    expect(load(first, hex("ff"))).toBe("bad_cbor");
    expect(load(first, join(makeTrustList(), hex("ff00")))).toEqual({ loaded: 1, bundle: true, refused: ["bad_cbor"] });
  });
  test("4096 objects, and one more", () => {
    expect(load(first, zeros(4096))).toEqual({ loaded: 0, bundle: true, refused: Array(4096).fill("bad_structure") });
    expect(load(first, zeros(4097))).toMatchObject({ refused: [...Array<string>(4096).fill("bad_structure"), "too_large"] });
  });
  test("a file above 256 MiB", () => {
    const file = zeros(2 ** 28 + 1);
    expect(load(first, file)).toBe("too_large");
    file.set(head(2, 2 ** 28 - 5));
    expect(load(first, file.subarray(0, 2 ** 28))).toBe("too_large");
  });
  test("while the clock is behind, every fault is clock_behind", () => {
    const late = first.timeFloor - 301;
    for (const file of [zeros(0), hex("ff"), makeTrustList()]) expect(load(first, file, late)).toBe("clock_behind");
    expect(load(first, join(makeTrustList(), hex("ff")), late)).toEqual({
      loaded: 0,
      bundle: true,
      refused: ["clock_behind", "clock_behind"],
    });
  });
});

test("holders have no part in documents", () => {
  expect(loading(state, makeRevocationList({ 2: uint(8) }, holder))).toBe("bad_revocation_list");
});

test("bytes that are none are a fault of the program", () => {
  const none = makeRoot().buffer as never;
  for (const run of [() => firstState(none), () => loadDocument(state, none, NOW), () => loadFile(state, none, NOW)]) {
    expect(run).toThrow(BadArgument);
  }
});

test("a verifier that promises says nothing", () => {
  const promising = { ...nobleEd25519, verify: () => Promise.resolve(true) } as never;
  const noKeys = { ...nobleEd25519, isGoodKey: () => Promise.resolve(true) } as never;
  for (const ed25519 of [promising, noKeys]) {
    expect(() => firstState(makeRoot(), ed25519)).toThrow("bad_root");
    expect(() => loadDocument(state, nextTrustList(), NOW, ed25519)).toThrow("bad_trust_list");
  }
  expect(() => loadDocument(state, nextList(), NOW, promising)).toThrow("bad_revocation_list");
});
