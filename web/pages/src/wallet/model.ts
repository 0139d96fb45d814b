/** What a wallet keeps of one person. Times are seconds since the epoch. */

import { toHex } from "./bytes.js";
import type { KeptKey } from "./keys.js";

/** A live credential with the key that it was made for. */
export interface Held {
  /** The signed bytes. */
  readonly credential: Uint8Array;
  readonly key: KeptKey;
  /** The issuer's key, in hexadecimal digits. */
  readonly kid: string;
  readonly colour: number;
  /** When it may be shown from. */
  readonly begin: number;
  /** When it ends. */
  readonly expiry: number;
  /** How often it was brought up. */
  readonly shown: number;
}

/** Keys that were made for a window, for which no credential has come yet. */
export interface Pending {
  /** Of the window; absent if it is the one that is on. */
  readonly identifier?: string;
  readonly keys: readonly KeptKey[];
}

/** What an issuer calls a colour. */
export interface ColourEntry {
  /** One of the library's `LEVELS`. */
  readonly level: string;
  /** By language. */
  readonly labels: Readonly<Record<string, string>>;
}

/** One person's part of a wallet. */
export interface Person {
  /** Random; says nothing. */
  readonly id: string;
  /** What the wallet's owner calls them. */
  readonly name: string;
  /** The credential issuer identifier, a URL. */
  readonly issuer: string;
  /** The credential configuration at the issuer. */
  readonly configuration: string;
  /** What the next strip is fetched with; absent if the issuer gave none. */
  readonly refreshToken?: string;
  /** The issuer's name by language. */
  readonly issuerNames: Readonly<Record<string, string>>;
  /** What the issuer calls its colours. */
  readonly colours: Readonly<Record<number, ColourEntry>>;
  /** The colour that the issuer gave last; absent before the first. */
  readonly colour?: number;
  /** What the issuer said then of changes of the colour; absent if nothing. */
  readonly colourState?: string | undefined;
  /** The strip, and what is left of earlier colours. */
  readonly held: readonly Held[];
  /** Keys under way. */
  readonly pending: readonly Pending[];
  /** When the issuer was last asked with success; 0 if never. */
  readonly refreshedAt: number;
  /** When to ask next. */
  readonly nextRefreshAt: number;
  /** Whether the issuer has ended this wallet. */
  readonly ended: boolean;
  /** Persons stand in the order of these. */
  readonly order: number;
}

/** The credentials of the present colour. */
export function strip(person: Person): Held[] {
  return person.held.filter((one) => one.colour === person.colour);
}

/** By what a key is known among others: its public half. */
export function keyName(key: KeptKey): string {
  return toHex(key.publicKey);
}

/** With these credentials, each key's once. */
export function withHeld(person: Person, more: readonly Held[]): Person {
  const known = new Set(person.held.map(({ key }) => keyName(key)));
  return { ...person, held: [...person.held, ...more.filter(({ key }) => !known.has(keyName(key)))] };
}

/** Without these keys among those that are under way. */
export function withoutPending(person: Person, names: ReadonlySet<string>): Person {
  const pending = person.pending
    .map((one) => ({ ...one, keys: one.keys.filter((key) => !names.has(keyName(key))) }))
    .filter(({ keys }) => keys.length > 0);
  return { ...person, pending };
}

/** A random name for a person. */
export function newId(): string {
  return toHex(crypto.getRandomValues(new Uint8Array(8)));
}
