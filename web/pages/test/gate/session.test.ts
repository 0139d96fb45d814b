import { expect, test } from "vitest";
import { Session } from "../../src/gate/session.js";
import { NOW, codeText, federation, issuer, liveCredential, makeTrustList, paperCredential, presentation } from "../../../lib/test/world.js";
import { array } from "../../../lib/test/writer.js";
import { readChallengeText } from "huepass";

const paper = (serial: number): string => codeText(paperCredential({ serial }));
const begin = (acceptPaper = true): Session => new Session(federation(), acceptPaper, NOW);

test("a pass, a refusal for paper, and what is no code are counted", () => {
  const session = begin();
  expect(session.judge(paper(1), NOW).look).toBe("pass");
  session.follow(federation(), false);
  expect(session.judge(paper(2), NOW).refused?.reason).toBe("paper_not_accepted");
  expect(session.judge("https://example.org", NOW).look).toBe("not-valid");
  expect(session.tally).toEqual({ pass: 1, check: 0, refuse: 2 });
  session.resetTally();
  expect(session.tally).toEqual({ pass: 0, check: 0, refuse: 0 });
});

test("the same code read again at once is one person, and later it was shown before", () => {
  const session = begin();
  session.judge(paper(1), NOW);
  expect(session.judge(paper(1), NOW + 3).look).toBe("pass");
  expect(session.tally.pass).toBe(1);
  expect(session.judge(paper(1), NOW + 9).refused?.reason).toBe("replayed");
});

test("two people whose codes are read in turn are counted once each", () => {
  const session = begin();
  for (const serial of [1, 2, 1, 2]) expect(session.judge(paper(serial), NOW).look).toBe("pass");
  expect(session.tally.pass).toBe(2);
});

test("a clock that is set back to the right time does not refuse everybody, and what was shown before stays known", () => {
  const session = new Session(federation(), true, NOW + 3600);
  const live = (serial: number): string => codeText(presentation({ credential: liveCredential({ serial }) }));
  expect(session.judge(paper(1), NOW + 60).refused).toBeUndefined();
  expect(session.judge(live(2), NOW).look).toBe("pass");
  expect(session.judge(paper(1), NOW).refused?.reason).toBe("replayed");
  expect(session.judge(codeText(presentation({ credential: liveCredential({ serial: 3 }), iat: NOW - 20 })), NOW).refused?.reason).toBe("proof_not_fresh");
});

test("a certificate that is too long for a code is named all the same", () => {
  const { refused } = begin().judge(`HC1:${"6".repeat(700)}`, NOW);
  expect(refused).toEqual({ reason: "too_large", looksLike: "health-certificate" });
  for (const text of [`HP1:${"6".repeat(700)}`, "X".repeat(700)]) {
    expect(begin().judge(text, NOW).refused).toEqual({ reason: "too_large" });
  }
});

test("new documents forget nothing of what was shown", () => {
  const session = begin();
  session.judge(paper(1), NOW);
  session.follow(federation({ trustList: makeTrustList({ 5: array(issuer()) }) }), true);
  expect(session.judge(paper(1), NOW + 20).refused?.reason).toBe("replayed");
});

test("without a fresh list what would pass is a check that says so", () => {
  const { look, decision } = begin().judge(paper(1), NOW + 3000);
  expect([look, decision?.stale]).toEqual(["check", true]);
});

test("a challenge is for one person, and is gone when it was answered", () => {
  const session = begin();
  session.newChallenge(NOW);
  const { text, until } = session.challenge ?? { text: "", until: 0 };
  expect(until).toBe(NOW + 60);
  expect(session.judge(codeText(presentation({ credential: liveCredential({ serial: 5 }) })), NOW).refused?.reason).toBe("challenge_missing");
  expect(session.challenge).toBeDefined();
  const answer = codeText(presentation({ credential: liveCredential({ serial: 5 }), cnonce: readChallengeText(text) }));
  expect(session.judge(answer, NOW).look).toBe("pass");
  expect(session.challenge).toBeUndefined();
  expect(session.judge(codeText(presentation({ credential: liveCredential({ serial: 6 }) })), NOW).look).toBe("pass");
});

test("each challenge, and each start, has chance of its own", () => {
  const session = begin();
  session.newChallenge(NOW);
  const first = session.challenge?.text;
  session.newChallenge(NOW);
  expect(session.challenge?.text).not.toBe(first);
});
