/** What a gate decides for itself: paper, actions and tolerances (sections 3.3, 4.2, 6.4 and 7.1). */

import { BadArgument } from "./errors.js";
import { LEVELS, type Level } from "./trust.js";

/** What the gate does, from the mildest to the strictest. */
export const ACTIONS = Object.freeze(["pass", "check", "refuse"] as const);

/** What the gate does. */
export type Action = (typeof ACTIONS)[number];

/** The policy of a gate. Make one with {@link makePolicy}. */
export interface Policy {
  /** Whether a credential under a paper key may be shown bare. */
  readonly acceptPaper: boolean;
  /** The action for each level. */
  readonly actions: Readonly<Record<Level, Action>>;
  /** What a stale answer is made at least. */
  readonly staleAction: "check" | "refuse";
  /** How far clocks may differ at both ends of a window, in seconds: 0 to 300. */
  readonly clockTolerance: number;
  /** How old a presentation may be, in seconds. */
  readonly proofPast: number;
  /** How far ahead of the gate's clock a presentation may be, in seconds. */
  readonly proofFuture: number;
}

/** What differs from the defaults. Whether paper is accepted has none. */
export interface PolicyOptions extends Partial<Omit<Policy, "actions" | "acceptPaper">> {
  readonly acceptPaper: boolean;
  readonly actions?: Partial<Record<Level, Action>>;
}

/** A replay memory remembers a code for this many seconds (section 4.4). */
export const REPLAY_SECONDS = 140;

/**
 * Makes a policy. The defaults are those of the specification: `clear` passes, `check` is checked, `stop` and
 * `undetermined` are refused, a stale answer is checked, 60 s for windows, 60 s and 20 s for presentations.
 *
 * @throws {@link BadArgument} if a time is out of its range, the two for presentations together are more than 140 s,
 * a value is of another type or no action, or `undetermined` would pass
 */
export function makePolicy(options: PolicyOptions): Policy {
  const policy: Policy = Object.freeze({
    clockTolerance: 60,
    proofPast: 60,
    proofFuture: 20,
    staleAction: "check",
    ...options,
    actions: Object.freeze({ clear: "pass", check: "check", stop: "refuse", undetermined: "refuse", ...options.actions }),
  });
  const { clockTolerance, proofPast, proofFuture } = policy;
  if (!isSeconds(clockTolerance, 300)) throw new BadArgument("the clock tolerance is 0 to 300 seconds");
  if (!isSeconds(proofPast, REPLAY_SECONDS) || !isSeconds(proofFuture, REPLAY_SECONDS - proofPast)) {
    throw new BadArgument("the two times for presentations are together at most 140 seconds");
  }
  // The types say so already; a policy out of JSON or plain JavaScript may not keep to them.
  if (typeof policy.acceptPaper !== "boolean") throw new BadArgument("whether paper is accepted is true or false");
  if (!LEVELS.every((level) => ACTIONS.includes(policy.actions[level]))) throw new BadArgument("each level has an action");
  if (!["check", "refuse"].includes(policy.staleAction)) throw new BadArgument("a stale answer is checked or refused");
  if (policy.actions.undetermined === "pass") throw new BadArgument("an undetermined colour must not pass");
  return policy;
}

function isSeconds(value: number, most: number): boolean {
  return Number.isInteger(value) && value >= 0 && value <= most;
}

/** The stricter of two actions. */
export function stricter(a: Action, b: Action): Action {
  return ACTIONS.indexOf(a) >= ACTIONS.indexOf(b) ? a : b;
}
