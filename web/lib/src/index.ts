/**
 * huepass: coloured passes that gates check offline.
 *
 * A gate begins with {@link Gate}, a wallet with {@link makeHolderKey} and {@link makePresentation}.
 *
 * @packageDocumentation
 */

export * from "./errors.js";

// For gates.
export { Gate, type GateOptions } from "./gate.js";
export { parseCode, type ParsedCode, type Proof } from "./presentation.js";
export type { SignedCredential } from "./credential.js";
export { judgeCode, startGate, type GateState, type Judgement } from "./check.js";
export type { Decision, Medium } from "./decision.js";
export { ACTIONS, makePolicy, type Action, type Policy, type PolicyOptions } from "./policy.js";
export {
  firstState,
  isClockBehind,
  currentTrustList,
  loadDocument,
  restoreState,
  saveState,
  type FederationState,
  type SavedRevocationList,
  type SavedState,
} from "./state.js";
export { loadFile, type LoadedFile } from "./bundle.js";
export { cutSequence, type Cut } from "./sequence.js";
export { BUNDLE_MEDIA_TYPE, MAX_BUNDLE_BYTES, MAX_DOCUMENT_BYTES, MEDIA_TYPES, type DocumentKind } from "./document.js";
export type { Root, Role, SignedBody } from "./root.js";
export {
  LEVELS,
  type Colour,
  type CredentialKey,
  type Issuer,
  type IssuerKey,
  type Level,
  type RevokeKey,
  type Texts,
  type TrustList,
} from "./trust.js";
export type { RevocationList } from "./revocation.js";
export {
  hideChallenge,
  readChallengeText,
  showChallenge,
  writeChallengeText,
  CHALLENGE_SECONDS,
  NO_CHALLENGES,
  type ChallengeBook,
} from "./challenge.js";
export { REPLAY_KEY_BYTES, type ReplayMemory } from "./replay.js";

// For holders.
export {
  holderSigner,
  makeHolderKey,
  makePresentation,
  signPresentation,
  type HolderKey,
  type HolderSigner,
} from "./holder.js";
export { readCredential, type Claims, type OwnCredential } from "./credential.js";

// What both are made of.
export { nobleEd25519, strictEd25519, type Ed25519, type RawVerify } from "./ed25519.js";
export { keyId, type Usage } from "./keys.js";
export { readCodeText, stripLineEnd, writeCodeText, CODE_PREFIX, CHALLENGE_PREFIX } from "./text.js";
export { decodeBase45, encodeBase45 } from "./base45.js";
export { decodeCbor, encodeCbor, CborMap, type CborValue } from "./cbor.js";
export { hasSerial, readSerials, riceParameter, writeSerials, type SerialSet, type WrittenSerials } from "./serials.js";
export type { SignatureEntry } from "./cose.js";
