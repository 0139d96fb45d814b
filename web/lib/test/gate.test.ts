import { describe, expect, test } from "vitest";
import { BadArgument, CodeRefused, DocumentRefused } from "../src/errors.js";
import { Gate } from "../src/gate.js";
import { holderSigner, makeHolderKey, makePresentation, signPresentation } from "../src/holder.js";
import { readCredential } from "../src/credential.js";
import { ACTIONS, makePolicy } from "../src/policy.js";
import { firstState, loadDocument, restoreState, saveState, type SavedState } from "../src/state.js";
import { writeCodeText } from "../src/text.js";
import { readChallengeText } from "../src/challenge.js";
import { MAX_DOCUMENT_BYTES, MEDIA_TYPES } from "../src/document.js";
import { LEVELS } from "../src/trust.js";
import {
  NOW, codeText, federation, gateWith, holder, issuer, keyMap, liveCredential, makeRevocationList, makeRoot, makeTrustList,
  outcome, paperCredential, paperKey, presentation, revokeKey, revokedWindow, role, root, serialBytes, stranger, claims,
} from "./world.js";
import { array, imap, int, join, uint, type Bytes } from "./writer.js";

const policy = makePolicy({ acceptPaper: true });
const replayKey = new Uint8Array(32).fill(1);

function newGate(): Gate {
  return new Gate({ federation: federation(), policy, start: NOW, replayKey });
}

function reasonOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof CodeRefused || error instanceof DocumentRefused) return error.reason;
    throw error;
  }
  return "none";
}

