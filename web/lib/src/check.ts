/** Judging a code: section 7.1, step by step. */

import { NO_CHALLENGES, useChallenge, type ChallengeBook } from "./challenge.js";
import { toBeSigned } from "./cose.js";
import { readClaims, type Claims } from "./credential.js";
import { decide, type Decision } from "./decision.js";
import { isYes, nobleEd25519, type Ed25519 } from "./ed25519.js";
import { CodeRefused, requireTime } from "./errors.js";
import type { Policy } from "./policy.js";
import { parseCode, type ParsedCode, type Proof } from "./presentation.js";
import { codeHash, credentialHash, emptyReplayMemory, recall, remember, type ReplayMemory } from "./replay.js";
import { revocationStatus } from "./revocation.js";
import { currentTrustList, isClockBehind, type FederationState } from "./state.js";
import { readCodeText } from "./text.js";
import type { CredentialKey, TrustList } from "./trust.js";

/** All that a gate knows. An immutable value. */
export interface GateState {
  /** The documents in force; the part to keep through a restart. */
  readonly federation: FederationState;
  readonly policy: Policy;
  /** When this gate started, in seconds. */
  readonly start: number;
  readonly replay: ReplayMemory;
  readonly challenges: ChallengeBook;
}

/** What judging a code gave: an answer or a refusal, and the state after. */
export type Judgement =
  | { readonly gate: GateState; readonly decision: Decision; readonly refused?: never }
  | { readonly gate: GateState; readonly decision?: never; readonly refused: CodeRefused };

/** The presentations of the last seconds before the start of a gate are not accepted: see section 4.2. */
const START_GAP = 10;

/**
 * The state of a gate that starts.
 *
 * @param federation - from `firstState`, or from `restoreState` after a restart
 * @param policy - from `makePolicy`
 * @param start - the gate's clock, in seconds
 * @param replayKey - 32 random bytes, fresh at each start
 * @throws BadArgument if the key has another length, or the time is none
 */
export function startGate(federation: FederationState, policy: Policy, start: number, replayKey: Uint8Array): GateState {
  requireTime(start);
  return { federation, policy, start, replay: emptyReplayMemory(replayKey), challenges: NO_CHALLENGES };
}

/**
 * Judges a code. This is the pure function; `Gate.check` throws the refusal, so that it can't be overlooked.
 *
 * @param gate - the state before; it does not change
 * @param scanned - the text as the scanner read it
 * @param now - the gate's clock, in seconds
 * @param ed25519 - checks signatures
 * @returns the answer or the refusal, and the state after, which counts in both cases
 */
export function judgeCode(gate: GateState, scanned: string, now: number, ed25519: Ed25519 = nobleEd25519): Judgement {
  requireTime(now);
  try {
    const bytes = readCodeText(scanned);
    const code = parseCode(bytes);
    const trustList = requireFederation(gate.federation, now);
    const key = requireKey(code, trustList, gate.policy);
    const claims = requireClaims(code, key, gate.policy, now, ed25519);
    const hash = codeHash(gate.replay, bytes);
    if (code.proof && claims.holderKey) {
      requireProof(code.proof, claims.holderKey, gate, now, ed25519);
      gate = { ...gate, challenges: useChallenge(gate.challenges, code.proof.cnonce, hash, now) };
    }
    return answer(gate, code, key, claims, hash, now);
  } catch (error) {
    if (error instanceof CodeRefused) return { gate, refused: error };
    throw error;
  }
}

/** Step 3. */
function requireFederation(federation: FederationState, now: number): TrustList {
  if (isClockBehind(federation, now)) throw new CodeRefused("clock_behind");
  const trustList = currentTrustList(federation, now);
  if (!trustList) throw new CodeRefused("trust_stale");
  return trustList;
}

/** Step 4. */
function requireKey(code: ParsedCode, trustList: TrustList, policy: Policy): CredentialKey {
  const key = trustList.keys.get(code.credential.kid);
  if (!key) throw new CodeRefused("unknown_key");
  if (key.usage === "revoke") throw new CodeRefused("wrong_usage");
  if (key.usage === "live" && !code.proof) throw new CodeRefused("proof_missing");
  if (key.usage === "paper" && code.proof) throw new CodeRefused("wrong_usage");
  if (key.usage === "paper" && !policy.acceptPaper) throw new CodeRefused("paper_not_accepted");
  return key;
}

/** Steps 5 and 6. */
function requireClaims(code: ParsedCode, key: CredentialKey, policy: Policy, now: number, ed25519: Ed25519): Claims {
  const { protectedBytes, payloadBytes, payload, signature } = code.credential;
  if (!isYes(ed25519.verify(key.publicKey, toBeSigned(protectedBytes, payloadBytes), signature))) {
    throw new CodeRefused("bad_signature");
  }
  const claims = readClaims(payload, key.usage);
  if (!claims) throw new CodeRefused("bad_claims");
  const { exp } = claims;
  const begin = exp - key.lifetime;
  if (exp % key.step !== key.phase) throw new CodeRefused("misaligned_expiry");
  if (key.nbf > begin || exp > key.naf) throw new CodeRefused("key_not_valid");
  if (now < begin - policy.clockTolerance) throw new CodeRefused("not_yet_valid");
  if (now >= exp + policy.clockTolerance) throw new CodeRefused("expired");
  return claims;
}

/** Step 7, up to the challenge. */
function requireProof(proof: Proof, holderKey: Uint8Array, gate: GateState, now: number, ed25519: Ed25519): void {
  if (!isYes(ed25519.verify(holderKey, toBeSigned(proof.protectedBytes, proof.payloadBytes), proof.signature))) {
    throw new CodeRefused("bad_proof");
  }
  const { proofPast, proofFuture } = gate.policy;
  const fresh = now - proofPast <= proof.iat && proof.iat <= now + proofFuture && proof.iat > gate.start - START_GAP;
  if (!fresh) throw new CodeRefused("proof_not_fresh");
}

/** Steps 8 to 10. A refusal is returned here and not thrown, as a challenge may have been used before it. */
function answer(gate: GateState, code: ParsedCode, key: CredentialKey, claims: Claims, hash: string, now: number): Judgement {
  const { federation, policy, replay } = gate;
  const { kid } = code.credential;
  const { exp, serial, colour } = claims;
  const list = federation.revocationLists.get(key.issuer.id);
  const status = revocationStatus(list, kid, key, exp, serial, now);
  if (status === "revoked") return { gate, refused: new CodeRefused("revoked") };
  const credential = credentialHash(replay, kid, exp, serial);
  const before = recall(replay, credential, hash, now);
  if (before === "replayed") return { gate, refused: new CodeRefused("replayed") };
  if (before) return { gate, decision: before };
  const decision = decide(key.issuer, colour, key.usage, status === "stale", policy);
  return { gate: { ...gate, replay: remember(replay, credential, hash, now, decision) }, decision };
}
