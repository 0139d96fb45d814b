import { expect, test } from "vitest";
import { Visit } from "../../src/wallet/live.js";
import type { Shown } from "../../src/wallet/show.js";

const shownOf = (id: string) => ({ person: { id } }) as unknown as Shown; // all that a visit looks at

test("whoever comes back to the pass in one visit sees what was there", () => {
  const visit = new Visit();
  expect(visit.of("a")).toBeUndefined();
  const shown = shownOf("a");
  visit.keep(shown);
  expect(visit.of("a")).toBe(shown);
  expect(visit.of("a")).toBe(shown);
});

test("a visit ends when the page is put away, and with another person", () => {
  const visit = new Visit();
  visit.keep(shownOf("a"));
  visit.end();
  expect(visit.of("a")).toBeUndefined();
  visit.keep(shownOf("a"));
  expect(visit.of("b")).toBeUndefined();
  visit.keep(shownOf("b"));
  expect(visit.of("a")).toBeUndefined();
});