describe("Gate", () => {
  test("loads, answers and throws what it refuses", () => {
    const gate = new Gate({ federation: firstState(makeRoot()), policy, start: NOW, replayKey });
    expect(reasonOf(() => gate.check(codeText(paperCredential()), NOW))).toBe("trust_stale");
    expect(gate.load(makeTrustList(), NOW)).toEqual({ loaded: 1, bundle: false, refused: [] });
    expect(reasonOf(() => gate.load(makeTrustList({ 2: uint(1) }), NOW))).toBe("rollback");
    gate.load(makeRevocationList(), NOW);
    expect(gate.check(codeText(paperCredential()), NOW).action).toBe("pass");
    expect(reasonOf(() => gate.check(codeText(paperCredential()), NOW + 6))).toBe("replayed");
  });

  test("a bundle of which nothing is loaded throws the first fault", () => {
    const gate = newGate();
    const [old, bad] = [makeTrustList({ 2: uint(1) }), makeRevocationList({}, stranger)];
    expect(reasonOf(() => gate.load(join(old, bad), NOW))).toBe("rollback");
    const { refused, loaded } = gate.load(join(bad, makeTrustList(), old), NOW);
    expect([loaded, ...refused.map(({ reason }) => reason)]).toEqual([1, "bad_revocation_list", "rollback"]);
  });

  test("nothing of its state can be read or changed but by its methods", () => {
    expect(Object.keys(newGate())).toEqual([]);
    for (const table of [ACTIONS, LEVELS, MEDIA_TYPES, MAX_DOCUMENT_BYTES, policy, policy.actions]) {
      expect(Object.isFrozen(table)).toBe(true);
    }
  });

  test("a time that is none, and a replay key of another length", () => {
    const gate = newGate();
    expect(() => gate.check("x", 0.5)).toThrow(BadArgument);
    expect(() => gate.load(makeRoot(), Number.NaN)).toThrow(BadArgument);
    expect(() => gate.showChallenge(challenge, Number.NaN)).toThrow(BadArgument);
    expect(() => new Gate({ federation: federation(), policy, start: 0.5, replayKey })).toThrow(BadArgument);
    expect(() => new Gate({ federation: federation(), policy, start: NOW, replayKey: new Uint8Array(16) })).toThrow(BadArgument);
  });

  const challenge = new Uint8Array(16).fill(9);
  const answering = (cnonce: Bytes, serial = 1): string =>
    codeText(presentation({ cnonce, iat: NOW, credential: liveCredential({ serial }) }));

  test("a challenge is good once, for the same bytes for 5 s, and below 60 s", () => {
    const gate = newGate();
    expect(readChallengeText(gate.showChallenge(challenge, NOW))).toEqual(challenge);
    expect(gate.check(answering(challenge), NOW).action).toBe("pass");
    expect(gate.check(answering(challenge), NOW + 5).action).toBe("pass");
    expect(reasonOf(() => gate.check(answering(challenge), NOW + 6))).toBe("challenge_mismatch");
    expect(reasonOf(() => gate.check(answering(challenge, 2), NOW + 1))).toBe("challenge_mismatch");
    gate.showChallenge(challenge, NOW);
    expect(gate.check(answering(challenge, 3), NOW + 59).action).toBe("pass");
    gate.showChallenge(challenge, NOW);
    expect(reasonOf(() => gate.check(answering(challenge, 4), NOW + 60))).toBe("challenge_mismatch");
  });

  test("a challenge is as old when the clock was set back", () => {
    const gate = newGate();
    const answerAt = (iat: number, serial: number): string =>
      codeText(presentation({ cnonce: challenge, iat, credential: liveCredential({ serial }) }));
    gate.showChallenge(challenge, NOW + 60);
    expect(reasonOf(() => gate.check(answerAt(NOW, 1), NOW))).toBe("challenge_mismatch");
    expect(gate.check(answerAt(NOW, 1), NOW + 1).action).toBe("pass");
  });

  test("what was given to it may change afterwards", () => {
    const [given, key] = [challenge.slice(), replayKey.slice()];
    const gate = new Gate({ federation: federation(), policy, start: NOW, replayKey: key });
    gate.showChallenge(given, NOW);
    given.fill(0);
    key.fill(0);
    expect(gate.state.replay.key).toEqual(replayKey);
    expect(gate.check(answering(challenge), NOW).action).toBe("pass");
  });

  test("the same bytes find their challenge when another is shown by then", () => {
    const gate = newGate();
    gate.showChallenge(challenge, NOW);
    gate.check(answering(challenge), NOW);
    gate.showChallenge(new Uint8Array(8), NOW + 1);
    expect(gate.check(answering(challenge), NOW + 2).action).toBe("pass");
    expect(gate.check(answering(new Uint8Array(8), 2), NOW + 2).action).toBe("pass");
  });

  test("a challenge is used even if a later step refuses", () => {
    const gate = newGate();
    gate.check(codeText(presentation({ iat: NOW - 9 })), NOW);
    gate.showChallenge(challenge, NOW);
    const again = codeText(presentation({ cnonce: challenge }));
    expect(reasonOf(() => gate.check(again, NOW))).toBe("replayed");
    expect(reasonOf(() => gate.check(answering(challenge, 2), NOW))).toBe("challenge_mismatch");
  });

  test("a challenge is not used by what comes before step 7's end", () => {
    const gate = newGate();
    gate.showChallenge(challenge, NOW);
    expect(reasonOf(() => gate.check(codeText(presentation({ cnonce: challenge, key: stranger })), NOW))).toBe("bad_proof");
    expect(gate.check(answering(challenge), NOW).action).toBe("pass");
    gate.hideChallenge();
    expect(gate.check(codeText(presentation({ credential: liveCredential({ serial: 5 }) })), NOW).action).toBe("pass");
  });
});

