/** Where the gate is kept: one record in IndexedDB, which changes as a whole or not at all. */

import type { SavedState } from "huepass";
import { openDB, type DBSchema, type IDBPDatabase } from "idb";
import { storageMissing } from "./list-words.js";

/** What the operator has chosen. */
export interface Settings {
  readonly acceptPaper: boolean;
  readonly sound: boolean;
  /** The camera that was chosen last. */
  readonly camera: string | undefined;
  /** The service that lists are fetched from, without a slash at the end; none for a gate that is fed by files. */
  readonly server: string | undefined;
}

/** All that is kept. Nothing of it is about anybody. */
export interface GateRecord {
  /** Counts changes, so that tabs notice each other's. */
  readonly revision: number;
  readonly federation: string;
  /** SHA-256 of the first root, which somebody compared. */
  readonly fingerprint: string;
  readonly settings: Settings;
  readonly saved: SavedState;
}

/** What a change gave. */
export interface Change {
  readonly record: GateRecord;
  readonly write: boolean;
}

interface Schema extends DBSchema {
  gate: { key: "gate"; value: GateRecord };
}

/** The gate's database. */
export class Store {
  #database: Promise<IDBPDatabase<Schema>> | undefined;

  private constructor(private readonly name: string) {}

  /** @throws Fault `storage_unavailable` */
  static async open(name = "huepass-gate"): Promise<Store> {
    const store = new Store(name);
    await store.#opened();
    return store;
  }

  async #opened(): Promise<IDBPDatabase<Schema>> {
    try {
      this.#database ??= openDB<Schema>(this.name, 1, {
        upgrade: (database) => void database.createObjectStore("gate"),
        // Another tab comes with a newer page: this one doesn't stand in its way.
        blocking: (_old, _new, event) => { (event.target as IDBDatabase).close(); },
        // Somebody cleared what the browser kept. The next change opens it again and finds it empty.
        terminated: () => { this.#database = undefined; },
      });
      return await this.#database;
    } catch {
      this.#database = undefined;
      throw storageMissing();
    }
  }

  /** What is kept: nobody has checked it. */
  async read(): Promise<unknown> {
    return (await this.#opened()).get("gate", "gate");
  }

  /**
   * Changes the record in one transaction, so that tabs come one after the other.
   *
   * @param change - gets what is kept and gives what is to be kept, and whether that has to be written
   * @returns what `change` gave
   * @throws DOMException `QuotaExceededError` and others; then nothing has changed
   */
  async change(change: (kept: unknown) => Change): Promise<Change> {
    const transaction = (await this.#opened()).transaction("gate", "readwrite", { durability: "strict" });
    try {
      const made = change(await transaction.store.get("gate"));
      if (made.write) await transaction.store.put(made.record, "gate");
      await transaction.done;
      return made;
    } catch (error) {
      await aborted(transaction);
      throw error;
    }
  }

  /** Removes the record. */
  async clear(): Promise<void> {
    await (await this.#opened()).clear("gate");
  }
}

async function aborted(transaction: { abort: () => void; done: Promise<void> }): Promise<void> {
  try {
    transaction.abort();
  } catch {
    // It is over already.
  }
  await transaction.done.catch(() => undefined);
}
