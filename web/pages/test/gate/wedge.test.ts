import fc from "fast-check";
import { expect, test } from "vitest";
import { NO_BURST, strike, type Stroke } from "../../src/gate/wedge.js";

/** Types keys one after the other, `pause` milliseconds apart. */
function type(keys: readonly string[], pause: number, more: Partial<Stroke> = {}): { scanned: string[]; swallowed: string[] } {
  const scanned: string[] = [];
  const swallowed: string[] = [];
  let burst = NO_BURST;
  for (const [place, key] of keys.entries()) {
    const struck = strike(burst, { key, at: place * pause, modified: false, inField: false, ...more });
    burst = struck.burst;
    if (struck.scanned !== undefined) scanned.push(struck.scanned);
    if (struck.swallow) swallowed.push(key);
  }
  return { scanned, swallowed };
}

const keysOf = (text: string): string[] => Array.from(text);

test("what a scanner types fast and ends with Enter or Tab is a scan, and the page sees none of its keys", () => {
  for (const end of ["Enter", "Tab"]) {
    const keys = [...keysOf("HP1:AB C/"), end];
    expect(type(keys, 5)).toEqual({ scanned: ["HP1:AB C/"], swallowed: keys });
  }
});

test("shift keys between the characters do no harm", () => {
  expect(type(["Shift", "H", "Shift", "P", "1", "Shift", ":", "A", "Enter"], 30).scanned).toEqual(["HP1:A"]);
});

test("what is typed slowly is no scan, and Enter, Tab and space still reach the button in focus", () => {
  expect(type([...keysOf("HP1:AB"), "Enter"], 1500)).toEqual({ scanned: [], swallowed: ["H", "P", "1", ":", "A", "B"] });
  expect(type([" ", "Enter", "Tab"], 50).swallowed).toEqual([]);
});

test("typing in a field, and shortcuts, are left alone", () => {
  const keys = [...keysOf("HP1:AB"), "Enter"];
  expect(type(keys, 5, { inField: true })).toEqual({ scanned: [], swallowed: [] });
  expect(type(keys, 5, { modified: true })).toEqual({ scanned: [], swallowed: [] });
});

test("a scanner that ends with CR and LF presses nothing, and somebody's Enter a moment later does", () => {
  const keys = [...keysOf("HP1:AB"), "Enter", "Enter"];
  expect(type(keys, 5)).toEqual({ scanned: ["HP1:AB"], swallowed: keys });
  expect(type(keys, 300).swallowed).toEqual(keys.slice(0, -1));
});

test("two scans one right after the other are two", () => {
  expect(type([...keysOf("HP1:ONE"), "Enter", ...keysOf("HP1:TWO"), "Enter"], 5).scanned).toEqual(["HP1:ONE", "HP1:TWO"]);
});

test("a text that was broken off is not put before the next", () => {
  let { burst } = strike(NO_BURST, { key: "X", at: 0, modified: false, inField: false });
  const scanned = [...keysOf("HP1:A"), "Enter"].map((key, place) => {
    const struck = strike(burst, { key, at: 2000 + place, modified: false, inField: false });
    burst = struck.burst;
    return struck.scanned;
  });
  expect(scanned.at(-1)).toBe("HP1:A");
});

test("a scanner without an end fills no memory, and what it typed stays too long for a code", () => {
  const { scanned } = type([...Array.from({ length: 5000 }, () => "A"), "Enter"], 1);
  expect(scanned).toEqual(["A".repeat(513)]);
});

test("whatever is typed fast is read as it is, up to the longest code", () => {
  const text = fc.string({ minLength: 4, maxLength: 512, unit: "grapheme-ascii" }).filter((one) => !one.startsWith(" "));
  fc.assert(fc.property(text, (one) => { expect(type([...keysOf(one), "Enter"], 3).scanned).toEqual([one]); }));
});
