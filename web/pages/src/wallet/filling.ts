/**
 * Filling a person's strip, and noticing a changed colour (spec section 8).
 *
 * Whatever is needed to go on is on the disk before it is needed: a refresh token before it is used, a key before a
 * credential is asked for. One that is cut off anywhere loses nothing: the next asks with the same keys, and the issuer
 * answers with the same credentials.
 *
 * The colour is the one of the newest credentials for new keys: what the issuer gives again for an old key has the colour of
 * the first time.
 *
 * When a colour gets worse the issuer revokes all credentials, and when the old colour comes back they stay revoked. So each
 * token response has a state of the colour; under another one than before all is fetched anew, and what was held is dropped
 * when the first of the new credentials is there.
 */

import { readCredential } from "huepass";
import { Fault } from "../shared/fault.js";
import { toHex } from "./bytes.js";
import { credentialsDenied, issuerUnusable } from "./faults.js";
import { makeKey, signerOf, type KeptKey } from "./keys.js";
import type { IssuerInfo } from "./metadata.js";
import { keyName, strip, withHeld, withoutPending, type Held, type Person } from "./model.js";
import type { Announced, IssuerClient, Tokens } from "./protocol.js";
import type { WalletStore } from "./store.js";
import { nextRefresh, OVERLAP, windowBegins } from "./strip.js";

const PER_WINDOW = 4;
const MAX_PENDING = 8; // keys under way for a window
const MAX_CHANGES = 3; // of the colour within one refresh

/** What a refresh brought. */
export interface Refreshed {
  /** The person's new state. */
  readonly person: Person;
  /** Undefined if there was none. */
  readonly colourBefore: number | undefined;
  /** Whether the person has another colour than before. */
  readonly colourChanged: boolean;
  /** How many credentials are new. */
  readonly added: number;
  /** How many came that a wallet must not use. */
  readonly discarded: number;
  /** Whether the issuer gave nothing new, so that a change of colour would not show. */
  readonly unsure: boolean;
}

/** A window to be filled; without an announcement, the one that is on. */
interface Window {
  readonly begin: number;
  readonly announced?: Announced;
}

/** One run over the windows of one person. */
export class Filling {
  readonly #store: WalletStore;
  readonly #client: IssuerClient;
  readonly #info: IssuerInfo;
  readonly #tokens: Tokens;
  readonly #before: Person;
  readonly #seen: ReadonlySet<string>;
  /** Keys of what may be revoked. */
  readonly #outdated: ReadonlySet<string>;
  readonly #windows: readonly Window[];
  /** Windows that new credentials were asked for. */
  readonly #asked = new Set<string | undefined>();
  #discarded = 0;

  /** @param person - as it was before the tokens were renewed */
  constructor(store: WalletStore, client: IssuerClient, info: IssuerInfo, tokens: Tokens, person: Person) {
    this.#store = store;
    this.#client = client;
    this.#info = info;
    this.#tokens = tokens;
    this.#before = person;
    this.#seen = new Set(person.held.map(({ key }) => keyName(key)));
    const pending = person.pending.flatMap(({ keys }) => keys.map(keyName));
    this.#outdated = new Set(isAnotherState(person.colourState, tokens.colourState) ? [...this.#seen, ...pending] : []);
    this.#windows = windowsToFill(tokens.windows, client.now());
  }

