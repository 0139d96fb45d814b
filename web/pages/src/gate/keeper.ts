/**
 * The gate's documents, in memory and on disk.
 *
 * Every change is one transaction that begins with what is on disk, whichever tab wrote it, and only loads documents into
 * that: by the rules of section 7.2 nothing ever goes back to an older list.
 */

import {
  BadArgument,
  DocumentRefused,
  firstState,
  loadDocument,
  loadFile,
  restoreState,
  saveState,
  type DocumentReason,
  type FederationState,
} from "huepass";
import { now } from "../shared/time.js";
import { fingerprintOf } from "./fingerprint.js";
import { documentFault, gateDamaged, gateExists, gateRemoved } from "./list-words.js";
import type { GateRecord, Settings, Store } from "./store.js";

/** What became of a file. */
export interface Taken {
  /** How many documents were loaded, those included that were in force before. */
  readonly loaded: number;
  /** Why others were refused, each reason once. */
  readonly refused: readonly DocumentReason[];
  /** Whether anything is now in force that was not before. */
  readonly changed: boolean;
}

const CHANNEL = "huepass-gate";

/** Keeps a gate. */
export class Keeper {
  readonly #store: Store;
  readonly #clock: () => number;
  readonly #channel = new BroadcastChannel(CHANNEL);
  readonly #listeners = new Set<() => void>();
  #record: GateRecord;
  #federation: FederationState;
  /** What is on disk as far as this tab knows; behind what is in force if it could not be written. */
  #written: FederationState;

  private constructor(store: Store, clock: () => number, record: GateRecord, federation: FederationState) {
    this.#store = store;
    this.#clock = clock;
    this.#record = record;
    this.#federation = this.#written = federation;
    this.#channel.onmessage = () => void this.#follow().catch(() => undefined);
  }

  /**
   * The gate that was kept; undefined if there is none yet.
   *
   * @param clock - gives seconds
   * @throws Fault `gate_damaged`
   */
  static async open(store: Store, clock = now): Promise<Keeper | undefined> {
    let kept: unknown;
    try {
      kept = await store.read();
    } catch {
      throw gateDamaged();
    }
    if (kept === undefined) return undefined;
    const record = requireRecord(kept);
    return new Keeper(store, clock, record, restored(record));
  }

  /**
   * Begins a gate with its first root, whose fingerprint somebody has compared.
   *
   * @throws Fault `bad_root`, or `gate_exists` if there is one
   */
  static async begin(store: Store, root: Uint8Array, settings: Settings, clock = now): Promise<Keeper> {
    let federation: FederationState;
    try {
      federation = firstState(root);
    } catch (error) {
      throw error instanceof DocumentRefused ? documentFault(error.reason) : error;
    }
    const record: GateRecord = {
      revision: 1,
      federation: federation.root.federation,
      fingerprint: await fingerprintOf(root),
      settings,
      saved: saveState(federation),
    };
    await store.change((kept) => {
      if (kept !== undefined) throw gateExists();
      return { record, write: true };
    });
    return new Keeper(store, clock, record, federation);
  }

  /** The documents in force. */
  get federation(): FederationState {
    return this.#federation;
  }

  get settings(): Settings {
    return this.#record.settings;
  }

  /** SHA-256 of the first root, in hexadecimal digits. */
  get fingerprint(): string {
    return this.#record.fingerprint;
  }

