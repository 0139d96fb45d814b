/** Files that an operator opens: in whatever order, they find their places. */

import { MAX_BUNDLE_BYTES } from "huepass";
import { asFault, type Fault } from "../shared/fault.js";
import type { Taken } from "./keeper.js";
import { documentFault } from "./list-words.js";

/** A file that was opened. */
export interface Opened {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** What became of it. */
export interface Loaded {
  readonly name: string;
  /** How many documents were loaded. */
  readonly loaded: number;
  readonly faults: readonly Fault[];
}

/** @throws Fault `too_large` */
export async function openFiles(files: Iterable<File>): Promise<Opened[]> {
  const opened: Opened[] = [];
  for (const file of files) {
    if (file.size > MAX_BUNDLE_BYTES) throw documentFault("too_large");
    opened.push({ name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) });
  }
  return opened;
}

/**
 * Loads files. A list can be loaded only after the trust list with its issuer's key: so what was refused is tried again as
 * long as others change something.
 */
export async function loadFiles(files: readonly Opened[], load: (file: Uint8Array) => Promise<Taken>): Promise<Loaded[]> {
  const results = new Map<Opened, Loaded>();
  let waiting = files;
  for (let changed = true; changed && waiting.length > 0;) {
    changed = false;
    const refused: Opened[] = [];
    for (const file of waiting) {
      const taken = await attempt(file, load);
      results.set(file, taken);
      changed ||= taken.changed;
      if (taken.faults.length > 0) refused.push(file);
    }
    waiting = refused;
  }
  return files.flatMap((file) => results.get(file) ?? []);
}

async function attempt(
  { name, bytes }: Opened,
  load: (file: Uint8Array) => Promise<Taken>,
): Promise<Loaded & { changed: boolean }> {
  try {
    const { loaded, refused, changed } = await load(bytes);
    return { name, loaded, changed, faults: refused.map(documentFault) };
  } catch (error) {
    return { name, loaded: 0, changed: false, faults: [asFault(error)] };
  }
}
