import { expect, test } from "vitest";
import { FOREIGN, GAP, NOTHING, SILENCE, credentialIn, frame, type InView } from "../../src/gate/in-view.js";
import { NOW, codeText, liveCredential, paperCredential, presentation } from "../../../lib/test/world.js";

/** Looks at frames 50 ms apart, and tells which were read: a letter is a frame with that code, "." one without. */
function reads(frames: string): number[] {
  let inView: InView = NOTHING;
  const read: number[] = [];
  for (const [place, one] of Array.from(frames).entries()) {
    const seen = frame(inView, one === "." ? undefined : one, place * 50);
    inView = seen.inView;
    if (seen.read) read.push(place);
  }
  return read;
}

test("a code is read at once, and a phone that is held still is read once, however long", () => {
  expect(reads("c".repeat(1000))).toEqual([0]);
});

test("a code that flickers is read once", () => {
  expect(reads("cc...cc.c.....c".repeat(20))).toEqual([0]);
});

test("the next code is read as soon as none was seen for the gap", () => {
  const gap = GAP / 50;
  expect(reads(`c${".".repeat(gap - 1)}c`)).toEqual([0]);
  expect(reads(`c${".".repeat(gap)}c`)).toEqual([0, gap + 1]);
});

test("another person's code is read at once, so that no answer stands before it", () => {
  expect(reads("cccd")).toEqual([0, 3]);
});

test("two phones side by side are read once each, however long they are seen in turn", () => {
  expect(reads("cd".repeat(200))).toEqual([0, 1]);
});

test("slow frames alone arm nothing: between two of them nobody looked", () => {
  const { inView } = frame(NOTHING, "c", 0);
  expect(frame(inView, "c", GAP + 400).read).toBe(false);
});

test("a code is read when the camera said nothing for long: it was off, or a picture was opened", () => {
  const { inView } = frame(NOTHING, "c", 0);
  expect(frame(inView, "c", SILENCE).read).toBe(true);
});

test("what is gone is forgotten", () => {
  const { inView } = frame(NOTHING, "c", 0);
  expect(frame(frame(inView, undefined, 50).inView, undefined, 50 + GAP).inView.size).toBe(0);
});

test("a wallet's next proof is around the same credential, and another person's is not", () => {
  const shown = (serial: number, iat: number): string => credentialIn(codeText(presentation({ credential: liveCredential({ serial }), iat })));
  expect(shown(1, NOW + 10)).toBe(shown(1, NOW));
  expect(shown(2, NOW)).not.toBe(shown(1, NOW));
  expect(credentialIn(codeText(paperCredential({ serial: 1 })))).not.toBe(shown(1, NOW));
});

test("nothing of a foreign text is remembered, and a damaged code is not taken for one", () => {
  for (const text of ["https://example.org/?name=li", "HC1:NAME", "A".repeat(600)]) expect(credentialIn(text)).toBe(FOREIGN);
  expect(["HP1:A", "HP1:00"].map(credentialIn)).not.toContain(FOREIGN);
});
