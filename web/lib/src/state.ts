/** What a gate remembers of its federation, and how documents change it (sections 5.2, 6 and 7.2). All values are immutable. */

import { copyBytes, equalBytes } from "./bytes.js";
import { parseDocument } from "./document.js";
import { nobleEd25519, type Ed25519 } from "./ed25519.js";
import { BadArgument, DocumentRefused, requireTime } from "./errors.js";
import { readKeptRevocationList, readRevocationList, staysAccepted, type RevocationList } from "./revocation.js";
import { reaches, readRoot, type Root } from "./root.js";
import { readTrustList, type TrustList } from "./trust.js";

/** The documents in force. */
export interface FederationState {
  readonly root: Root;
  readonly trustList: TrustList | undefined;
  /** Revocation lists by the ID of their issuer. They are in force only while there is a trust list. */
  readonly revocationLists: ReadonlyMap<string, RevocationList>;
  /** The greatest `iat` of all roots and trust lists that were accepted, in seconds. */
  readonly timeFloor: number;
}

/** How far ahead of the clock a document may be dated, and how far the clock may be behind the time floor, in seconds. */
const AHEAD = 300;

/**
 * The state of a gate that has only its first root, which is given to it by hand (section 6.2).
 *
 * @param bytes - the root
 * @param ed25519 - checks signatures and keys
 * @throws {@link DocumentRefused} with `bad_root`
 */
export function firstState(bytes: Uint8Array, ed25519: Ed25519 = nobleEd25519): FederationState {
  const root = parseRoot(bytes, ed25519);
  if (!root) throw new DocumentRefused("bad_root");
  return { root, trustList: undefined, revocationLists: new Map(), timeFloor: root.iat };
}

function parseRoot(bytes: Uint8Array, ed25519: Ed25519): Root | undefined {
  try {
    const { bytes: own, kind, parts } = parseDocument(bytes);
    return kind === "root" && parts ? readRoot(own, parts, ed25519) : undefined;
  } catch (error) {
    if (error instanceof DocumentRefused) return undefined;
    throw error;
  }
}

/** Whether the clock is below the time floor (section 6.5). */
export function isClockBehind(state: FederationState, now: number): boolean {
  return now < state.timeFloor - AHEAD;
}

/**
 * The trust list in force, if codes may be judged by it: neither it nor the root has expired (section 6.5).
 *
 * @param now - seconds
 */
export function currentTrustList(state: FederationState, now: number): TrustList | undefined {
  return state.trustList && now < state.trustList.exp && now < state.root.exp ? state.trustList : undefined;
}

/**
 * Loads one document: section 7.2.
 *
 * @param state - the state before; it does not change
 * @param bytes - the document
 * @param now - the gate's clock, in seconds
 * @param ed25519 - checks signatures and keys
 * @returns the state after
 * @throws {@link DocumentRefused} with any of its reasons
 */
export function loadDocument(
  state: FederationState,
  bytes: Uint8Array,
  now: number,
  ed25519: Ed25519 = nobleEd25519,
): FederationState {
  requireTime(now);
  if (isClockBehind(state, now)) throw new DocumentRefused("clock_behind");
  if (isInForce(state, bytes)) return state;
  // The state keeps views of these bytes, so they are its own.
  const { bytes: own, kind, parts } = parseDocument(bytes);
  switch (kind) {
    case "root": {
      const root = parts && readRoot(own, parts, ed25519, state.root);
      return withRoot(state, root, now, ed25519);
    }
    case "trust-list": {
      const trustList = parts && readTrustList(own, parts, state.root, ed25519);
      return withTrustList(state, trustList, now);
    }
    case "revocation-list": {
      const list = parts && state.trustList && readRevocationList(own, parts, state.trustList, ed25519);
      return withRevocationList(state, list, now);
    }
  }
}

/** Whether these are the very bytes of a document in force. */
function isInForce(state: FederationState, bytes: Uint8Array): boolean {
  if (equalBytes(bytes, state.root.bytes)) return true;
  if (!state.trustList) return false;
  if (equalBytes(bytes, state.trustList.bytes)) return true;
  for (const list of state.revocationLists.values()) if (equalBytes(bytes, list.bytes)) return true;
  return false;
}

/** Compares with the number in force, then with the clock: steps 7 and 8 of section 7.2. */
function requireNewer(number: number, inForce: number | undefined, iat: number, now: number): void {
  if (inForce !== undefined) {
    if (number < inForce) throw new DocumentRefused("rollback");
    if (number === inForce) throw new DocumentRefused("equivocation");
  }
  if (iat > now + AHEAD) throw new DocumentRefused("not_yet_issued");
}

