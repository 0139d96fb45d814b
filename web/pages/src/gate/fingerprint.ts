/** The fingerprint of a root: what people compare before a gate believes it. */

import { cutSequence, firstState, DocumentRefused, type FederationState } from "huepass";
import { insecurePage } from "../shared/camera.js";

/**
 * SHA-256 in hexadecimal digits, as `sha256sum` prints it.
 *
 * @throws Fault `insecure_page`: such a page could itself be anybody's, so it must not be where a gate begins
 */
export async function fingerprintOf(bytes: Uint8Array): Promise<string> {
  const subtle = crypto.subtle as SubtleCrypto | undefined; // there is none in pages that are not secure
  if (!subtle) throw insecurePage();
  const hash = new Uint8Array(await subtle.digest("SHA-256", new Uint8Array(bytes)));
  return [...hash].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Its digits in groups of four, to be read aloud. */
export function groups(fingerprint: string): string[] {
  return fingerprint.match(/.{1,4}/gu) ?? [];
}

/** A first root, and what it says of itself. */
export interface Candidate {
  readonly bytes: Uint8Array;
  readonly federation: string;
  readonly version: number;
  readonly fingerprint: string;
}

/** The root that a gate can begin with: the first of several, since the later ones are reached from it. */
export async function firstRoot(files: readonly Uint8Array[]): Promise<Candidate | undefined> {
  let first: FederationState["root"] | undefined;
  for (const file of files) {
    const root = rootAt(file);
    if (root && (!first || root.version < first.version)) first = root;
  }
  if (!first) return undefined;
  const { bytes, federation, version } = first;
  return { bytes, federation, version, fingerprint: await fingerprintOf(bytes) };
}

/** The root that a file is, or begins with. */
function rootAt(file: Uint8Array): FederationState["root"] | undefined {
  const [object] = file.length === 0 ? [] : cutSequence(file).objects;
  if (!object) return undefined;
  try {
    return firstState(object).root;
  } catch (error) {
    if (error instanceof DocumentRefused) return undefined;
    throw error;
  }
}
