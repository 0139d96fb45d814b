/** Bringing up the code: another credential each time, never the network (spec section 4). */

import { signPresentation, writeCodeText } from "huepass";
import { signerOf } from "./keys.js";
import { keyName, strip, type Held, type Person } from "./model.js";
import type { WalletStore } from "./store.js";
import { choose, unshown, worksUntil } from "./strip.js";
import { stripEnded } from "./faults.js";

/** A proof's time is rounded down to this many seconds. */
export const PROOF_STEP = 10;

/** A credential that was brought up. Times are seconds since the epoch. */
export interface Shown {
  /** Whose. */
  readonly person: Person;
  readonly held: Held;
  /** Whether it was shown before: two gates that compare could tell. */
  readonly repeated: boolean;
  /** How many of the window were never shown. */
  readonly left: number;
  /** When to bring up the next, since its window comes. */
  readonly showUntil: number;
  /** Until when the wallet has something to show without network. */
  readonly worksUntil: number;
  /**
   * The text of the code: the credential with a proof as of now.
   *
   * @param at - the wallet's clock
   * @param challenge - what the gate shows, 8 to 32 bytes
   * @throws BadArgument if the challenge has another length, or the time is before 1970
   */
  readonly text: (at: number, challenge?: Uint8Array) => Promise<string>;
}

/**
 * Chooses what to show, and remembers on the disk that it was shown before it is.
 *
 * @param id - whose code
 * @param now - the wallet's clock, in seconds
 * @throws Fault `strip_ended`, `holder_unknown`, and those of the store
 */
export async function bringUp(store: WalletStore, id: string, now: number): Promise<Shown> {
  let shown: Omit<Shown, "person" | "text" | "left"> | undefined;
  const person = await store.change(id, (before) => {
    const credentials = strip(before);
    const { index, repeated, showUntil } = choose(credentials, now);
    const chosen = credentials[index];
    if (!chosen) throw stripEnded();
    const held = { ...chosen, shown: chosen.shown + 1 };
    shown = { held, repeated, showUntil, worksUntil: worksUntil(credentials, now) ?? held.expiry };
    return { ...before, held: before.held.map((one) => (keyName(one.key) === keyName(held.key) ? held : one)) };
  });
  if (!shown) throw stripEnded();
  const { held } = shown;
  const text = async (at: number, challenge?: Uint8Array) =>
    writeCodeText(await signPresentation(held.credential, signerOf(held.key), at, challenge));
  return { ...shown, person, left: unshown(strip(person), held.expiry), text };
}

/** When the next proof is due: a proof's time is rounded down to 10 s. */
export function nextProof(now: number): number {
  return now - (now % PROOF_STEP) + PROOF_STEP;
}
