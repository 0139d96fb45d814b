/**
 * Where a wallet is kept: one record for each person in IndexedDB.
 *
 * Every change is one transaction that is on the disk when its promise is kept; one that fails leaves all as it was. A
 * refresh holds its own lock while it is on the network, so that showing never waits for one.
 */

import { openDB, type DBSchema, type IDBPDatabase, type IDBPObjectStore, type IDBPTransaction } from "idb";
import { asFault, Fault } from "../shared/fault.js";
import { holderUnknown, storageUnavailable, walletBusy, walletNewer } from "./faults.js";
import type { Person } from "./model.js";
import { checkFree, checkName } from "./names.js";

const VERSION = 1;
/** How long a refresh waits for another one, in seconds. */
const PATIENCE = 30;
/** About what a person takes, in bytes. */
const ROOM = 64 * 1024;

interface Schema extends DBSchema {
  persons: { key: string; value: Person };
  settings: { key: string; value: unknown };
}
type Names = ["persons", "settings"];
type Writing = IDBPTransaction<Schema, Names, "readwrite">;
type Stores = { readonly [Name in Names[number]]: IDBPObjectStore<Schema, Names, Name, "readwrite"> };

/** What a store takes from outside; in a page, what the browser has. */
export interface StoreOptions {
  /** Of the database, its lock and its channel. */
  readonly name?: string;
  /** Seconds that a refresh waits for another one. */
  readonly patience?: number;
}

/** An open wallet. Besides what is named, its methods throw `storage_unavailable`, `storage_full` and `wallet_newer`. */
export class WalletStore {
  #database: IDBPDatabase<Schema>;
  readonly #name: string;
  readonly #patience: number;
  readonly #channel: BroadcastChannel | undefined;
  readonly #listeners = new Set<() => void>();
  #refreshing: Promise<unknown> = Promise.resolve();
  #outdated = false;
  #lost = false;

  private constructor(database: IDBPDatabase<Schema>, name: string, patience: number) {
    this.#database = this.#watched(database);
    this.#name = name;
    this.#patience = patience;
    // Other tabs; where there are no channels, they find out when they look next.
    this.#channel = typeof BroadcastChannel === "undefined" ? undefined : new BroadcastChannel(name);
    this.#channel?.addEventListener("message", () => { this.#tell(); });
  }

  /** Opens the wallet of this browser; an empty one to begin with. */
  static async open({ name = "huepass-wallet", patience = PATIENCE }: StoreOptions = {}): Promise<WalletStore> {
    return new WalletStore(await opened(name), name, patience);
  }

  /** Everybody in the wallet, in order. */
  persons(): Promise<Person[]> {
    return this.#tried(async () => inOrder(await this.#database.getAll("persons")));
  }

  /**
   * The newest state of one person.
   *
   * @throws Fault `holder_unknown`
   */
  async person(id: string): Promise<Person> {
    const person = await this.#tried(() => this.#database.get("persons", id));
    if (!person) throw holderUnknown();
    return person;
  }