describe("keeping a state", () => {
  const revoking = loadDocument(federation(), makeRevocationList({ 2: uint(8), 5: array(revokedWindow([19_114_957])) }), NOW);

  test("what is saved is restored", () => {
    const restored = restoreState(structuredClone(saveState(revoking)), "example");
    expect(restored).toEqual(revoking);
    expect(outcome(gateWith(restored), paperCredential())).toBe("revoked");
  });

  test("a list stays though the times of its key changed", () => {
    const keys = array(paperKey(), revokeKey({ 4: uint(NOW - 700) }));
    const ended = loadDocument(revoking, makeTrustList({ 2: uint(6), 5: array(issuer({ 3: keys })) }), NOW);
    expect(restoreState(saveState(ended))).toEqual(ended);
  });

  test("lists without a trust list, and the time floor of a trust list that was dropped", () => {
    const trusted = { 5: keyMap(root, stranger), 6: imap([1, role(1, root)], [2, role(1, stranger)]) };
    const dropped = loadDocument(revoking, makeRoot({ 2: uint(2), ...trusted }), NOW);
    const restored = restoreState(saveState(dropped));
    expect(restored).toEqual(dropped);
    expect(restored.timeFloor).toBe(revoking.timeFloor);
    expect(restored.revocationLists.size).toBe(1);
  });

  test("nothing is shared with what was given or what was saved", () => {
    const first = makeRoot();
    const state = firstState(first);
    first.fill(0);
    expect(state.root.bytes).toEqual(makeRoot());
    const saved = saveState(revoking);
    const restored = restoreState(saved);
    for (const bytes of [saved.root, saved.trustList, ...saved.revocationLists.flatMap((list) => [list.bytes, list.signer])]) {
      bytes?.fill(0);
    }
    expect(restored).toEqual(revoking);
    expect(restoreState(saveState(revoking))).toEqual(revoking);
  });

  test("another federation is refused", () => {
    expect(reasonOf(() => restoreState(saveState(revoking), "other"))).toBe("bad_root");
  });

  test("a list that the trust list does not take is refused, and the time floor is none below its documents", () => {
    const saved = saveState(revoking);
    const other = makeTrustList({ 5: array(issuer({ 3: array(paperKey()) })) });
    expect(reasonOf(() => restoreState({ ...saved, trustList: other }))).toBe("bad_revocation_list");
    expect(restoreState({ ...saved, timeFloor: 0 }).timeFloor).toBe(revoking.timeFloor);
    expect(restoreState({ ...saved, trustList: undefined, timeFloor: 0 }).timeFloor).toBe(revoking.root.iat);
  });

  test("what JSON made of it is a fault of the program", () => {
    const saved = saveState(revoking);
    const changes: unknown[] = [
      JSON.parse(JSON.stringify(saved)),
      { root: undefined }, { trustList: null }, { trustList: "" }, { timeFloor: null }, { timeFloor: 0.5 },
      { revocationLists: undefined }, { revocationLists: {} },
      { revocationLists: saved.revocationLists.map(({ bytes }) => ({ bytes })) },
    ];
    for (const change of changes) expect(() => restoreState({ ...saved, ...(change as SavedState) })).toThrow(BadArgument);
  });

  test("what was damaged is refused", () => {
    const saved = saveState(revoking);
    const damaged = (bytes: Bytes | undefined): Bytes => Uint8Array.from(bytes ?? [], (byte, i) => (i === 70 ? byte ^ 1 : byte));
    expect(reasonOf(() => restoreState({ ...saved, root: damaged(saved.root) }))).toBe("bad_root");
    expect(reasonOf(() => restoreState({ ...saved, trustList: damaged(saved.trustList) }))).toBe("bad_trust_list");
    const lists = saved.revocationLists.map((list) => ({ ...list, bytes: damaged(list.bytes) }));
    expect(reasonOf(() => restoreState({ ...saved, revocationLists: lists }))).toBe("bad_revocation_list");
    const signers = saved.revocationLists.map((list) => ({ ...list, signer: stranger.public }));
    expect(reasonOf(() => restoreState({ ...saved, revocationLists: signers }))).toBe("bad_revocation_list");
  });
});

