import { describe, expect, test } from "vitest";
import { loadFile } from "../src/bundle.js";
import { judgeCode, startGate, type GateState } from "../src/check.js";
import { HuepassError } from "../src/errors.js";
import { makeHolderKey, makePresentation } from "../src/holder.js";
import { makePolicy } from "../src/policy.js";
import { readCredential } from "../src/credential.js";
import { firstState } from "../src/state.js";
import { readCodeText, writeCodeText } from "../src/text.js";
import { FIRST_LIST, PAPER_TEXT, PRESENTATION, PRESENTATION_TEXT, ROOT, SECOND_LIST, TRUST_LIST } from "./example.js";
import * as world from "./world.js";
import { array, uint, type Bytes } from "./writer.js";

describe("making", () => {
  test("the keys", () => {
    const kids = ["root", "trust", "live", "paper", "revoke", "holder"].map((name) =>
      Buffer.from(world.keyNamed(name).kid).toString("hex"),
    );
    expect(kids).toEqual(["124f5a31", "cf88bfba", "b4d9979c", "0af54ae0", "c3345a0a", "393e113b"]);
  });

  test("the root and the trust list", () => {
    expect(ROOT).toHaveLength(242);
    expect(world.makeRoot()).toEqual(ROOT);
    expect(TRUST_LIST).toHaveLength(434);
    expect(world.makeTrustList()).toEqual(TRUST_LIST);
  });

  test("the revocation lists", () => {
    const windows = (...serials: number[]): Bytes => array(world.revokedWindow(serials));
    const first = world.makeRevocationList({ 5: windows(1, 2, 1_000_000) });
    expect(first).toHaveLength(157);
    expect(first).toEqual(FIRST_LIST);
    const times = { 2: uint(8), 3: uint(1_790_000_100), 4: uint(1_790_003_700) };
    const second = world.makeRevocationList({ ...times, 5: windows(1, 2, 1_000_000, 19_114_957) });
    expect(second).toHaveLength(160);
    expect(second).toEqual(SECOND_LIST);
  });

  test("the paper pass", () => {
    const credential = world.paperCredential();
    expect(credential).toHaveLength(98);
    expect(writeCodeText(credential)).toBe(PAPER_TEXT);
    expect(PAPER_TEXT).toHaveLength(151);
  });

  test("the presentation", () => {
    const key = makeHolderKey(world.holder.secret);
    const made = makePresentation(world.liveCredential(), key, 1_790_000_017);
    expect(made).toHaveLength(218);
    expect(made).toEqual(PRESENTATION);
    expect(writeCodeText(made)).toBe(PRESENTATION_TEXT);
    expect(PRESENTATION_TEXT).toHaveLength(331);
    expect(makePresentation(world.liveCredential(), key, 1_790_000_017, new Uint8Array(16))).toHaveLength(237);
    expect(makePresentation(world.liveCredential(), key, 1_790_000_017, new Uint8Array(32))).toHaveLength(254);
  });
});

describe("reading", () => {
  test("the paper pass", () => {
    const { kid, medium, exp, serial, colour } = readCredential(readCodeText(PAPER_TEXT));
    expect({ kid, medium, exp, serial, colour }).toEqual({
      kid: "0af54ae0",
      medium: "paper",
      exp: 1_790_006_400,
      serial: 19_114_957,
      colour: 1,
    });
  });
});

test("the answers", () => {
  let gate: GateState = startGate(firstState(ROOT), makePolicy({ acceptPaper: true }), 1_790_000_000, new Uint8Array(32));
  const load = (file: Bytes, at: number): string => {
    try {
      const { state, loaded } = loadFile(gate.federation, file, at);
      gate = { ...gate, federation: state };
      return `loaded ${String(loaded)}`;
    } catch (error) {
      if (error instanceof HuepassError) return error.reason;
      throw error;
    }
  };
  const show = (text: string, at: number): string => {
    const judgement = judgeCode(gate, text, at);
    gate = judgement.gate;
    if (judgement.refused) return judgement.refused.reason;
    const { action, level, medium, stale } = judgement.decision;
    return [action, level, medium, ...(stale ? ["stale"] : [])].join(" ");
  };
  const at = 1_790_000_000;
  expect(load(ROOT, at)).toBe("loaded 1");
  expect(load(TRUST_LIST, at)).toBe("loaded 1");
  expect(show(PAPER_TEXT, at)).toBe("check clear paper stale");
  expect(load(FIRST_LIST, at)).toBe("loaded 1");
  expect(show(PRESENTATION_TEXT, at + 20)).toBe("pass clear live");
  expect(show(PRESENTATION_TEXT, at + 25)).toBe("pass clear live");
  expect(show(PRESENTATION_TEXT, at + 26)).toBe("replayed");
  expect(show(PRESENTATION_TEXT, at + 71)).toBe("proof_not_fresh");
  expect(show(PAPER_TEXT, at + 200)).toBe("pass clear paper");
  expect(load(SECOND_LIST, at + 250)).toBe("loaded 1");
  expect(load(FIRST_LIST, at + 250)).toBe("rollback");
  expect(show(PAPER_TEXT, at + 250)).toBe("revoked");
  expect(show(writeCodeText(world.liveCredential()), at + 250)).toBe("proof_missing");
});

test("the answer has its parts and no others", () => {
  const decision = world.answerOf(world.gateWith(), readCodeText(PAPER_TEXT));
  expect(decision).toEqual({
    action: "pass",
    colour: 1,
    level: "clear",
    label: new Map([["en", "green"], ["zh", "绿码"]]),
    issuer: { id: "gz", names: new Map([["en", "Guangzhou"], ["zh", "广州"]]) },
    medium: "paper",
    stale: false,
  });
});
