/** What the wallet's owner calls people. */

import { holderExists, nameInvalid } from "./faults.js";
import { isPrintable } from "./metadata.js";
import type { Person } from "./model.js";

const MAX_NAME = 64; // characters

/**
 * Refuses a name that can't be shown.
 *
 * @throws Fault `name_invalid`
 */
export function checkName(name: string): void {
  if (name.trim() === "" || Array.from(name).length > MAX_NAME || !isPrintable(name)) throw nameInvalid();
}

/**
 * Refuses a name that somebody has.
 *
 * @throws Fault `holder_exists`
 */
export function checkFree(name: string, others: readonly Pick<Person, "name">[]): void {
  if (others.some((one) => one.name === name)) throw holderExists();
}

/** A name that nobody has: a number. */
export function freeName(others: readonly Pick<Person, "name">[]): string {
  const taken = new Set(others.map(({ name }) => name));
  let number = 1;
  while (taken.has(String(number))) number++;
  return String(number);
}
