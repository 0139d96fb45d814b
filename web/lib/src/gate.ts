/** A gate as one object: it holds a state and replaces it. All the rules are in the pure functions that it calls. */

import { loadFile, type LoadedFile } from "./bundle.js";
import { hideChallenge, showChallenge, writeChallengeText } from "./challenge.js";
import { judgeCode, startGate, type GateState } from "./check.js";
import type { Decision } from "./decision.js";
import { nobleEd25519, type Ed25519 } from "./ed25519.js";
import type { Policy } from "./policy.js";
import type { FederationState } from "./state.js";

/** What a gate starts with. */
export interface GateOptions {
  /** From `firstState` at first, from `restoreState` after a restart. */
  readonly federation: FederationState;
  /** From `makePolicy`. */
  readonly policy: Policy;
  /** The gate's clock, in seconds. */
  readonly start: number;
  /** 32 random bytes, fresh at each start. They must not be written anywhere. */
  readonly replayKey: Uint8Array;
  /** Checks signatures and keys; noble's by default. */
  readonly ed25519?: Ed25519;
}

/** A gate. */
export class Gate {
  #state: GateState;
  readonly #ed25519: Ed25519;

  /** @throws BadArgument if the replay key has not 32 bytes or the start is no time */
  constructor({ federation, policy, start, replayKey, ed25519 = nobleEd25519 }: GateOptions) {
    this.#state = startGate(federation, policy, start, replayKey);
    this.#ed25519 = ed25519;
  }

  /** The state as it is now. Keep its `federation` with `saveState`. */
  get state(): GateState {
    return this.#state;
  }

  /**
   * Loads a file: a root, a trust list, a revocation list, or a bundle of them (section 6.6).
   *
   * @param file - the bytes of the file
   * @param now - the gate's clock, in seconds
   * @returns how many documents were loaded, and why others of a bundle were refused
   * @throws DocumentRefused if nothing was loaded: a single document is refused, the file can't be read at all, or all
   * documents of a bundle are refused, with the fault of the first; BadArgument if the file is no `Uint8Array`
   */
  load(file: Uint8Array, now: number): Omit<LoadedFile, "state"> {
    const { state, ...rest } = loadFile(this.#state.federation, file, now, this.#ed25519);
    if (rest.loaded === 0 && rest.refused[0]) throw rest.refused[0];
    this.#state = { ...this.#state, federation: state };
    return rest;
  }

  /**
   * Checks a code (section 7.1).
   *
   * @param scanned - the text as the scanner read it
   * @param now - the gate's clock, in seconds
   * @returns the answer; its action can be `refuse`
   * @throws CodeRefused with the reason
   */
  check(scanned: string, now: number): Decision {
    const judgement = judgeCode(this.#state, scanned, now, this.#ed25519);
    this.#state = judgement.gate;
    if (judgement.refused) throw judgement.refused;
    return judgement.decision;
  }

  /**
   * Shows a challenge from now on, in the place of any before (section 4.3). It is good for one presentation and less
   * than 60 seconds.
   *
   * @param challenge - 8 to 32 random bytes, fresh
   * @param now - the gate's clock, in seconds
   * @returns the text to show as a QR code
   * @throws BadArgument if it has another length
   */
  showChallenge(challenge: Uint8Array, now: number): string {
    this.#state = { ...this.#state, challenges: showChallenge(this.#state.challenges, challenge, now) };
    return writeChallengeText(challenge);
  }

  /** Shows no challenge any more. The last one used stays good for the same code, for 5 seconds. */
  hideChallenge(): void {
    this.#state = { ...this.#state, challenges: hideChallenge(this.#state.challenges) };
  }
}
