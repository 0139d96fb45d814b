/** Files: single documents and bundles of them (section 6.6). */

import { requireBytes } from "./bytes.js";
import { MAX_BUNDLE_BYTES, namedKind } from "./document.js";
import { nobleEd25519, type Ed25519 } from "./ed25519.js";
import { DocumentRefused, requireTime } from "./errors.js";
import { cutSequence } from "./sequence.js";
import { isClockBehind, loadDocument, type FederationState } from "./state.js";

/** What loading a file did. */
export interface LoadedFile {
  /** The state after. */
  readonly state: FederationState;
  /** Whether the file was a bundle and not a single document. */
  readonly bundle: boolean;
  /** How many documents were loaded, those included that were in force before. */
  readonly loaded: number;
  /** Only of a bundle: why the others were refused, in the order in which they stand. */
  readonly refused: readonly DocumentRefused[];
}

/**
 * Loads a file: a root, a trust list, a revocation list, or a bundle of them.
 *
 * The documents of a bundle fail each on its own, and what failed is in `refused`: look at it. A single document that
 * fails throws, and so does a file that is empty, too large, or no CBOR at its very beginning.
 *
 * @param state - the state before; it does not change
 * @param file - the bytes of the file
 * @param now - the gate's clock, in seconds
 * @param ed25519 - checks signatures and keys
 * @throws {@link DocumentRefused}; BadArgument if the file is no `Uint8Array` or the time none
 */
export function loadFile(
  state: FederationState,
  file: Uint8Array,
  now: number,
  ed25519: Ed25519 = nobleEd25519,
): LoadedFile {
  requireTime(now);
  requireBytes(file);
  const fault = (reason: "too_large" | "bad_cbor"): DocumentRefused =>
    new DocumentRefused(isClockBehind(state, now) ? "clock_behind" : reason);
  if (file.length > MAX_BUNDLE_BYTES) throw fault("too_large");
  const cut = cutSequence(file);
  const [first] = cut.objects;
  if (first === undefined) throw fault("bad_cbor");
  if (cut.objects.length === 1 && cut.fault === undefined) {
    return { state: loadDocument(state, first, now, ed25519), bundle: false, loaded: 1, refused: [] };
  }
  let loaded = 0;
  const refused: DocumentRefused[] = [];
  for (const object of cut.objects) {
    try {
      state = loadDocument(state, object, now, ed25519);
      loaded += 1;
    } catch (error) {
      if (!(error instanceof DocumentRefused)) throw error;
      // An older root of a chain is passed over.
      if (error.reason === "rollback" && namedKind(object) === "root") loaded += 1;
      else refused.push(error);
    }
  }
  if (cut.fault !== undefined) refused.push(fault(cut.fault));
  return { state, bundle: true, loaded, refused };
}