  /** Has a function called after each change, also of another tab. Returns how to end that. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * Loads a file and keeps what it gave.
   *
   * @throws Fault `gate_removed`; DOMException if it can't be written: what is new is then in force until the page is closed
   */
  async load(file: Uint8Array): Promise<Taken> {
    let taken: Taken = { loaded: 0, refused: [], changed: false };
    await this.#change((base, settings) => {
      const result = loadedInto(base, file, this.#clock());
      taken = { loaded: result.loaded, refused: result.refused, changed: result.federation !== base };
      return { federation: result.federation, settings };
    });
    return taken;
  }

  /** Changes what the operator has chosen. */
  async choose(settings: Partial<Settings>): Promise<void> {
    await this.#change((federation, kept) => ({ federation, settings: { ...kept, ...settings } }));
  }

  /** Removes the gate from this device. */
  async remove(): Promise<void> {
    await this.#store.clear();
    this.close();
    const channel = new BroadcastChannel(CHANNEL);
    channel.postMessage("changed");
    channel.close();
  }

  /** Hears of no changes any more. */
  close(): void {
    this.#channel.close();
    this.#listeners.clear();
  }

  async #change(
    change: (base: FederationState, kept: Settings) => { federation: FederationState; settings: Settings },
  ): Promise<void> {
    let made: ReturnType<typeof change> | undefined;
    try {
      const { record, write } = await this.#store.change((kept) => {
        const found = requireSame(kept, this.#record);
        const disk = found.revision === this.#record.revision ? this.#written : restored(found);
        const base = disk === this.#written ? this.#federation : merged(disk, this.#federation, this.#clock());
        made = change(base, found.settings);
        this.#federation = made.federation;
        if (made.federation === disk && made.settings === found.settings) return { record: found, write: false };
        const next = { revision: found.revision + 1, settings: made.settings, saved: saveState(made.federation) };
        return { record: { ...found, ...next }, write: true };
      });
      this.#record = record;
      this.#written = this.#federation;
      if (write) this.#channel.postMessage("changed");
    } catch (error) {
      // Lists that can't be written serve all the same until the page is closed: a gate must not go by older ones.
      if (!made) this.#federation = change(this.#federation, this.settings).federation;
      throw error;
    } finally {
      this.#tell();
    }
  }

  /** Takes over what another tab has written. */
  async #follow(): Promise<void> {
    const kept = await this.#store.read();
    if (kept === undefined) return;
    const record = requireSame(kept, this.#record);
    if (record.revision <= this.#record.revision) return;
    this.#written = restored(record);
    this.#federation = merged(this.#written, this.#federation, this.#clock());
    this.#record = record;
    this.#tell();
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}

/** Loads a file into a state; a refused document changes nothing. */
export function loadedInto(
  base: FederationState,
  file: Uint8Array,
  at: number,
): { federation: FederationState; loaded: number; refused: DocumentReason[] } {
  try {
    const { state, loaded, refused } = loadFile(base, file, at);
    return { federation: state, loaded, refused: [...new Set(refused.map(({ reason }) => reason))] };
  } catch (error) {
    if (!(error instanceof DocumentRefused)) throw error;
    return { federation: base, loaded: 0, refused: [error.reason] };
  }
}

/** What two tabs know together. */
function merged(base: FederationState, other: FederationState, at: number): FederationState {
  for (const { bytes } of [other.root, other.trustList, ...other.revocationLists.values()].filter((one) => one !== undefined)) {
    try {
      base = loadDocument(base, bytes, at);
    } catch (error) {
      if (!(error instanceof DocumentRefused)) throw error; // what is on disk is newer
    }
  }
  return base;
}

/** @throws Fault `gate_removed` if it is gone, or another gate has taken its place */
function requireSame(kept: unknown, before: GateRecord): GateRecord {
  if (kept === undefined) throw gateRemoved();
  const record = requireRecord(kept);
  if (record.fingerprint !== before.fingerprint) throw gateRemoved();
  return record;
}

/** @throws Fault `gate_damaged` */
function restored(record: GateRecord): FederationState {
  try {
    return restoreState(record.saved, record.federation);
  } catch (error) {
    if (error instanceof DocumentRefused || error instanceof BadArgument || error instanceof TypeError) throw gateDamaged();
    throw error;
  }
}

/** @throws Fault `gate_damaged` */
function requireRecord(kept: unknown): GateRecord {
  const record = kept as Partial<Record<keyof GateRecord, unknown>> | null;
  const settings = record?.settings as Partial<Record<keyof Settings, unknown>> | null | undefined;
  const good =
    typeof record === "object" &&
    Number.isSafeInteger(record?.revision) &&
    typeof record?.federation === "string" &&
    typeof record.fingerprint === "string" &&
    typeof settings === "object" &&
    typeof settings?.acceptPaper === "boolean" &&
    typeof settings.sound === "boolean" &&
    ["string", "undefined"].includes(typeof settings.camera) &&
    ["string", "undefined"].includes(typeof settings.server) &&
    typeof record.saved === "object" &&
    record.saved !== null;
  if (!good) throw gateDamaged();
  return kept as GateRecord; // its documents are checked by the library
}
