/** The texts that QR codes carry (section 1.3). */

import { decodeBase45, encodeBase45 } from "./base45.js";
import { CodeRefused, DecodeError, type LooksLike } from "./errors.js";

/** What the text of a code begins with. */
export const CODE_PREFIX = "HP1:";
/** What the text of a challenge begins with. */
export const CHALLENGE_PREFIX = "HPC1:";
/** The text of a code or a challenge has at most this many characters (code points). */
export const MAX_TEXT = 512;
/** A credential or a presentation has at most this many bytes. */
export const MAX_CODE_BYTES = 320;

/**
 * Takes one line end (CR, LF or CR LF) off the end, and nothing else.
 *
 * @param scanned - what the scanner read
 */
export function stripLineEnd(scanned: string): string {
  return scanned.replace(/(?:\r\n|\r|\n)$/u, "");
}

/**
 * Reads the text of a code: step 1 of section 7.1.
 *
 * @param scanned - what the scanner read
 * @returns the bytes of a credential or a presentation, not yet parsed
 * @throws {@link CodeRefused} with `too_large`, `not_ours` or `bad_base45`
 */
export function readCodeText(scanned: string): Uint8Array {
  const bytes = readText(scanned, CODE_PREFIX);
  if (bytes.length > MAX_CODE_BYTES) throw new CodeRefused("too_large");
  return bytes;
}

/**
 * Writes the text of a code, to be shown as a QR code in alphanumeric mode.
 *
 * @param code - the bytes of a credential or a presentation
 */
export function writeCodeText(code: Uint8Array): string {
  return CODE_PREFIX + encodeBase45(code);
}

/**
 * Reads a text with a prefix and Base45 behind it.
 *
 * @param scanned - what the scanner read
 * @param prefix - {@link CODE_PREFIX} or {@link CHALLENGE_PREFIX}
 * @throws {@link CodeRefused} with `too_large`, `not_ours` or `bad_base45`
 */
export function readText(scanned: string, prefix: string): Uint8Array {
  const text = stripLineEnd(scanned);
  // A code point has one or two UTF-16 units: a very long text is refused without walking through it.
  if (text.length > 2 * MAX_TEXT || codePoints(text) > MAX_TEXT) throw new CodeRefused("too_large");
  if (!text.startsWith(prefix)) throw new CodeRefused("not_ours", looksLike(text));
  try {
    return decodeBase45(text.slice(prefix.length));
  } catch (error) {
    if (error instanceof DecodeError) throw new CodeRefused("bad_base45");
    throw error;
  }
}

/** How many characters (code points) a text has. */
export function codePoints(text: string): number {
  return Array.from(text).length;
}

function looksLike(text: string): LooksLike {
  if (text.startsWith(CHALLENGE_PREFIX)) return "challenge";
  if (/^HP[EOPRS]1:/u.test(text)) return "issuer-code";
  if (/^HC\d:/u.test(text)) return "health-certificate";
  if (/^https?:/iu.test(text)) return "web-address";
  return "unknown";
}
