/** Registering oneself at an issuer, at once or by signing in at an identity provider. */

import type { components } from "../api.js";
import { issuerUnusable } from "./faults.js";
import { apiAddress, contentOf, everyOf, onceMore } from "./holder.js";
import { checkAddress, type Carried, type JsonObject, type Network } from "./network.js";

type Schemas = components["schemas"];
export type Division = Schemas["DivisionOut"];

/** What an issuer says to whoever applies: its programme. Faults of all these functions as of `Myself.get`. */
export async function programme(network: Network, issuer: string): Promise<Schemas["ProgrammeOut"]> {
  return (await got(network, issuer, "/v1/programme")) as unknown as Schemas["ProgrammeOut"]; // as the API's description has it
}

/** Where people can belong; empty where the issuer has no divisions. */
export async function divisions(network: Network, issuer: string): Promise<Division[]> {
  const found: Division[] = [];
  for await (const one of everyOf<Division>((query) => got(network, issuer, "/v1/divisions", query))) found.push(one);
  return found;
}

/**
 * Registers at an issuer.
 *
 * @param registration - `NewRegistration` of the API
 * @param key - for `Idempotency-Key`: the same for one registration, however often it is sent
 * @returns the link of the offer that it makes
 */
export async function applyTo(
  network: Network,
  issuer: string,
  registration: object,
  key: string,
): Promise<string> {
  return linkIn(await onceMore(() => posted(network, issuer, "/v1/registrations", { json: registration, key })));
}

/**
 * Begins signing in.
 *
 * @returns where to send the browser, an address that may be gone to, and the session that only this page may have
 */
export async function begin(network: Network, issuer: string): Promise<{ url: string; session: string; expires: number }> {
  const { url, session, expires } = await posted(network, issuer, "/v1/registrations/sign-in");
  if (typeof url !== "string" || typeof session !== "string" || typeof expires !== "number") throw issuerUnusable();
  return { url: checkAddress(url).href, session, expires };
}

/**
 * Registers whoever has signed in. A sign-in is good for one try.
 *
 * @param registration - `ProvenRegistration` of the API
 * @returns the link of the offer that the issuer makes
 */
export async function proven(network: Network, issuer: string, registration: object): Promise<string> {
  return linkIn(await posted(network, issuer, "/v1/registrations/proven", { json: registration }));
}

/**
 * Ends the wallets of whoever has signed in, since their phone is lost.
 *
 * @param returned - `FromProvider` of the API
 * @returns the link of the offer for the new one
 */
export async function recovery(network: Network, issuer: string, returned: object): Promise<string> {
  return linkIn(await posted(network, issuer, "/v1/registrations/recovery", { json: returned }));
}

/**
 * The link of an offer that an issuer made.
 *
 * @throws Fault `issuer_unusable`
 */
export function linkIn(made: Readonly<Record<string, unknown>>): string {
  const { offer } = made;
  if (typeof offer !== "string") throw issuerUnusable();
  return offer;
}

async function got(network: Network, issuer: string, path: string, query?: Readonly<Record<string, string>>): Promise<JsonObject> {
  network.checkIssuer(issuer);
  return contentOf(await network.get(apiAddress(issuer, path, query)));
}

async function posted(network: Network, issuer: string, path: string, carried?: Carried): Promise<JsonObject> {
  network.checkIssuer(issuer);
  return contentOf(await network.post(apiAddress(issuer, path), carried));
}
