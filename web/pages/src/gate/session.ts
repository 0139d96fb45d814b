/** A gate at work: from when its page is opened until it is closed. All of it is in memory only. */

import { looksLike } from "../shared/looks-like.js";
import {
  CHALLENGE_SECONDS,
  REPLAY_KEY_BYTES,
  hideChallenge,
  judgeCode,
  makePolicy,
  showChallenge,
  startGate,
  writeChallengeText,
  type CodeRefused,
  type Decision,
  type FederationState,
  type GateState,
} from "huepass";

/** How an answer looks and sounds. A code that is not valid is told apart from a colour that is refused. */
export type Look = "pass" | "check" | "refuse" | "not-valid";

/** Why a code is not valid; for what is too long, also what it looks like, since most certificates are. */
export type Refusal = Pick<CodeRefused, "reason" | "looksLike">;

/** The answer to a code. */
export type Verdict =
  | { readonly look: Exclude<Look, "not-valid">; readonly decision: Decision; readonly refused?: never }
  | { readonly look: "not-valid"; readonly refused: Refusal; readonly decision?: never };

/** How many codes got which answer; those that are not valid count as refused. */
export interface Tally {
  readonly pass: number;
  readonly check: number;
  readonly refuse: number;
}

/** A challenge on the screen. */
export interface Challenge {
  readonly text: string;
  /** Seconds; from then on it is dead. */
  readonly until: number;
}

const NONE: Tally = { pass: 0, check: 0, refuse: 0 };
const CHALLENGE_BYTES = 16;

/** Holds the library's state between two codes. */
export class Session {
  #gate: GateState;
  #tally = NONE;
  #challenge: Challenge | undefined;
  readonly #counted = new WeakSet<Decision>();

  /**
   * @param start - the clock, in seconds
   * @param random - fills an array with chance
   */
  constructor(
    federation: FederationState,
    acceptPaper: boolean,
    start: number,
    private readonly random: (bytes: Uint8Array<ArrayBuffer>) => Uint8Array = (bytes) => crypto.getRandomValues(bytes),
  ) {
    this.#gate = startGate(federation, makePolicy({ acceptPaper }), start, random(new Uint8Array(REPLAY_KEY_BYTES)));
  }

  get tally(): Tally {
    return this.#tally;
  }

  get challenge(): Challenge | undefined {
    return this.#challenge;
  }

  /** Goes by other documents or another choice from now on; what was shown before stays known. */
  follow(federation: FederationState, acceptPaper: boolean): void {
    this.#gate = { ...this.#gate, federation, policy: makePolicy({ acceptPaper }) };
  }

  /**
   * Judges a code, at once and without network.
   *
   * @param now - seconds
   */
  judge(text: string, now: number): Verdict {
    // A clock that was ahead and then set right is behind the start: until it caught up, every live pass would be from
    // before that, and refused. It is as if the gate started now, and what was shown before stays known.
    if (now < this.#gate.start) this.#gate = { ...this.#gate, start: now };
    const { gate, decision, refused } = judgeCode(this.#gate, text, now);
    this.#gate = gate;
    // One challenge is for one person; it has done its work.
    if (gate.challenges.shown?.used) this.hideChallenge();
    if (refused) {
      this.#count("refuse");
      const { reason } = refused;
      return { look: "not-valid", refused: reason === "too_large" ? { reason, looksLike: looksLike(text) } : refused };
    }
    // The same code read again at once gets the very answer of before, and is one person.
    if (!this.#counted.has(decision)) this.#count(decision.action);
    this.#counted.add(decision);
    return { look: decision.action, decision };
  }

  /** Shows a fresh challenge, in the place of any before. */
  newChallenge(now: number): void {
    const challenge = this.random(new Uint8Array(CHALLENGE_BYTES));
    this.#gate = { ...this.#gate, challenges: showChallenge(this.#gate.challenges, challenge, now) };
    this.#challenge = { text: writeChallengeText(challenge), until: now + CHALLENGE_SECONDS };
  }

  hideChallenge(): void {
    this.#gate = { ...this.#gate, challenges: hideChallenge(this.#gate.challenges) };
    this.#challenge = undefined;
  }

  resetTally(): void {
    this.#tally = NONE;
  }

  #count(name: keyof Tally): void {
    this.#tally = { ...this.#tally, [name]: this.#tally[name] + 1 };
  }
}