describe("holders", () => {
  const key = makeHolderKey(holder.secret);

  test("a presentation that a gate takes", () => {
    expect(key.publicKey).toEqual(holder.public);
    const code = writeCodeText(makePresentation(liveCredential(), key, NOW + 9));
    expect(newGate().check(code, NOW).medium).toBe("live");
  });

  test("a key that is kept elsewhere signs the same", async () => {
    const signer = holderSigner(holder.secret);
    expect(await signPresentation(liveCredential(), signer, NOW)).toEqual(makePresentation(liveCredential(), key, NOW));
    await expect(signPresentation(liveCredential(), holderSigner(stranger.secret), NOW)).rejects.toThrow(BadArgument);
  });

  test("an answer to a challenge", () => {
    const gate = newGate();
    const challenge = readChallengeText(gate.showChallenge(new Uint8Array(12).fill(3), NOW));
    expect(gate.check(writeCodeText(makePresentation(liveCredential(), key, NOW, challenge)), NOW).action).toBe("pass");
  });

  test("what a presentation can't be made of", () => {
    expect(() => makeHolderKey(new Uint8Array(31))).toThrow(BadArgument);
    expect(() => makePresentation(liveCredential(), makeHolderKey(stranger.secret), NOW)).toThrow(BadArgument);
    expect(() => makePresentation(liveCredential(), { ...key, secretKey: stranger.secret }, NOW)).toThrow(BadArgument);
    expect(() => makePresentation(liveCredential(), { ...key, secretKey: new Uint8Array(31) }, NOW)).toThrow(BadArgument);
    expect(() => makePresentation(paperCredential(), key, NOW)).toThrow(BadArgument);
    expect(() => makePresentation(liveCredential(), key, -1)).toThrow(BadArgument);
    expect(() => makePresentation(liveCredential(), key, NOW, new Uint8Array(7))).toThrow(BadArgument);
  });

  test("a credential that was read does not change", () => {
    const bytes = liveCredential();
    const credential = readCredential(bytes);
    bytes.fill(0);
    expect([credential.bytes, credential.holderKey]).toEqual([liveCredential(), holder.public]);
  });

  test("credentials that can't be read", () => {
    expect(() => readCredential([] as never)).toThrow(BadArgument);
    expect(reasonOf(() => readCredential(new Uint8Array(321)))).toBe("too_large");
    expect(reasonOf(() => readCredential(new Uint8Array(0)))).toBe("bad_cbor");
    expect(reasonOf(() => readCredential(presentation()))).toBe("bad_structure");
    expect(reasonOf(() => readCredential(paperCredential({ payload: claims(1, new Uint8Array(5), 1) })))).toBe("bad_claims");
    const swapped = paperCredential().map((byte, i) => (i === 4 ? (int(-8)[0] ?? 0) : byte));
    expect(reasonOf(() => readCredential(swapped))).toBe("unsupported_alg");
    expect(readCredential(liveCredential()).serial).toBe(12_648_430);
    expect(readCredential(paperCredential({ serial: 2 ** 32 - 1 })).serial).toBe(2 ** 32 - 1);
    expect(serialBytes(2 ** 32 - 1)).toEqual(new Uint8Array(4).fill(255));
  });
});

describe("policies", () => {
  test.each([
    { clockTolerance: 301 }, { clockTolerance: -1 }, { clockTolerance: 0.5 }, { proofPast: 121 }, { proofFuture: 81 },
    { proofPast: -1 }, { proofPast: 141, proofFuture: 0 }, { actions: { undetermined: "pass" as const } },
  ])("%j is refused", (options) => {
    expect(() => makePolicy({ acceptPaper: true, ...options })).toThrow(BadArgument);
  });

  test.each([
    { acceptPaper: "no" }, { acceptPaper: undefined }, { actions: { stop: "let go" } }, { actions: { clear: undefined } },
    { staleAction: "pass" }, { staleAction: undefined }, { clockTolerance: "60" },
  ])("out of JSON: %j is refused", (options) => {
    expect(() => makePolicy({ acceptPaper: true, ...options } as never)).toThrow(BadArgument);
  });

  test("boundaries, and the defaults", () => {
    expect(makePolicy({ acceptPaper: false, clockTolerance: 300, proofPast: 120 }).proofFuture).toBe(20);
    expect(makePolicy({ acceptPaper: false, proofPast: 140, proofFuture: 0, clockTolerance: 0 }).staleAction).toBe("check");
    expect(makePolicy({ acceptPaper: false, actions: { stop: "check" } }).actions).toEqual({
      clear: "pass", check: "check", stop: "check", undetermined: "refuse",
    });
  });
});
