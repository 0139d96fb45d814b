/** What a text looks like that is no code of ours. */

import { CodeRefused, readCodeText } from "huepass";

/** Enough of a text to see what kind it is, in characters: whole, most certificates would only be too long. */
const BEGINNING = 32;

/** What a text looks like; undefined if that can't be told, or it begins as a code of ours does. */
export function looksLike(text: string): CodeRefused["looksLike"] {
  try {
    readCodeText(text.slice(0, BEGINNING));
  } catch (error) {
    if (!(error instanceof CodeRefused)) throw error;
    if (error.looksLike !== "unknown") return error.looksLike;
  }
  return undefined;
}
