/**
 * Which credential to show at a time (spec sections 3.3 and 4). Pure; times in seconds.
 *
 * Windows overlap by at least 600 s, and a wallet moves to the next one 300 s before the old one ends: by then the next
 * has begun for every gate, and the old one has ended for none.
 */

import { stripEnded } from "./faults.js";
import type { Held } from "./model.js";

const MOVE_BEFORE = 300;
export const OVERLAP = 600;

type Window = Pick<Held, "begin" | "expiry">;

/** What to show. */
export interface Choice {
  /** Of the credential in the strip. */
  readonly index: number;
  /** Whether it was brought up before, since all of the window were. */
  readonly repeated: boolean;
  /** When to move on to the next window. */
  readonly showUntil: number;
}

/**
 * The credential to bring up: of the window that is on, the one that was shown least.
 *
 * @throws Fault `strip_ended`, when none can be shown now
 */
export function choose(strip: readonly Pick<Held, "begin" | "expiry" | "shown">[], now: number): Choice {
  const window = windowAt(strip, now);
  let best: { index: number; shown: number } | undefined;
  for (const [index, { expiry, shown }] of strip.entries()) {
    if (expiry === window && (!best || shown < best.shown)) best = { index, shown };
  }
  if (!best || window === undefined) throw stripEnded();
  return { index: best.index, repeated: best.shown > 0, showUntil: showUntil(strip, window, now) };
}

/** Until when there is something to show without a gap; undefined if there is nothing now. */
export function worksUntil(strip: readonly Window[], now: number): number | undefined {
  let end: number | undefined;
  for (const { begin, expiry } of [...strip].sort((a, b) => a.begin - b.begin || a.expiry - b.expiry)) {
    if (begin <= (end ?? now) && expiry > Math.max(now, end ?? 0)) end = expiry;
  }
  return end;
}

/** How many credentials of a window nobody has seen yet. */
export function unshown(strip: readonly Pick<Held, "expiry" | "shown">[], window: number): number {
  return strip.filter(({ expiry, shown }) => expiry === window && shown === 0).length;
}

/**
 * From when credentials may be shown, for the windows that an issuer announced, in order.
 *
 * The first is on now. A wallet isn't told the key's lifetime and needn't be: each window begins at least 600 s before the
 * one before it ends.
 */
export function windowBegins(expiries: readonly number[], now: number): number[] {
  return expiries.map((_, place) => (place === 0 ? now : (expiries[place - 1] ?? now) - OVERLAP));
}

/** The expiry of the window to show. */
function windowAt(strip: readonly Window[], now: number): number | undefined {
  const open = strip.filter(({ begin, expiry }) => begin <= now && now < expiry).map(({ expiry }) => expiry);
  const lasting = open.filter((expiry) => now < expiry - MOVE_BEFORE);
  if (lasting.length > 0) return Math.min(...lasting);
  return open.length > 0 ? Math.max(...open) : undefined;
}

/** When the choice of a window changes, at the latest when it ends. */
function showUntil(strip: readonly Window[], window: number, now: number): number {
  const later = strip.filter(({ expiry }) => expiry > window).map(({ begin }) => begin);
  if (later.length === 0) return window;
  return Math.min(window, Math.max(window - MOVE_BEFORE, Math.min(...later), now + 1));
}

/**
 * When to fetch next: at a random time of the next window, so that nobody's times say anything.
 *
 * A wallet that is given one window only has to come back in the time in which windows overlap.
 *
 * @param random - a random number from 0 up to 1
 */
export function nextRefresh(strip: readonly Pick<Held, "expiry">[], now: number, random: () => number = chance): number {
  const [first, second] = [...new Set(strip.map(({ expiry }) => expiry))].sort((a, b) => a - b);
  if (first === undefined) return now;
  const begin = first - OVERLAP;
  const end = second === undefined ? first - MOVE_BEFORE : second - OVERLAP;
  return Math.max(now, begin + Math.floor(random() * (end - begin)));
}

/** A random number from 0 up to 1 that nobody can guess. */
export function chance(): number {
  const [number = 0] = crypto.getRandomValues(new Uint32Array(1));
  return number / 2 ** 32;
}
