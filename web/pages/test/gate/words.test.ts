import { readFileSync } from "node:fs";
import { ACTIONS, CodeRefused } from "huepass";
import { expect, test } from "vitest";
import { LOOK_WORDS } from "../../src/gate/answer.js";
import { CODE_WORDS, FOREIGN_WORDS, wordsOf } from "../../src/gate/code-words.js";
import { DOCUMENT_WORDS } from "../../src/gate/list-words.js";
import { exported, isForeign } from "../../src/gate/export.js";

/** The reasons of section 7.3 of the specification, by what they are for. */
function reasons(kind: "code" | "document"): string[] {
  const spec = readFileSync(new URL("../../../../spec/huepass.md", import.meta.url), "utf8");
  const begin = spec.indexOf("### 7.3");
  const table = spec.slice(begin, spec.indexOf("\n## ", begin));
  return [...table.matchAll(/^\| `(\w+)` \| ([^|]*) \|/gmu)].flatMap(([, name = "", kinds = ""]) => (kinds.includes(kind) || kinds.includes("both") ? [name] : []));
}

test("there are words for each of the 25 reasons that a code can have", () => {
  const named = reasons("code");
  expect(named).toHaveLength(25);
  expect([...Object.keys(CODE_WORDS), "not_ours"].sort()).toEqual(named.sort());
});

test("there are words for each reason that a document can have", () => {
  expect(Object.keys(DOCUMENT_WORDS).sort()).toEqual(reasons("document").sort());
});

test("all words are there in both languages, and say what to do", () => {
  const all = [...Object.values(CODE_WORDS), ...Object.values(FOREIGN_WORDS)].flatMap(({ what, advice }) => [what, advice]);
  for (const { zh, en } of [...all, ...Object.values(DOCUMENT_WORDS).flat()]) {
    expect(zh).toMatch(/\p{Script=Han}/u);
    expect(en).toMatch(/^[A-Z]/u);
    expect(en).not.toMatch(/\p{Script=Han}/u);
  }
});

test("nobody at a gate learns whether a code is listed or has just ended", () => {
  const [expired, revoked] = [new CodeRefused("expired"), new CodeRefused("revoked")];
  expect(wordsOf(revoked)).toEqual(wordsOf(expired));
  const written = [expired, revoked].map((refused) => exported("HP1:X", 1, { look: "not-valid", refused }));
  expect(written[0]).toBe(written[1]);
});

test("foreign texts are named by what they look like, and can't be exported", () => {
  expect(wordsOf(new CodeRefused("not_ours", "health-certificate")).what.en).toContain("health certificate");
  expect(wordsOf(new CodeRefused("not_ours", "web-address")).what.zh).toContain("网址");
  expect(wordsOf({ reason: "too_large", looksLike: "health-certificate" }).what.en).toContain("health certificate");
  expect(isForeign(new CodeRefused("not_ours", "health-certificate"))).toBe(true);
  expect(isForeign({ reason: "too_large", looksLike: "health-certificate" })).toBe(true);
  expect(isForeign(new CodeRefused("bad_signature"))).toBe(false);
});

test("each answer has large words of its own", () => {
  const words = Object.values(LOOK_WORDS);
  expect(words).toHaveLength(ACTIONS.length + 1);
  expect(new Set(words.flatMap(({ zh, en }) => [zh, en])).size).toBe(2 * words.length);
});
