import { expect, test } from "vitest";
import { TRUST_WARNING, lines, listsAge, nameOf, type Line } from "../../src/gate/lists.js";
import { firstState } from "huepass";
import { NOW, federation, makeRoot } from "../../../lib/test/world.js";

const said = (now: number, state = federation()): Line[] => lines(listsAge(state, now), now, "en");
const TRUST_END = 1_792_540_800;

test("fresh lists are good, with how old they are and until when", () => {
  const [line, ...others] = said(NOW);
  expect(others).toEqual([]);
  expect(line).toMatchObject({ level: "good" });
  expect(line?.text).toMatch(/^Revocation lists 10 minutes old, good until /u);
  expect(lines(listsAge(federation(), NOW), NOW, "zh")[0]?.text).toMatch(/^吊销列表签发于10分钟前，有效至 /u);
});

test("from fresh-until on, and without a list, it is said whose is out of date and what to do", () => {
  expect(said(NOW + 2999)[0]?.level).toBe("good");
  for (const line of [said(NOW + 3000)[0], said(NOW, federation({ revocationList: null }))[0]]) {
    expect(line?.level).toBe("bad");
    expect(line?.text).toMatch(/Guangzhou.*shown as check.*Sync now/u);
  }
});

test("the end of the trust list is told of three days before, and then that nothing can be judged", () => {
  expect(said(TRUST_END - TRUST_WARNING - 1).some(({ text }) => text.includes("trust list"))).toBe(false);
  expect(said(TRUST_END - TRUST_WARNING)[0]).toMatchObject({ level: "soon", text: expect.stringContaining("The trust list ends") as string });
  expect(said(TRUST_END)[0]).toMatchObject({ level: "bad", text: expect.stringContaining("no code can be judged") as string });
});

test("a root that ends before the trust list ends it", () => {
  const state = federation();
  const age = listsAge({ ...state, root: { ...state.root, exp: NOW + 60 } }, NOW);
  expect([age.trustUntil, age.trustEnding]).toEqual([NOW + 60, true]);
});

test("without a trust list, and with a clock that is behind, nothing can be judged", () => {
  expect(said(NOW, firstState(makeRoot()))).toEqual([{ level: "bad", text: "No trust list: no code can be judged. Sync now, or load a bundle." }]);
  expect(said(1_700_000_000)[0]?.text).toContain("clock of this device is behind");
});

test("an issuer without a name in the language has another, or its ID", () => {
  expect(nameOf({ id: "gz", names: new Map([["zh", "广州"]]) }, "en")).toBe("广州");
  expect(nameOf({ id: "gz", names: new Map([["zh", "广州"], ["en", "Guangzhou"]]) }, "en")).toBe("Guangzhou");
  expect(nameOf({ id: "gz", names: new Map() }, "en")).toBe("gz");
});
