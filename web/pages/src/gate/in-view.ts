/**
 * Which of the codes that the camera sees are read.
 *
 * A phone that is held still shows a new proof every 10 s. To judge each of them would answer a person who has passed
 * with "shown a moment ago". So the same credential is read again only when it was not seen for a while: the phone was
 * taken away. Another one is read at once, since a green answer must never stand before somebody else's code. What a
 * hand scanner types is always read, as somebody pulled its trigger.
 */

import { CodeRefused, parseCode, readCodeText } from "huepass";
import { isForeign } from "./export.js";

/** A credential before the camera. Milliseconds. */
interface Sight {
  readonly seen: number;
  /** Since when frames come without it; undefined while it is in them. */
  readonly missing: number | undefined;
}

/** What is before the camera. In memory, and no longer than `SILENCE`. */
export type InView = ReadonlyMap<string, Sight>;

/** So long no frame has a credential before it is read again, in milliseconds. */
export const GAP = 800;
/** After so long without any frame that has it, too: the camera was off, or a picture was opened in its place. */
export const SILENCE = 3000;

export const NOTHING: InView = new Map();

/**
 * Takes a frame.
 *
 * @param credential - what is in it, from `credentialIn`; undefined for nothing
 * @param at - milliseconds
 * @returns what is in view from now on, and whether the code is to be read
 */
export function frame(before: InView, credential: string | undefined, at: number): { inView: InView; read: boolean } {
  const inView = new Map<string, Sight>();
  for (const [one, { seen, missing = at }] of before) {
    if (at - missing < GAP && at - seen < SILENCE) inView.set(one, { seen, missing });
  }
  if (credential === undefined) return { inView, read: false };
  const read = !inView.has(credential);
  inView.set(credential, { seen: at, missing: undefined });
  return { inView, read };
}

/** Stands for all texts that are no codes of ours: nothing of them is remembered, as there may be names in them. */
export const FOREIGN = "foreign";

/** The credential in a code, whatever proof is around it; what is wrong with a code that has none. */
export function credentialIn(text: string): string {
  try {
    return parseCode(readCodeText(text)).credential.signature.join();
  } catch (error) {
    if (!(error instanceof CodeRefused)) throw error;
    return isForeign(error) ? FOREIGN : error.reason;
  }
}
