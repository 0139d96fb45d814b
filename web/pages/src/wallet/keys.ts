/**
 * Holder keys as a wallet keeps them: such that nobody can read them, where the browser can do that with Ed25519, and as
 * bytes elsewhere.
 */

import { holderSigner, makeHolderKey, nobleEd25519, type HolderSigner } from "huepass";
import { deleteDB, openDB } from "idb";
import { newId } from "./model.js";

/** A holder key. */
export type KeptKey =
  | { readonly kind: "webcrypto"; readonly publicKey: Uint8Array; readonly privateKey: CryptoKey }
  | { readonly kind: "noble"; readonly publicKey: Uint8Array; readonly secretKey: Uint8Array };

let kept: Promise<boolean> | undefined;

/** Whether keys are made that the browser keeps and nobody can read. Tried once. */
export function canKeepKeys(): Promise<boolean> {
  kept ??= tryKeeping();
  return kept;
}

/** Makes a holder key. */
export async function makeKey(): Promise<KeptKey> {
  if (await canKeepKeys()) return makeKeptKey();
  return { kind: "noble", ...makeHolderKey(crypto.getRandomValues(new Uint8Array(32))) };
}

/** Signs with a holder key. */
export function signerOf(key: KeptKey): HolderSigner {
  if (key.kind === "noble") return holderSigner(key.secretKey);
  const sign = async (message: Uint8Array) =>
    new Uint8Array(await crypto.subtle.sign("Ed25519", key.privateKey, new Uint8Array(message)));
  return { publicKey: key.publicKey, sign };
}

async function makeKeptKey(): Promise<KeptKey> {
  const made = await crypto.subtle.generateKey("Ed25519", false, ["sign", "verify"]);
  const { privateKey, publicKey } = made;
  return { kind: "webcrypto", publicKey: new Uint8Array(await crypto.subtle.exportKey("raw", publicKey)), privateKey };
}

/** A browser may make such keys and sign wrongly, or be unable to store them: only a try tells. */
async function tryKeeping(): Promise<boolean> {
  try {
    const stored = await storedAndRead(await makeKeptKey());
    const message = crypto.getRandomValues(new Uint8Array(64));
    return nobleEd25519.verify(stored.publicKey, message, await signerOf(stored).sign(message));
  } catch {
    return false;
  }
}

async function storedAndRead(key: KeptKey): Promise<KeptKey> {
  const name = `huepass-try-${newId()}`; // several tabs may try at once
  const database = await openDB(name, 1, { upgrade: (made) => void made.createObjectStore("keys") });
  try {
    await database.put("keys", key, "key");
    const stored: unknown = await database.get("keys", "key");
    return stored as KeptKey; // what was put in above, or something that fails to sign
  } finally {
    database.close();
    await deleteDB(name).catch(() => undefined);
  }
}
