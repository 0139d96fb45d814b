/** Challenges (section 4.3). */

import { encodeBase45 } from "./base45.js";
import { copyBytes, equalBytes } from "./bytes.js";
import { BadArgument, CodeRefused, requireTime } from "./errors.js";
import { isChallenge } from "./presentation.js";
import { REPEAT_SECONDS } from "./replay.js";
import { CHALLENGE_PREFIX, readText } from "./text.js";

/** A challenge is good for less than this many seconds. */
export const CHALLENGE_SECONDS = 60;

/** Which challenge a gate shows, and which were used a moment ago. An immutable value. */
export interface ChallengeBook {
  readonly shown: { readonly challenge: Uint8Array; readonly since: number; readonly used: boolean } | undefined;
  readonly used: readonly { readonly challenge: Uint8Array; readonly code: string; readonly at: number }[];
}

/** The book of a gate that shows no challenge. */
export const NO_CHALLENGES: ChallengeBook = Object.freeze({ shown: undefined, used: Object.freeze([]) });

/**
 * Writes the text of a challenge, to be shown as a QR code.
 *
 * @param challenge - 8 to 32 random bytes
 * @throws {@link BadArgument} if it has another length
 */
export function writeChallengeText(challenge: Uint8Array): string {
  requireChallenge(challenge);
  return CHALLENGE_PREFIX + encodeBase45(challenge);
}

/**
 * Reads the text of a challenge.
 *
 * @param scanned - what the scanner of the wallet read
 * @throws {@link CodeRefused} with `too_large`, `not_ours` or `bad_base45`; `bad_structure` if it is not 8 to 32 bytes
 */
export function readChallengeText(scanned: string): Uint8Array {
  const challenge = readText(scanned, CHALLENGE_PREFIX);
  if (!isChallenge(challenge)) throw new CodeRefused("bad_structure");
  return challenge;
}

/**
 * The gate shows a challenge from now on.
 *
 * @param challenge - 8 to 32 random bytes, fresh
 * @param now - seconds
 * @throws {@link BadArgument} if it has another length
 */
export function showChallenge(book: ChallengeBook, challenge: Uint8Array, now: number): ChallengeBook {
  requireChallenge(challenge);
  requireTime(now);
  return { shown: { challenge: copyBytes(challenge), since: now, used: false }, used: recent(book, now) };
}

/** The gate shows no challenge any more. */
export function hideChallenge(book: ChallengeBook): ChallengeBook {
  return { shown: undefined, used: book.used };
}

/**
 * Compares what a presentation carries with what the gate shows, and marks the challenge as used.
 *
 * @param carried - the challenge in the presentation, if there is one
 * @param code - a hash of the bytes of the code
 * @param now - seconds
 * @returns the book after
 * @throws {@link CodeRefused} with `challenge_missing`, `challenge_unexpected` or `challenge_mismatch`
 */
export function useChallenge(
  book: ChallengeBook,
  carried: Uint8Array | undefined,
  code: string,
  now: number,
): ChallengeBook {
  const { shown } = book;
  if (!carried) {
    if (shown) throw new CodeRefused("challenge_missing");
    return book;
  }
  // The same bytes read again within 5 s find their challenge still good.
  if (recent(book, now).some((use) => use.code === code && equalBytes(use.challenge, carried))) return book;
  if (!shown) throw new CodeRefused("challenge_unexpected");
  const dead = shown.used || Math.abs(now - shown.since) >= CHALLENGE_SECONDS;
  if (dead || !equalBytes(shown.challenge, carried)) throw new CodeRefused("challenge_mismatch");
  const use = { challenge: shown.challenge, code, at: now };
  return { shown: { ...shown, used: true }, used: [...recent(book, now), use] };
}

function recent(book: ChallengeBook, now: number): ChallengeBook["used"] {
  return book.used.filter(({ at }) => Math.abs(now - at) <= REPEAT_SECONDS);
}

function requireChallenge(challenge: Uint8Array): void {
  if (!isChallenge(challenge)) throw new BadArgument("a challenge has 8 to 32 bytes");
}