  /** Fills the strip. */
  async run(): Promise<Refreshed> {
    await this.#forgetWhatIsOver();
    await this.#settle();
    let sure = await this.#fill();
    if (!sure) {
      sure = await this.#probe();
      if (sure) await this.#fill();
    }
    const now = this.#client.now();
    const person = await this.#change((one) => ({ ...one, refreshedAt: now, nextRefreshAt: nextRefresh(strip(one), now) }));
    if (strip(person).length === 0) throw credentialsDenied();
    const colourBefore = this.#before.colour;
    return {
      person,
      colourBefore,
      colourChanged: colourBefore !== undefined && colourBefore !== person.colour,
      added: person.held.filter(({ key }) => !this.#seen.has(keyName(key))).length,
      discarded: this.#discarded,
      unsure: !sure,
    };
  }

  async #forgetWhatIsOver(): Promise<void> {
    const now = this.#client.now();
    const known = new Set(this.#windows.map(identifierOf));
    await this.#change((person) => ({
      ...person,
      held: person.held.filter(({ expiry }) => expiry > now),
      pending: person.pending.filter(({ identifier }) => known.has(identifier)),
    }));
  }

  /** Asks again for the keys that an earlier run had no answer for. */
  async #settle(): Promise<void> {
    for (const window of this.#windows) {
      const keys = underWay(await this.#person(), window);
      for (let first = 0; first < keys.length; first += this.#info.batchSize) {
        const batch = keys.slice(first, first + this.#info.batchSize);
        try {
          await this.#storeAnswer(window, batch, await this.#ask(window, batch), false);
        } catch (error) {
          // Never used, and now nobody needs them; or used in a window that is over.
          if (!isRefusal(error)) throw error;
          await this.#drop(batch);
        }
      }
    }
  }

  /** Fills every window in the present colour; whether anything new came. */
  async #fill(): Promise<boolean> {
    let sure = false;
    for (let round = 0; round < MAX_CHANGES; round++) {
      const { colour } = await this.#person();
      for (const window of this.#windows) {
        for (let missing = await this.#missing(window); missing > 0; missing = await this.#missing(window)) {
          if (!(await this.#fetch(window, missing))) break;
          sure = true;
        }
      }
      if ((await this.#person()).colour === colour) break;
    }
    return sure;
  }

  /** Asks for one more credential, to learn the present colour; whether one came. */
  async #probe(): Promise<boolean> {
    const person = await this.#person();
    const now = this.#client.now();
    const count = (window: Window) => strip(person).filter((one) => isOf(window, one, now)).length;
    const others = this.#windows.filter(
      (window) => !this.#asked.has(identifierOf(window)) && underWay(person, window).length < MAX_PENDING,
    );
    for (const window of others.sort((a, b) => count(a) - count(b))) {
      if (await this.#fetch(window, 1)) return true;
    }
    return false;
  }

  async #missing(window: Window): Promise<number> {
    const person = await this.#person();
    const now = this.#client.now();
    // Before the first answer for new keys no colour is known, and what came may well be right.
    const held = person.colour === undefined ? person.held : strip(person);
    const have = held.filter((one) => isOf(window, one, now) && !this.#outdated.has(keyName(one.key))).length;
    return Math.min(PER_WINDOW - have, this.#info.batchSize, MAX_PENDING - underWay(person, window).length);
  }

  /** Asks for credentials for new keys; whether any came. */
  async #fetch(window: Window, count: number): Promise<boolean> {
    const identifier = identifierOf(window);
    this.#asked.add(identifier);
    const keys = await Promise.all(Array.from({ length: count }, makeKey));
    const more = { ...(identifier !== undefined && { identifier }), keys };
    await this.#change((person) => ({ ...person, pending: [...person.pending, more] }));
    try {
      return await this.#storeAnswer(window, keys, await this.#ask(window, keys), true);
    } catch (error) {
      if (!isRefusal(error)) throw error;
      await this.#drop(keys);
      if (error.reason !== "credentials_denied") throw error;
      return false;
    }
  }

  #ask(window: Window, keys: readonly KeptKey[]): Promise<Uint8Array[]> {
    return this.#client.credentials(this.#info, this.#tokens.access, identifierOf(window), keys.map(signerOf));
  }

  /** Keeps what fits; whether anything did. */
  async #storeAnswer(window: Window, keys: readonly KeptKey[], answer: readonly Uint8Array[], fresh: boolean): Promise<boolean> {
    const found = this.#matching(window, keys, answer);
    const [first] = found;
    // It gives several colours at once.
    if (fresh && found.some(({ colour }) => colour !== first?.colour)) throw issuerUnusable();
    const got = new Set(found.map(({ key }) => keyName(key)));
    await this.#change((before) => {
      const person = withoutPending(withHeld(before, found), got);
      return fresh && first ? this.#coloured(person, first.colour) : person;
    });
    return first !== undefined;
  }

  /** In a colour that was just given: what is left of another, or may be revoked, is dropped. */
  #coloured(person: Person, colour: number): Person {
    const held = person.held.filter((one) => one.colour === colour && !this.#outdated.has(keyName(one.key)));
    return { ...person, held, colour, colourState: this.#tokens.colourState };
  }

  /** The credentials of the answer that are for these keys and this window. */
  #matching(window: Window, keys: readonly KeptKey[], answer: readonly Uint8Array[]): Held[] {
    const waiting = new Map(keys.map((key) => [keyName(key), key]));
    const found: Held[] = [];
    for (const credential of answer) {
      const held = heldOf(window, credential, waiting, this.#client.now());
      if (!held || (found[0] && found[0].expiry !== held.expiry)) {
        this.#discarded++;
      } else {
        found.push(held);
        waiting.delete(keyName(held.key));
      }
    }
    return found;
  }

  async #drop(keys: readonly KeptKey[]): Promise<void> {
    const names = new Set(keys.map(keyName));
    await this.#change((person) => withoutPending(person, names));
  }

  #person(): Promise<Person> {
    return this.#store.person(this.#before.id);
  }

  #change(change: (person: Person) => Person): Promise<Person> {
    return this.#store.change(this.#before.id, change);
  }
}

function isAnotherState(before: string | undefined, now: string | undefined): boolean {
  return before !== undefined && now !== undefined && before !== now;
}

function windowsToFill(announced: readonly Announced[], now: number): Window[] {
  const begins = windowBegins(announced.map(({ expiry }) => expiry), now);
  const windows = announced.map((one, place) => ({ begin: begins[place] ?? now, announced: one }));
  const open = windows.filter((window) => window.announced.expiry > now);
  return open.length > 0 ? open : [{ begin: now }];
}

function identifierOf(window: Window): string | undefined {
  return window.announced?.identifier;
}

/** Whether a credential belongs to a window. */
function isOf({ announced }: Window, held: Held, now: number): boolean {
  if (!announced) return held.begin <= now && now < held.expiry - OVERLAP; // after that it is the next one
  return held.kid === announced.kid && held.expiry === announced.expiry;
}

function underWay(person: Person, window: Window): KeptKey[] {
  return person.pending.filter(({ identifier }) => identifier === identifierOf(window)).flatMap(({ keys }) => keys);
}

function isRefusal(error: unknown): error is Fault {
  return error instanceof Fault && (error.reason === "credentials_denied" || error.reason === "issuer_refused");
}

/** The credential with its key, or undefined if it isn't one for such a key and this window. */
function heldOf(
  { announced, begin }: Window,
  credential: Uint8Array,
  waiting: ReadonlyMap<string, KeptKey>,
  now: number,
): Held | undefined {
  let found;
  try {
    found = readCredential(credential);
  } catch {
    return undefined;
  }
  const { kid, exp: expiry, colour, holderKey } = found;
  const key = holderKey && waiting.get(toHex(holderKey));
  if (!key || expiry <= now) return undefined;
  if (announced && (kid !== announced.kid || expiry !== announced.expiry)) return undefined;
  return { credential: found.bytes, key, kid, colour, begin, expiry, shown: 0 };
}
