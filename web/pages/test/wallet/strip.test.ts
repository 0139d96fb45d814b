import fc from "fast-check";
import { expect, test } from "vitest";
import type { Person } from "../../src/wallet/model.js";
import { LATEST, planAfterFailure, planFor, SOONEST } from "../../src/wallet/schedule.js";
import { choose, nextRefresh, unshown, windowBegins, worksUntil } from "../../src/wallet/strip.js";
import { reasonOf } from "./fake.js";

const T = 1_790_000_000;
const held = (begin: number, expiry: number, shown = 0) => ({ begin, expiry, shown });
const strips = fc.array(
  fc.record({ begin: fc.integer({ min: T, max: T + 9000 }), length: fc.integer({ min: 1, max: 9000 }), shown: fc.nat(3) })
    .map(({ begin, length, shown }) => held(begin, begin + length, shown)),
  { maxLength: 12 },
);
const times = fc.integer({ min: T, max: T + 18_000 });

test("never a window that has ended or has not begun", () => {
  fc.assert(fc.property(strips, times, (strip, now) => {
    const open = strip.filter(({ begin, expiry }) => begin <= now && now < expiry);
    fc.pre(open.length > 0);
    const { index, showUntil } = choose(strip, now);
    expect(open).toContain(strip[index]);
    expect(showUntil).toBeGreaterThan(now);
    expect(showUntil).toBeLessThanOrEqual(strip[index]?.expiry ?? 0);
  }));
});

test("the one that was shown least, and repeated only when all of the window were", () => {
  fc.assert(fc.property(strips, times, (strip, now) => {
    fc.pre(strip.some(({ begin, expiry }) => begin <= now && now < expiry));
    const { index, repeated } = choose(strip, now);
    const window = strip[index]?.expiry ?? 0;
    expect(strip[index]?.shown).toBe(Math.min(...strip.filter(({ expiry }) => expiry === window).map(({ shown }) => shown)));
    expect(repeated).toBe(unshown(strip, window) === 0);
  }));
});

test("the next window 300 seconds before the old one ends, and the old one to its end without a next", () => {
  const both = [held(T, T + 6000), held(T + 5400, T + 12_000)];
  expect(choose(both, T + 5699)).toMatchObject({ index: 0, showUntil: T + 5700 });
  expect(choose(both, T + 5700)).toMatchObject({ index: 1, showUntil: T + 12_000 });
  expect(choose(both.slice(0, 1), T + 5999)).toMatchObject({ index: 0, showUntil: T + 6000 });
});

test("nothing to show is told", async () => {
  expect(await reasonOf(() => choose([held(T, T + 60)], T + 60))).toBe("strip_ended");
  expect(await reasonOf(() => choose([], T))).toBe("strip_ended");
});

test("a gap ends what works without network", () => {
  const strip = [held(T, T + 100), held(T + 90, T + 200), held(T + 201, T + 300)];
  expect([T - 1, T, T + 199, T + 200, T + 250].map((now) => worksUntil(strip, now))).toEqual([
    undefined, T + 200, T + 200, undefined, T + 300,
  ]);
});

test("each window begins 600 seconds before the one before it ends", () => {
  expect(windowBegins([T + 1000, T + 2000, T + 3000], T)).toEqual([T, T + 400, T + 1400]);
  expect(windowBegins([], T)).toEqual([]);
});

test("the next refresh is within the next window, or while windows overlap if there is one only", () => {
  fc.assert(fc.property(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (random) => {
    const two = nextRefresh([held(T, T + 20_000), held(T, T + 40_000), held(T, T + 40_000)], T, () => random);
    expect(two).toBeGreaterThanOrEqual(T + 19_400);
    expect(two).toBeLessThan(T + 39_400);
    const one = nextRefresh([held(T, T + 20_000)], T, () => random);
    expect(one).toBeGreaterThanOrEqual(T + 19_400);
    expect(one).toBeLessThan(T + 19_700);
  }));
  expect(nextRefresh([held(T, T + 100)], T, () => 0)).toBe(T);
  expect(nextRefresh([], T)).toBe(T);
});

const person = (nextRefreshAt: number, more: Partial<Person> = {}): Person => ({
  id: "a", name: "1", issuer: "https://gz.example", configuration: "pass", refreshToken: "r", issuerNames: {}, colours: {},
  colour: 1, pending: [], refreshedAt: 0, nextRefreshAt, ended: false, order: 0,
  held: [{
    credential: new Uint8Array(0), key: { kind: "noble", publicKey: new Uint8Array(0), secretKey: new Uint8Array(0) },
    kid: "", colour: 1, begin: T, expiry: T + 1000, shown: 0,
  }],
  ...more,
});

test("whoever is due is fetched at a random moment, 20 to 300 seconds after it is noticed", () => {
  expect(planFor(person(T + 1), undefined, T, () => 0)).toBeUndefined();
  fc.assert(fc.property(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (random) => {
    const plan = planFor(person(T), undefined, T, () => random);
    expect(plan?.at).toBeGreaterThanOrEqual(T + SOONEST);
    expect(plan?.at).toBeLessThanOrEqual(T + LATEST);
    // The moment stays when it is looked at again.
    expect(planFor(person(T), plan, T + 10, () => 0.99)).toEqual(plan);
  }));
});

test("at once with nothing to show, and never for an ended wallet", () => {
  expect(planFor(person(T + 9000), undefined, T + 1000, () => 0.5)).toEqual({ at: T + 1000, failures: 0 });
  expect(planFor(person(T, { ended: true }), undefined, T, () => 0)).toBeUndefined();
  const without: { -readonly [Key in keyof Person]: Person[Key] } = person(T);
  delete without.refreshToken;
  expect(planFor(without, undefined, T, () => 0)).toBeUndefined();
});

test("after failures it waits longer and longer, an hour or two at most, also with nothing to show", () => {
  let plan = planAfterFailure(undefined, T, () => 0);
  expect(plan).toEqual({ at: T + 60, failures: 1 });
  expect(planFor(person(T), plan, T + 70, () => 0)).toEqual(plan);
  expect(planAfterFailure(plan, T, () => 0).at).toBe(T + 120);
  for (let times = 0; times < 50; times++) plan = planAfterFailure(plan, T, () => 0.5);
  expect(plan.at).toBe(T + 5400);
});
