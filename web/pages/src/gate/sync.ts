/**
 * Fetching a gate's documents over the network; the library decides what of it is believed.
 *
 * Each file stands for itself: where one can't be fetched or is refused, the others are still taken. Nothing here is
 * trusted, since every document is signed: a server, or whoever sits in between, can withhold documents and no more.
 */

import { MAX_BUNDLE_BYTES, MAX_DOCUMENT_BYTES, type DocumentKind, type Issuer, type TrustList } from "huepass";
import { asFault, type Fault } from "../shared/fault.js";
import type { Taken } from "./keeper.js";
import { documentFault, elsewhere, fetchFailed } from "./list-words.js";

/** What became of one file. */
export interface Synced {
  readonly kind: DocumentKind;
  /** Whose revocation list it is. */
  readonly issuer?: Issuer;
  readonly outcome: "loaded" | "unchanged" | "failed";
  /** Why, where it failed: the gate keeps what it had. */
  readonly fault?: Fault;
}

/** What fetching needs from outside. */
export interface Surroundings {
  readonly fetch: typeof fetch;
  /** Takes a file into the gate. */
  readonly load: (file: Uint8Array) => Promise<Taken>;
  /** The trust list in force. */
  readonly trustList: () => TrustList | undefined;
  /** Which addresses the page may fetch from. */
  readonly allowed: (url: URL) => boolean;
}

/** The most bytes that are read of each kind of file; all roots ever come in one. */
const LIMITS: Readonly<Record<DocumentKind, number>> = { ...MAX_DOCUMENT_BYTES, root: 256 * MAX_DOCUMENT_BYTES.root };
/** How long a server may be silent, and how long one file may take, in milliseconds. */
const SILENCE = 20_000;
const WHOLE = 600_000;
/** So many revocation lists are fetched at once. */
const AT_ONCE = 4;

/**
 * Fetches roots, trust list and every issuer's revocation list.
 *
 * @param server - the address of the service, without a slash at its end
 */
export async function sync(server: string, around: Surroundings): Promise<Synced[]> {
  const done = [
    await one({ kind: "root" }, `${server}/federation/roots.cbor`, around),
    await one({ kind: "trust-list" }, `${server}/federation/trust-list.cbor`, around),
  ];
  const issuers = [...(around.trustList()?.issuers.values() ?? [])];
  const lists: Synced[] = [];
  const work = async () => {
    for (let issuer = issuers.shift(); issuer; issuer = issuers.shift()) {
      lists.push(await one({ kind: "revocation-list", issuer }, issuer.revocationListUrl, around));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return [...done, ...lists];
}

async function one(file: Pick<Synced, "kind" | "issuer">, address: string, around: Surroundings): Promise<Synced> {
  try {
    const url = webAddress(address);
    if (!around.allowed(url)) throw elsewhere();
    const { refused, changed } = await around.load(await fetched(url, LIMITS[file.kind], around.fetch));
    const [reason] = refused;
    // Another root, or an issuer's other file, is no harm: what counts is what was loaded.
    if (reason && !changed) return { ...file, outcome: "failed", fault: documentFault(reason) };
    return { ...file, outcome: changed ? "loaded" : "unchanged" };
  } catch (error) {
    return { ...file, outcome: "failed", fault: asFault(error) };
  }
}

function webAddress(address: string): URL {
  let url: URL | undefined;
  try {
    url = new URL(address);
  } catch {
    // As if there were none.
  }
  if (!url || !["https:", "http:"].includes(url.protocol)) throw fetchFailed();
  return url;
}

/**
 * A file from the network.
 *
 * @param limit - the most bytes that are read
 * @throws Fault `fetch_failed`
 */
export async function fetched(url: URL, limit: number = MAX_BUNDLE_BYTES, get: typeof fetch = fetch): Promise<Uint8Array> {
  const abort = new AbortController();
  const end = () => { abort.abort(); };
  const whole = setTimeout(end, WHOLE);
  let silence = setTimeout(end, SILENCE);
  try {
    const response = await get(url.href, {
      signal: abort.signal,
      credentials: "omit",
      redirect: "error",
      referrerPolicy: "no-referrer",
      cache: "no-cache",
    });
    // A page in the place of a file is mostly the sign-in of a public network.
    const page = response.headers.get("Content-Type")?.startsWith("text/") ?? false;
    if (!response.ok || page || !response.body) throw fetchFailed();
    const reader = response.body.getReader();
    const pieces: Uint8Array[] = [];
    let size = 0;
    for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
      clearTimeout(silence);
      silence = setTimeout(end, SILENCE);
      size += piece.value.length;
      if (size > limit) throw fetchFailed();
      pieces.push(piece.value);
    }
    return joined(pieces, size);
  } catch {
    end(); // nobody reads the rest
    throw fetchFailed();
  } finally {
    clearTimeout(silence);
    clearTimeout(whole);
  }
}

function joined(pieces: readonly Uint8Array[], size: number): Uint8Array {
  const whole = new Uint8Array(size);
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