  /**
   * Puts a new person in, behind the others.
   *
   * @throws Fault `name_invalid`, `holder_exists`
   */
  add(person: Omit<Person, "order">): Promise<Person> {
    checkName(person.name);
    return this.#write(async ({ persons }) => {
      const others = inOrder(await persons.getAll());
      checkFree(person.name, others);
      const added: Person = { ...person, order: (others.at(-1)?.order ?? 0) + 1 };
      await persons.put(added);
      return added;
    });
  }

  /**
   * Replaces a person by what `change` makes of the newest state, and waits for the disk.
   *
   * @throws Fault `holder_unknown`, and whatever `change` throws: then all is as it was
   */
  change(id: string, change: (person: Person) => Person): Promise<Person> {
    return this.#write(async ({ persons }) => {
      const person = await persons.get(id);
      if (!person) throw holderUnknown();
      const changed = change(person);
      await persons.put(changed);
      return changed;
    });
  }

  /**
   * Calls a person something else.
   *
   * @throws Fault `name_invalid`, `holder_exists`, `holder_unknown`
   */
  rename(id: string, name: string): Promise<void> {
    checkName(name);
    return this.#write(async ({ persons }) => {
      const all = await persons.getAll();
      const person = all.find((one) => one.id === id);
      if (!person) throw holderUnknown();
      checkFree(name, all.filter((one) => one.id !== id));
      await persons.put({ ...person, name });
    });
  }

  /**
   * Puts a person at another place among the others.
   *
   * @param place - from 0
   * @throws Fault `holder_unknown`
   */
  move(id: string, place: number): Promise<void> {
    return this.#write(async ({ persons }) => {
      const all = inOrder(await persons.getAll());
      const person = all.find((one) => one.id === id);
      if (!person) throw holderUnknown();
      const others = all.filter((one) => one.id !== id);
      others.splice(place, 0, person);
      for (const [order, one] of others.entries()) await persons.put({ ...one, order });
    });
  }

  /** Forgets a person, keys and all. */
  remove(id: string): Promise<void> {
    return this.#write(({ persons }) => persons.delete(id));
  }

  /** Something else that the wallet remembers, of the type that it was set with; undefined if it doesn't. */
  async get<T>(name: string): Promise<T | undefined> {
    return (await this.#tried(() => this.#database.get("settings", name))) as T | undefined;
  }

  /** Remembers something; forgets it if it is undefined. */
  set(name: string, value: unknown): Promise<void> {
    return this.#write(async ({ settings }) => {
      if (value === undefined) await settings.delete(name);
      else await settings.put(value, name);
    });
  }

  /** Makes sure that there is room for one more person, before something is used up that can't be had again. */
  async checkRoom(): Promise<void> {
    await this.set("room", new Uint8Array(ROOM));
    await this.set("room", undefined);
  }

  /**
   * Does something while no other tab refreshes.
   *
   * @throws Fault `wallet_busy` if another one does for too long, and whatever `work` throws
   */
  async refreshing<T>(work: () => Promise<T>): Promise<T> {
    const locks = typeof navigator === "undefined" ? undefined : (navigator.locks as LockManager | undefined);
    const late = new AbortController();
    const patience = setTimeout(() => { late.abort(); }, this.#patience * 1000);
    const begin = () => {
      clearTimeout(patience);
      if (late.signal.aborted) throw walletBusy();
      return work();
    };
    try {
      if (locks) return await locks.request(`${this.#name}-refresh`, { signal: late.signal }, begin);
      return await this.#inTurn(begin, late.signal);
    } catch (error) {
      throw late.signal.aborted ? walletBusy() : error;
    } finally {
      clearTimeout(patience);
    }
  }

  /**
   * Calls back whenever something has changed, here or in another tab.
   *
   * @returns ends that
   */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => { this.#listeners.delete(listener); };
  }

  /** Asks the browser not to throw the wallet away when it needs room. @returns whether it promises that */
  async persist(): Promise<boolean> {
    return (await this.persisted()) || (await storage()?.persist().catch(() => false)) === true;
  }

  /** Whether the browser has promised not to throw the wallet away. */
  async persisted(): Promise<boolean> {
    return (await storage()?.persisted().catch(() => false)) === true;
  }

  /** Closes the wallet. */
  close(): void {
    this.#database.close();
    this.#channel?.close();
  }

  /** Without locks of the browser's: in turn within this page. */
  #inTurn<T>(begin: () => Promise<T>, late: AbortSignal): Promise<T> {
    const turn = this.#refreshing.then(begin);
    this.#refreshing = turn.catch(() => undefined);
    return new Promise((resolve, reject) => {
      turn.then(resolve, reject);
      late.addEventListener("abort", () => { reject(walletBusy()); });
    });
  }

  async #write<T>(work: (stores: Stores) => Promise<T>): Promise<T> {
    const result = await this.#tried(async () => {
      const writing = this.#database.transaction(["persons", "settings"], "readwrite", { durability: "strict" });
      try {
        const made = await work({ persons: writing.objectStore("persons"), settings: writing.objectStore("settings") });
        await writing.done;
        return made;
      } catch (error) {
        await undone(writing);
        throw writing.error ?? error;
      }
    });
    this.#channel?.postMessage("changed");
    this.#tell();
    return result;
  }

  #watched(database: IDBPDatabase<Schema>): IDBPDatabase<Schema> {
    database.addEventListener("versionchange", () => {
      // Another tab comes with a newer page: this one doesn't stand in its way.
      this.#outdated = true;
      database.close();
      this.#tell();
    });
    // Some browsers take it away, for instance from a page that slept; then it is opened again when it is needed.
    database.addEventListener("close", () => { this.#lost = true; });
    return database;
  }

  async #tried<T>(work: () => Promise<T>): Promise<T> {
    if (this.#outdated) throw walletNewer();
    try {
      if (this.#lost) {
        this.#database = this.#watched(await opened(this.#name));
        this.#lost = false;
      }
      return await work();
    } catch (error) {
      if (error instanceof Fault || !(error instanceof DOMException)) throw error;
      throw error.name === "QuotaExceededError" ? asFault(error) : storageUnavailable();
    }
  }

  #tell(): void {
    for (const listener of [...this.#listeners]) listener();
  }
}

function opened(name: string): Promise<IDBPDatabase<Schema>> {
  return new Promise((resolve, reject) => {
    const opening = async () => openDB<Schema>(name, VERSION, {
      upgrade: (database) => {
        database.createObjectStore("persons", { keyPath: "id" });
        database.createObjectStore("settings");
      },
      blocked: () => { reject(walletNewer()); },
    });
    // Where there are no databases, even asking for one fails.
    opening().then(resolve, (error: unknown) => {
      reject(error instanceof DOMException && error.name === "VersionError" ? walletNewer() : storageUnavailable());
    });
  });
}

function inOrder(persons: readonly Person[]): Person[] {
  return [...persons].sort((a, b) => a.order - b.order || (a.id < b.id ? -1 : 1));
}

function storage(): StorageManager | undefined {
  return typeof navigator === "undefined" ? undefined : navigator.storage;
}

async function undone(writing: Writing): Promise<void> {
  try {
    writing.abort();
  } catch {
    // It is over already.
  }
  await writing.done.catch(() => undefined);
}