function withRoot(state: FederationState, root: Root | undefined, now: number, ed25519: Ed25519): FederationState {
  if (!root) throw new DocumentRefused("bad_root");
  requireNewer(root.version, state.root.version, root.iat, now);
  const kept = state.trustList && reaches(root.trustRole, state.trustList.body, ed25519) ? state.trustList : undefined;
  return { ...state, root, trustList: kept, timeFloor: Math.max(state.timeFloor, root.iat) };
}

function withTrustList(state: FederationState, trustList: TrustList | undefined, now: number): FederationState {
  if (!trustList) throw new DocumentRefused("bad_trust_list");
  requireNewer(trustList.seq, state.trustList?.seq, trustList.iat, now);
  const kept = [...state.revocationLists].filter(([, list]) => staysAccepted(list, trustList));
  return {
    ...state,
    trustList,
    revocationLists: new Map(kept),
    timeFloor: Math.max(state.timeFloor, trustList.iat),
  };
}

function withRevocationList(state: FederationState, list: RevocationList | undefined, now: number): FederationState {
  if (!list) throw new DocumentRefused("bad_revocation_list");
  requireNewer(list.seq, state.revocationLists.get(list.issuer)?.seq, list.iat, now);
  return { ...state, revocationLists: new Map(state.revocationLists).set(list.issuer, list) };
}

/** What a gate must keep through a restart (section 6.5), as plain bytes and numbers. Write it atomically. */
export interface SavedState {
  readonly root: Uint8Array;
  readonly trustList: Uint8Array | undefined;
  readonly revocationLists: readonly SavedRevocationList[];
  /** Seconds. */
  readonly timeFloor: number;
}

/** A revocation list with the key that signed it. */
export interface SavedRevocationList {
  readonly bytes: Uint8Array;
  /** The public key, 32 bytes. */
  readonly signer: Uint8Array;
}

/** What to keep of a state. */
export function saveState(state: FederationState): SavedState {
  return {
    root: copyBytes(state.root.bytes),
    trustList: state.trustList && copyBytes(state.trustList.bytes),
    revocationLists: [...state.revocationLists.values()].map(({ bytes, signer }) => ({
      bytes: copyBytes(bytes),
      signer: copyBytes(signer),
    })),
    timeFloor: state.timeFloor,
  };
}

/**
 * The state that was saved. All signatures are checked again; what only matters when a document is accepted is not.
 * The root is taken as it is, like a first root: who can write where it is kept decides whom the gate trusts.
 *
 * @param federation - the ID of the federation that it must be of; left out, it may be of any
 * @throws {@link DocumentRefused} with `bad_root`, `bad_trust_list` or `bad_revocation_list` if what was kept is damaged, or
 * `bad_root` if it is of another federation; {@link BadArgument} if it has not the types that it was saved with, as after JSON
 */
export function restoreState(saved: SavedState, federation?: string, ed25519: Ed25519 = nobleEd25519): FederationState {
  requireTime(saved.timeFloor);
  const lists: unknown = saved.revocationLists;
  if (!Array.isArray(lists)) throw new BadArgument("the saved revocation lists must be an array");
  const { root, timeFloor } = firstState(saved.root, ed25519);
  if (federation !== undefined && root.federation !== federation) throw new DocumentRefused("bad_root");
  let trustList: TrustList | undefined;
  if (saved.trustList !== undefined) {
    const { bytes: own, kind, parts } = parseKept(saved.trustList, "bad_trust_list");
    trustList = kind === "trust-list" && parts ? readTrustList(own, parts, root, ed25519) : undefined;
    if (!trustList) throw new DocumentRefused("bad_trust_list");
  }
  const revocationLists = new Map<string, RevocationList>();
  for (const { bytes, signer } of saved.revocationLists) {
    const { bytes: own, kind, parts } = parseKept(bytes, "bad_revocation_list");
    const list =
      kind === "revocation-list" && parts ? readKeptRevocationList(own, parts, copyBytes(signer), ed25519) : undefined;
    if (!list || (trustList && !staysAccepted(list, trustList))) throw new DocumentRefused("bad_revocation_list");
    revocationLists.set(list.issuer, list);
  }
  return { root, trustList, revocationLists, timeFloor: Math.max(saved.timeFloor, timeFloor, trustList?.iat ?? 0) };
}

function parseKept(bytes: Uint8Array, reason: "bad_trust_list" | "bad_revocation_list"): ReturnType<typeof parseDocument> {
  try {
    return parseDocument(bytes);
  } catch (error) {
    if (error instanceof DocumentRefused) throw new DocumentRefused(reason);
    throw error;
  }
}
