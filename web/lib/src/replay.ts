/** The replay memory (section 4.4). It is for memory only: never write it anywhere. */

import { hmac } from "@noble/hashes/hmac.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { copyBytes, toHex } from "./bytes.js";
import type { Decision } from "./decision.js";
import { BadArgument } from "./errors.js";
import { REPLAY_SECONDS } from "./policy.js";

/** The same bytes get the same answer for this many seconds, as a camera reads a code many times. */
export const REPEAT_SECONDS = 5;
/** The key of the memory has this many bytes. */
export const REPLAY_KEY_BYTES = 32;
/** Above this many entries, those that no longer count are dropped. */
const PRUNE_ABOVE = 1024;

interface Remembered {
  readonly code: string;
  /** Seconds. */
  readonly at: number;
  readonly decision: Decision;
}

/** Which codes were answered with `pass` or `check`. An immutable value. */
export interface ReplayMemory {
  readonly key: Uint8Array;
  /** By the keyed hash of (kid, exp, serial). */
  readonly entries: ReadonlyMap<string, Remembered>;
}

/**
 * An empty memory.
 *
 * @param key - 32 random bytes, fresh at each start of the gate
 * @throws {@link BadArgument} if the key has another length
 */
export function emptyReplayMemory(key: Uint8Array): ReplayMemory {
  if (key.length !== REPLAY_KEY_BYTES) throw new BadArgument("the key of the replay memory has 32 bytes");
  return { key: copyBytes(key), entries: new Map() };
}

/** The keyed hash of a code's bytes. */
export function codeHash(memory: ReplayMemory, code: Uint8Array): string {
  return toHex(hmac(sha256, memory.key, code));
}

/** The keyed hash of (kid, exp, serial). */
export function credentialHash(memory: ReplayMemory, kid: string, exp: number, serial: number): string {
  return toHex(hmac(sha256, memory.key, new TextEncoder().encode(`${kid} ${String(exp)} ${String(serial)}`)));
}

/**
 * Looks a code up.
 *
 * @param credential - from {@link credentialHash}
 * @param code - from {@link codeHash}
 * @param now - seconds
 * @returns the answer that it got before, `replayed`, or undefined if it goes on
 */
export function recall(memory: ReplayMemory, credential: string, code: string, now: number): Decision | "replayed" | undefined {
  const before = memory.entries.get(credential);
  if (!before) return undefined;
  const t = Math.abs(now - before.at);
  if (t > REPLAY_SECONDS) return undefined;
  return t <= REPEAT_SECONDS && before.code === code ? before.decision : "replayed";
}

/**
 * Remembers an answer. One with `refuse` is not remembered.
 *
 * @param now - seconds
 * @returns the memory after
 */
export function remember(memory: ReplayMemory, credential: string, code: string, now: number, decision: Decision): ReplayMemory {
  if (decision.action === "refuse") return memory;
  const entries = new Map(memory.entries);
  if (entries.size >= PRUNE_ABOVE) {
    for (const [name, { at }] of memory.entries) if (Math.abs(now - at) > REPLAY_SECONDS) entries.delete(name);
  }
  entries.set(credential, { code, at: now, decision });
  return { key: memory.key, entries };
}
