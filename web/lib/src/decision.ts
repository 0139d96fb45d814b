/** The answer of a gate to a code (section 7.1), and how it comes from the colour. */

import { stricter, type Action, type Policy } from "./policy.js";
import type { Issuer, Level, Texts } from "./trust.js";

/** The medium on which a code was shown. */
export type Medium = "live" | "paper";

/** The answer to a code that was not refused with an error. It has these parts and no others. */
export interface Decision {
  /** What the gate does. Mind that an answer can be `refuse`, too. */
  readonly action: Action;
  /** The number in the credential. */
  readonly colour: number;
  /** What the colour means at this issuer. */
  readonly level: Level;
  /** What the issuer calls the colour, by language; undefined if it is not listed. */
  readonly label: Texts | undefined;
  readonly issuer: { readonly id: string; readonly names: Texts };
  readonly medium: Medium;
  /** Whether the revocation lists of this gate are too old to be sure. */
  readonly stale: boolean;
}

/**
 * Step 10 of section 7.1: from the colour the level, from the level the action, and for a stale answer the stricter of
 * that and the action for stale.
 */
export function decide(issuer: Issuer, colour: number, medium: Medium, stale: boolean, policy: Policy): Decision {
  const meaning = issuer.colours.get(colour);
  const level = meaning?.level ?? "undetermined";
  const byLevel = policy.actions[level];
  return Object.freeze({
    action: stale ? stricter(byLevel, policy.staleAction) : byLevel,
    colour,
    level,
    label: meaning?.labels,
    issuer: Object.freeze({ id: issuer.id, names: issuer.names }),
    medium,
    stale,
  });
}
